// A line to a node's portal that counts what goes up it, may be slow, and is cut after so many bytes.
import { connect, createServer } from "node:net";

export async function lineTo(portal) {
  const port = Number(new URL(portal).port);
  const line = { up: 0, address: "", bytesPerSecond: Infinity, down: false, cutAfter, cut, mend, close };
  const ends = new Set();
  let cutAt = Infinity;
  let isCut = () => {};
  /** Resolves when the line is cut, that many bytes from now. */
  function cutAfter(bytes) {
    cutAt = line.up + bytes;
    return new Promise((resolve) => (isCut = resolve));
  }
  function cut() {
    line.down = true;
    cutAt = Infinity;
    for (const end of ends) end.destroy();
    isCut();
  }
  function mend() {
    line.down = false;
  }
  const server = createServer((browser) => {
    if (line.down) return browser.destroy();
    const node = connect(port, "127.0.0.1");
    for (const end of [browser, node]) {
      ends.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        ends.delete(end);
        browser.destroy();
        node.destroy();
      });
    }
    browser.on("data", (bytes) => {
      line.up += bytes.length;
      if (line.up >= cutAt) return cut();
      if (!node.write(bytes)) browser.pause();
      if (line.bytesPerSecond === Infinity) return;
      browser.pause();
      setTimeout(() => browser.resume(), (1000 * bytes.length) / line.bytesPerSecond);
    });
    node.on("drain", () => browser.resume());
    node.on("data", (bytes) => browser.write(bytes));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  line.address = `http://127.0.0.1:${server.address().port}`;
  function close() {
    cut();
    server.close();
  }
  return line;
}
