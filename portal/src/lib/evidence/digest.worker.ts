// Hashes a file beside the page, so that typing goes on meanwhile. Says how far it is after every slice.
import { Sha256 } from "./sha256";

const slice = 1 << 20;

addEventListener("message", async ({ data: file }: MessageEvent<Blob>) => {
  try {
    const hash = new Sha256();
    for (let at = 0; at < file.size; at += slice) {
      hash.add(new Uint8Array(await file.slice(at, at + slice).arrayBuffer()));
      postMessage({ read: Math.min(at + slice, file.size) });
    }
    postMessage({ sha256: hash.digest() });
  } catch {
    postMessage({ unreadable: true });
  }
});
