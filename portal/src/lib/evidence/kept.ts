// Uploads that are not finished, kept in the browser (IndexedDB): what they are for, and the file itself
// where the browser has room for it, so that they go on after the page was closed. Where it has not, or
// keeps nothing at all, the person chooses the file again.
export interface Particulars {
  number: string;
  issuer: string;
  issueDate: string;
  subject: string;
  pages: string;
}
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
  file?: File;
}

const longest = 7 * 24 * 3600 * 1000; // As long as nodes keep what came of a file.

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("parnet", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("uploads", { keyPath: "key" });
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
    open.onblocked = () => reject(new Error("blocked"));
  });
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = opened.transaction("uploads", mode);
      const request = work(transaction.objectStore("uploads"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  } finally {
    opened.close();
  }
}

/** Whether the browser keeps it; with the file if it can, without it if that is all it can. */
export async function keepUpload(upload: KeptUpload): Promise<boolean> {
  for (const file of upload.file === undefined ? [undefined] : [upload.file, undefined]) {
    try {
      const { file: _, ...rest } = upload;
      await within("readwrite", (store) => store.put(file === undefined ? rest : { ...rest, file }));
      return true;
    } catch {
      // Without the file, then.
    }
  }
  return false;
}

export async function forgetUpload(key: string): Promise<void> {
  try {
    await within("readwrite", (store) => store.delete(key));
  } catch {
    // It was not kept.
  }
}

/** Those of an account's dossier; what is too old is thrown away. */
export async function keptUploads(owner: string): Promise<KeptUpload[]> {
  try {
    const all = await within<KeptUpload[]>("readonly", (store) => store.getAll());
    const old = all.filter((one) => Date.now() - one.since > longest);
    for (const one of old) await forgetUpload(one.key);
    return all.filter((one) => one.owner === owner && !old.includes(one));
  } catch {
    return [];
  }
}
