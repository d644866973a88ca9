// The service worker: keeps one build's pages in the browser, so that the portal opens without a line
// to the node. tools/worker.mjs puts `build` before this text: {version, files}.
//
// One version at a time. A page and everything it loads come from one build: the first file ("/") from
// this worker's own store, files below /assets/ by their names, which carry a hash of what is in them.
// A newer build waits until a page says "take-over"; the store before it stays, for pages that are
// still open on it. What the node answers (/par.*, /evidence/*, /healthz, /metrics) never comes here.
const prefix = "parnet-pages-";
const own = prefix + build.version;
const isNode = (path) => /^\/(par\.|evidence\/|healthz|metrics)/.test(path);

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const store = await caches.open(own);
    await store.addAll(build.files.map((path) => new Request(path, { cache: path.startsWith("/assets/") ? "default" : "no-cache" })));
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const stores = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== own);
    // In the order of their making: the last one is the build that pages may still be open on.
    for (const old of stores.slice(0, -1)) await caches.delete(old);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(self.skipWaiting());
  if (event.data === "version") event.source?.postMessage({ version: build.version });
});

async function page() {
  const store = await caches.open(own);
  return (await store.match("/")) ?? fetch("/");
}

/** A file whose name carries its hash: the same in whichever store it lies. */
async function hashed(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(own)).put(request, answer.clone());
  return answer;
}

async function other(request) {
  const store = await caches.open(own);
  return (await store.match(request, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || isNode(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page());
  else if (pathname.startsWith("/assets/")) event.respondWith(hashed(request));
  else event.respondWith(other(request));
});
