// A real node with the portal's port on a free port of the loopback, in a folder of its own.
import {execFileSync, spawn} from "node:child_process";
import {createHash} from "node:crypto";
import {mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";

export const TOKEN = "token-quan-tri";
export const COUNCIL_TOKEN = "token-hoi-dong";
export const UNIT = "quang-ngai";

export class NodeProcess {
  // With `parctl`, which makes it a certificate, over TLS.
  static async start(program, parctl = null) {
    const folder = mkdtempSync(join(tmpdir(), "parnet-portal-"));
    const hash = createHash("sha256").update(TOKEN).digest("hex");
    writeFileSync(join(folder, "accounts.yaml"), `format: parnet/accounts/1
accounts:
  - account: quan-tri
    full_name: Nguyễn Thị Lan
    unit: ${UNIT}
    roles: [administrator]
    token_sha256: ${hash}
  - account: hoi-dong
    full_name: Trần Văn Minh
    unit: ${UNIT}
    roles: [clerk, reviewer, council, publisher]
    token_sha256: ${createHash("sha256").update(COUNCIL_TOKEN).digest("hex")}
`);
    if (parctl) {
      const authority = join(folder, "ca");
      execFileSync(parctl, ["ca", "init", "--folder", authority, "--name", "thử"]);
      execFileSync(parctl, ["ca", "issue", "nut-tinh", "--folder", authority, "--to",
                            join(folder, "keys"), "--ip", "127.0.0.1"]);
    }
    const portal = parctl ? `certificate: keys/node.crt, key: keys/node.key, ` : "";
    writeFileSync(join(folder, "node.yaml"), `node_id: nut-tinh
level: province
units: [${UNIT}]
data_directory: data
mark_directory: mark
client: {listen: "127.0.0.1:0"}
portal: {${portal}listen: "127.0.0.1:0"}
bootstrap_accounts: accounts.yaml
`);
    const process = spawn(program, ["serve", "--config", join(folder, "node.yaml")],
                          {stdio: ["ignore", "pipe", "inherit"]});
    const node = new NodeProcess(folder, process);
    node.authority = parctl && readFileSync(join(folder, "keys", "ca.crt"));
    node.port = await node.#portOfPortal();
    return node;
  }

  constructor(folder, process) {
    this.folder = folder;
    this.process = process;
    this.ended = new Promise((resolve) => process.once("exit", (code) => resolve(code)));
  }

  get url() {
    return `${this.authority ? "https" : "http"}://127.0.0.1:${this.port}`;
  }

  // The line that it prints when it is ready names its ports.
  #portOfPortal() {
    return new Promise((resolve, reject) => {
      let text = "";
      this.process.stdout.on("data", (bytes) => {
        text += bytes;
        const found = /https?:(\d+)\n/.exec(text);
        if (found) resolve(Number(found[1]));
      });
      this.ended.then((code) => reject(new Error(`the node ended with ${code}: ${text}`)));
    });
  }

  // Puts another certificate and its key in the place of those that it serves with, one after the other.
  renew(parctl) {
    execFileSync(parctl, ["ca", "issue", "nut-tinh", "--folder", join(this.folder, "ca"), "--to",
                          join(this.folder, "renewed"), "--ip", "127.0.0.1"]);
    for (const name of ["node.crt", "node.key"]) {
      renameSync(join(this.folder, "renewed", name), join(this.folder, "keys", name));
    }
  }

  // Asks it to end; its exit code.
  async stop() {
    this.process.kill("SIGTERM");
    const code = await this.ended;
    rmSync(this.folder, {recursive: true, force: true});
    return code;
  }
}
