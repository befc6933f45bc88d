// Downloads, kept by the browser: what was loaded once is not loaded again.
"use strict";

/** The cache of this build of the site; undefined in browsers that have none. */
const cacheOf = async (site) => self.caches?.open(`convnets ${new URL(site.root).pathname} ${site.build}`);

/** What was kept of this build under a name; undefined if nothing was. */
async function keptBytes(site, name) {
  const kept = await (await cacheOf(site))?.match(site.root + name);
  return kept?.arrayBuffer();
}

async function takenBytes(site, name) {
  const bytes = await keptBytes(site, name);
  if (bytes) await (await cacheOf(site)).delete(site.root + name);
  return bytes;
}

async function keepBytes(site, name, bytes) {
  await (await cacheOf(site))?.put(site.root + name, new Response(bytes));
}

/** Have the service worker answer for this site; browsers without one load from their own cache. */
async function keepFiles(site) {
  if (!navigator.serviceWorker) return;
  const taken = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  const address = new URL("service-worker.js", site.root);
  address.search = new URLSearchParams({ build: site.build, pyodide: site.pyodide });
  await navigator.serviceWorker.register(address);
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await taken;
}

/** Download files side by side into the cache; `tell(done, all)` hears how many bytes there are. */
async function downloadAll(site, addresses, tell) {
  const cache = await cacheOf(site);
  const sizes = addresses.map(() => ({ done: 0, all: 0 }));
  const sum = (key) => sizes.reduce((total, size) => total + size[key], 0);
  await Promise.all(
    addresses.map(async (address, index) => {
      if (await cache?.match(address)) return;
      const answer = await fetched(address);
      sizes[index].all = Number(answer.headers.get("Content-Length")) || 0;
      const [counted, kept] = answer.body.tee();
      const storing = cache?.put(address, new Response(kept, { headers: answer.headers }));
      for await (const bytes of chunks(counted)) {
        sizes[index].done += bytes;
        sizes[index].all = Math.max(sizes[index].all, sizes[index].done);
        tell(sum("done"), sum("all"));
      }
      await storing;
    }),
  );
}

/** Sizes of the pieces of a stream, as they come. */
async function* chunks(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value.length;
  }
}
