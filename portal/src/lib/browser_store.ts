// The browser's own store, which may be full, forbidden or cleared at any time: then nothing is kept, and
// nothing else fails.
function within<T>(work: (store: Storage) => T, otherwise: T): T {
  try {
    return work(localStorage);
  } catch {
    return otherwise;
  }
}

export const kept = (key: string): string | null => within((store) => store.getItem(key), null);
/** Whether it is kept. */
export const keep = (key: string, value: string): boolean => within((store) => (store.setItem(key, value), true), false);
export const forget = (key: string): void => within((store) => store.removeItem(key), undefined);
export const keysWith = (beginning: string): string[] => within((store) => Object.keys(store).filter((key) => key.startsWith(beginning)), []);
