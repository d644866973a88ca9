// Asks again when the node says that something of a cycle has changed.
import { node } from "./services";

/** Until the returned function is called; a stream that ends is asked for again after a while. */
export function onChanges(cycle: string, changed: () => void): () => void {
  const stop = new AbortController();
  let after = 0n;
  async function watch(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        for await (const told of node.watch({ after }, { signal: stop.signal, timeoutMs: 0 })) {
          after = told.position;
          if (told.all || told.changes.some((one) => one.cycle === cycle)) changed();
        }
      } catch {
        // The line is down, or the stream has come to its end.
      }
      if (!stop.signal.aborted) await new Promise((done) => setTimeout(done, 5_000));
    }
  }
  void watch();
  return () => stop.abort();
}
