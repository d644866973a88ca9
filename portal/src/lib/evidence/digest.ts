// The SHA-256 of a file, made beside the page.
type Told = { read?: number; sha256?: Uint8Array; unreadable?: boolean };

/** The file was moved, changed or taken away while it was read. */
export class Unreadable extends Error {}

/** `told` hears how many bytes are read. Rejects with Unreadable, or with the signal's reason. */
export function digestOf(file: Blob, signal: AbortSignal, told: (read: number) => void): Promise<Uint8Array> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./digest.worker.ts", import.meta.url), { type: "module" });
    const end = (what: () => void) => {
      worker.terminate();
      what();
    };
    signal.addEventListener("abort", () => end(() => reject(signal.reason)), { once: true });
    worker.addEventListener("error", () => end(() => reject(new Unreadable())));
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if (data.read !== undefined) told(data.read);
      if (data.sha256 !== undefined) end(() => resolve(data.sha256!));
      if (data.unreadable) end(() => reject(new Unreadable()));
    });
    worker.postMessage(file);
  });
}
