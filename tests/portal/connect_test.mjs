// Goal: a browser's own library for the Connect protocol reaches every service of a real node
// through the gateway, in both forms, and understands its refusals, its streams and its end.
// Method: @connectrpc/connect-node against one process of province-node; the messages are those of
// the .proto files, compiled by protoc; a service without a row fails the test.
import {test, before, after} from "node:test";
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {Agent, get} from "node:https";
import {connect as tlsConnect} from "node:tls";
import {createFileRegistry, fromBinary} from "@bufbuild/protobuf";
import {FileDescriptorSetSchema} from "@bufbuild/protobuf/wkt";
import {Code, ConnectError, createClient} from "@connectrpc/connect";
import {compressionGzip, createConnectTransport} from "@connectrpc/connect-node";
import {COUNCIL_TOKEN, NodeProcess, TOKEN} from "./node_process.mjs";
import {CALLS, NOT_FOR_BROWSERS, importUnits} from "./services.mjs";

const registry = createFileRegistry(
    fromBinary(FileDescriptorSetSchema, readFileSync(process.env.PARNET_DESCRIPTORS)));
const detailType = registry.getMessage("par.error.v1.ErrorDetail");
let node;

before(async () => { node = await NodeProcess.start(process.env.PARNET_NODE); });
after(async () => { if (node.process.exitCode === null) await node.stop(); });

function clientOf(service, {binary = true, token = TOKEN, headers = {}, ...options} = {}) {
  const identify = (next) => (request) => {
    if (token) request.header.set("Authorization", `Bearer ${token}`);
    for (const [name, value] of Object.entries(headers)) request.header.set(name, value);
    return next(request);
  };
  const transport = createConnectTransport({
    baseUrl: node.url, httpVersion: "1.1", useBinaryFormat: binary, interceptors: [identify],
    ...options});
  return createClient(registry.getService(service), transport);
}

async function refusalOf(call) {
  const error = await call.then(() => assert.fail("it was not refused"), ConnectError.from);
  const [detail] = error.findDetails(detailType);
  return {error, detail};
}

test("every service has a row", () => {
  const there = [...registry].filter((type) => type.kind === "service").map((s) => s.typeName);
  const asked = new Set([...CALLS.map((call) => call.service), ...NOT_FOR_BROWSERS]);
  assert.deepEqual(there.filter((name) => !asked.has(name)), []);
});

for (const binary of [true, false]) {
  const form = binary ? "binary" : "JSON";
  for (const call of CALLS) {
    test(`${call.service}.${call.method} in ${form}`, async () => {
      const client = clientOf(call.service, {binary, token: call.token ?? TOKEN});
      if (call.reason === undefined) {
        assert.ok(call.check(await client[call.method](call.request)), call.why);
        return;
      }
      const {error, detail} = await refusalOf(client[call.method](call.request));
      assert.equal(detail?.reason, call.reason, error.message);
      assert.equal(error.rawMessage, detail.textVi);
      assert.notEqual(detail.textEn, detail.textVi);
    });
  }

  test(`a refusal in ${form} has code, reason, parameters and both texts`, async () => {
    const client = clientOf("par.evidence.v1.EvidenceService", {binary, token: COUNCIL_TOKEN});
    const {error, detail} = await refusalOf(client.beginUpload(
        {unit: "quang-ngai", sha256: new Uint8Array(32), size: 1n << 40n, fileName: "a.pdf"}));
    assert.equal(error.code, Code.InvalidArgument);
    assert.equal(detail.reason, "evidence_too_large");
    assert.deepEqual(detail.parameters.map((each) => [each.name, each.value]),
                     [["bytes", String(1n << 40n)], ["maximum", String(200 << 20)]]);
    assert.match(error.rawMessage, /tối đa/);
  });

  test(`nobody's call in ${form} is unauthenticated`, async () => {
    const client = clientOf("par.account.v1.AccountService", {binary, token: null});
    const {error, detail} = await refusalOf(client.whoAmI({}));
    assert.equal(error.code, Code.Unauthenticated);
    assert.equal(detail.reason, "token_missing");
  });

  test(`gzip both ways in ${form}`, async () => {
    const client = clientOf("par.unit.v1.UnitService", {
      binary, acceptCompression: [compressionGzip], sendCompression: compressionGzip,
      compressMinBytes: 0});
    const list = await client.listUnits({}, {onHeader: (headers) => {
      assert.equal(headers.get("x-content-type-options"), "nosniff");
    }});
    assert.ok(list);
  });

  test(`changes are told in ${form} as they are committed, until the page goes`, async () => {
    const leaving = new AbortController();
    const stream = clientOf("par.node.v1.NodeService", {binary, token: COUNCIL_TOKEN})
                       .watch({}, {signal: leaving.signal})[Symbol.asyncIterator]();
    const first = (await stream.next()).value;
    assert.ok(first.position > 0n);
    assert.equal(first.changes.length, 0);
    await clientOf("par.unit.v1.UnitService", {binary}).importUnits(importUnits());
    const told = (await stream.next()).value;
    assert.ok(told.position > first.position);
    assert.deepEqual(told.changes.map((change) => change.subject), ["unit"]);
    // Who comes back hears what was missed.
    const again = clientOf("par.node.v1.NodeService", {binary, token: COUNCIL_TOKEN}).watch({after: first.position});
    for await (const missed of again) {
      if (missed.changes.length === 0) continue;
      assert.equal(missed.changes[0].subject, "unit");
      break;
    }
    leaving.abort();
    await assert.rejects(stream.next(), (error) => ConnectError.from(error).code === Code.Canceled);
  });
}

test("a stream of nobody's is refused", async () => {
  const stream = clientOf("par.node.v1.NodeService", {token: "falsch"}).watch({});
  await assert.rejects(stream[Symbol.asyncIterator]().next(),
                       (error) => ConnectError.from(error).code === Code.Unauthenticated);
});

test("what is not for browsers is not there", async () => {
  const {error, detail} =
      await refusalOf(clientOf("par.node.v1.NodeService").export({folder: "/tmp/x"}));
  assert.equal(error.code, Code.Unimplemented);
  assert.equal(detail.reason, "gateway_method_unknown");
});

test("headers that only the gateway may send onward are not sent onward", async () => {
  for (const headers of [{"par-gateway-token": TOKEN},
                         {"par-gateway-token": TOKEN, "par-gateway-proof": "0".repeat(64)}]) {
    const client = clientOf("par.account.v1.AccountService", {token: null, headers});
    const {detail} = await refusalOf(client.whoAmI({}));
    assert.equal(detail.reason, "token_missing");
  }
});

test("a deadline that is over is told as one", async () => {
  const client = clientOf("par.account.v1.AccountService", {headers: {"Connect-Timeout-Ms": "0"}});
  const {error} = await refusalOf(client.whoAmI({}));
  assert.equal(error.code, Code.DeadlineExceeded);
});

test("over TLS, which is 1.2 or newer", async (t) => {
  const secure = await NodeProcess.start(process.env.PARNET_NODE, process.env.PARNET_PARCTL);
  t.after(() => secure.process.kill("SIGKILL"));  // What it has not stopped would be waited for.
  const whoAmI = (nodeOptions) =>
      clientOf("par.account.v1.AccountService", {baseUrl: secure.url, nodeOptions}).whoAmI({});
  const ca = secure.authority;
  for (const version of ["TLSv1.2", "TLSv1.3"]) {
    const answer = await whoAmI({ca, minVersion: version, maxVersion: version});
    assert.equal(answer.account.name, "quan-tri");
  }
  await assert.rejects(whoAmI({ca, minVersion: "TLSv1", maxVersion: "TLSv1.1",
                               ciphers: "DEFAULT@SECLEVEL=0"}));
  await assert.rejects(whoAmI({}), "an authority that the client does not know");
  await assert.rejects(
      clientOf("par.account.v1.AccountService", {baseUrl: secure.url.replace("https", "http")})
          .whoAmI({}), "plain HTTP where TLS is spoken");
  await isRenewedWithoutARestart(secure);
  assert.equal(await secure.stop(), 0);
});

// The serial number of the certificate that a new connection is shown.
function shownSerial(secure) {
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({host: "127.0.0.1", port: secure.port, ca: secure.authority}, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

function alive(secure, agent) {
  return new Promise((resolve, reject) => {
    get(`${secure.url}/healthz`, {agent, ca: secure.authority}, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer));
    }).once("error", reject);
  });
}

async function isRenewedWithoutARestart(secure) {
  const before = await shownSerial(secure);
  const agent = new Agent({keepAlive: true, maxSockets: 1});
  const first = await alive(secure, agent);
  assert.notEqual(first.headers.connection, "close");
  assert.equal(first.headers["strict-transport-security"], "max-age=31536000");
  const stream = clientOf("par.node.v1.NodeService", {baseUrl: secure.url, nodeOptions: {ca: secure.authority}})
                     .watch({})[Symbol.asyncIterator]();
  await stream.next();
  secure.renew(process.env.PARNET_PARCTL);
  // It is looked at every second.
  let now = before;
  for (const begun = Date.now(); now === before && Date.now() - begun < 30_000;) {
    now = await shownSerial(secure);
  }
  assert.notEqual(now, before, "the renewed certificate is shown");
  const old = await alive(secure, agent);
  assert.equal(old.statusCode, 200, "a connection of before is answered");
  assert.equal(old.headers.connection, "close", "and ends with that answer");
  assert.notEqual((await alive(secure, agent)).headers.connection, "close");
  // A stream of before goes on.
  await clientOf("par.unit.v1.UnitService", {baseUrl: secure.url, nodeOptions: {ca: secure.authority}})
      .importUnits(importUnits());
  assert.ok((await stream.next()).value.position > 0n);
  agent.destroy();
}

test("the node ends in good order while pages listen", async () => {
  const stream =
      clientOf("par.node.v1.NodeService").watch({})[Symbol.asyncIterator]();
  await stream.next();
  const ending = assert.rejects(
      stream.next(), (error) => ConnectError.from(error).code === Code.Unavailable);
  assert.equal(await node.stop(), 0);
  await ending;
});
