// Files that the browser keeps until they are on the node (docs/formats/portal.md): both run in the page.

// Whose uploads the browser keeps.
export const keptHere = () => new Promise((resolve, reject) => {
  const open = indexedDB.open("parnet.files");
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const work = open.result.transaction(["uploads", "files"]);
    const [uploads, files] = [work.objectStore("uploads").getAll(), work.objectStore("files").getAllKeys()];
    work.oncomplete = () => {
      open.result.close();
      resolve({ uploads: uploads.result.map((one) => one.key), files: files.result });
    };
  };
});
// One that somebody left there, and who never comes back.
export const leavesOne = (days) => new Promise((resolve, reject) => {
  const open = indexedDB.open("parnet.files");
  open.onerror = () => reject(open.error);
  open.onsuccess = () => {
    const work = open.result.transaction(["uploads", "files"], "readwrite");
    const key = `nguoi-khac ky la-ha ${days}`;
    work.objectStore("uploads").put({ key, owner: "nguoi-khac ky la-ha", hex: "00", name: "a.pdf", size: 1, criterion: "1.1.1", particulars: {}, confirmed: false, since: Date.now() - days * 24 * 3600 * 1000 });
    work.objectStore("files").put(new File(["%"], "a.pdf"), key);
    work.oncomplete = () => {
      open.result.close();
      resolve();
    };
  };
});
