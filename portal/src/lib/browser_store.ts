// The browser's own stores (`localStorage`: for all tabs; `sessionStorage`: for one), which may be full, forbidden or cleared at any time: then nothing is kept, and
// nothing else fails.
type Where = "localStorage" | "sessionStorage";
function within<T>(work: (store: Storage) => T, otherwise: T, where: Where = "localStorage"): T {
  try {
    return work(globalThis[where]);
  } catch {
    return otherwise;
  }
}

export const kept = (key: string, where?: Where): string | null => within((store) => store.getItem(key), null, where);
/** Whether it is kept. */
export const keep = (key: string, value: string, where?: Where): boolean => within((store) => (store.setItem(key, value), true), false, where);
export const forget = (key: string, where?: Where): void => within((store) => store.removeItem(key), undefined, where);
export const keysWith = (beginning: string): string[] => within((store) => Object.keys(store).filter((key) => key.startsWith(beginning)), []);
