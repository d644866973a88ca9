// Bytes of a file to the node, from where it stopped (docs/formats/portal.md).
import { Code, ConnectError } from "@connectrpc/connect";
import { errorFromJsonBytes } from "@connectrpc/connect/protocol-connect";
import { credential } from "../credential.svelte";

const silence = 45_000; // Milliseconds without a byte, after which the line counts as cut.

export interface Piece {
  unit: string;
  hex: string;
  file: Blob;
  from: number;
  to: number; // The first byte that is not sent.
}

/** The new durable offset. Rejects with a ConnectError, or with the signal's reason. `sent` hears of bytes on their way. */
export function put(piece: Piece, signal: AbortSignal, sent: (bytes: number) => void): Promise<number> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // Fetch says nothing while it sends.
    const request = new XMLHttpRequest();
    const cut = () => reject(new ConnectError("no answer", Code.Unavailable));
    let watch: ReturnType<typeof setTimeout>;
    const alive = () => {
      clearTimeout(watch);
      watch = setTimeout(() => request.abort(), silence);
    };
    const stop = () => {
      reject(signal.reason);
      request.abort();
    };
    request.open("PUT", `/evidence/${piece.unit}/${piece.hex}/upload`);
    for (const [name, value] of credential.headers()) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Range", `bytes ${piece.from}-${piece.to - 1}/${piece.file.size}`);
    request.responseType = "arraybuffer";
    request.upload.onprogress = (event) => {
      alive();
      sent(event.loaded);
    };
    request.onerror = cut;
    request.onabort = cut; // After `stop` it is settled already.
    request.onload = () => {
      const offset = Number(request.getResponseHeader("Upload-Offset") ?? NaN);
      if (request.status === 200 && Number.isSafeInteger(offset)) resolve(offset);
      else reject(errorFromJsonBytes(new Uint8Array(request.response as ArrayBuffer), undefined, new ConnectError(`HTTP ${request.status}`, Code.Unavailable)));
    };
    request.onloadend = () => {
      clearTimeout(watch);
      signal.removeEventListener("abort", stop);
    };
    signal.addEventListener("abort", stop, { once: true });
    alive();
    request.send(piece.file.slice(piece.from, piece.to));
  });
}
