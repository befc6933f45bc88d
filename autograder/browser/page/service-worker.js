// Keeps the site's files, and Pyodide's, for the next visit and for when there is no network.
"use strict";

const asked = new URL(location.href).searchParams;
const scope = new URL("./", location.href).href;
const prefix = `convnets ${new URL(scope).pathname} `;
const name = prefix + asked.get("build");
const fresh = new Set(["", "index.html", "check.html", "site.json"].map((page) => scope + page));

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !(url.startsWith(scope) || url.startsWith(asked.get("pyodide")))) return;
  event.respondWith(fresh.has(url.split("?")[0]) ? newest(event.request) : kept(event.request));
});

/** Earlier builds of this site go; other sites of the same host stay. */
async function takeOver() {
  for (const other of await caches.keys()) {
    if (other.startsWith(prefix) && other !== name) await caches.delete(other);
  }
  await self.clients.claim();
}

/** A file of this build, from the cache if it was loaded before. */
async function kept(request) {
  const cache = await caches.open(name);
  return (await cache.match(request)) ?? keep(cache, request);
}

/** A file that says which build is current: from the server, or what was kept where there is none. */
async function newest(request) {
  const cache = await caches.open(name);
  try {
    return await keep(cache, request);
  } catch (error) {
    const before = await cache.match(request);
    if (before) return before;
    throw error;
  }
}

async function keep(cache, request) {
  const answer = await fetch(request);
  if (answer.status === 200) await cache.put(request, answer.clone());
  return answer;
}
