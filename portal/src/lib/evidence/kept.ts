// Uploads that are not finished, kept in the browser (IndexedDB): what they are for, and the file itself
// where the browser has room for it, so that they go on after the page was closed. Where it has not, or
// keeps nothing at all, the person chooses the file again.
import type { Particulars } from "./particulars";

export interface KeptUpload {
  key: string; // Account, cycle, unit, hash.
  owner: string; // Account, cycle, unit.
  hex: string;
  name: string;
  size: number;
  criterion: string;
  particulars: Particulars;
  confirmed: boolean;
  since: number; // Milliseconds.
}

const longest = 7 * 24 * 3600 * 1000; // As long as nodes keep what came of a file.

// "uploads": small, written with every letter that is typed; "files": by the same key, written once.
function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("parnet.files", 1);
    open.onupgradeneeded = () => {
      open.result.createObjectStore("uploads", { keyPath: "key" });
      open.result.createObjectStore("files");
    };
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
    open.onblocked = () => reject(new Error("blocked"));
  });
}

async function within<T>(store: "uploads" | "files", mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  } finally {
    opened.close();
  }
}

// What cannot be kept is not kept: the person chooses the file again.
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch {
    // The browser has no room, or forbids it.
  }
}

export const keepUpload = (upload: KeptUpload): Promise<void> => attempt(() => within("uploads", "readwrite", (store) => store.put(upload)));
export const keepFile = (key: string, file: File): Promise<void> => attempt(() => within("files", "readwrite", (store) => store.put(file, key)));
export async function forgetUpload(key: string): Promise<void> {
  await attempt(() => within("uploads", "readwrite", (store) => store.delete(key)));
  await attempt(() => within("files", "readwrite", (store) => store.delete(key)));
}
/** Nothing where the browser has not kept it. */
export async function keptFile(key: string): Promise<File | undefined> {
  let file: File | undefined;
  await attempt(async () => (file = await within<File | undefined>("files", "readonly", (store) => store.get(key))));
  return file;
}

/** Everybody's; what is too old is thrown away. */
export async function pruned(): Promise<KeptUpload[]> {
  let all: KeptUpload[] = [];
  await attempt(async () => (all = await within<KeptUpload[]>("uploads", "readonly", (store) => store.getAll())));
  const old = all.filter((one) => Date.now() - one.since > longest);
  for (const one of old) await forgetUpload(one.key);
  return all.filter((one) => !old.includes(one));
}

/** Those of an account's dossier. */
export const keptUploads = async (owner: string): Promise<KeptUpload[]> => (await pruned()).filter((one) => one.owner === owner);

/** Those of an account, of all dossiers. */
export const keptOf = async (account: string): Promise<KeptUpload[]> => (await pruned()).filter((one) => one.owner.startsWith(`${account} `));
