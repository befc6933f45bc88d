// Python in a worker: the course's page and its kernel, and the self-check page, all start it here.
"use strict";

const KEEP_EVERY_MS = 20_000; // the first card comes first
const FROZEN = "frozen-python";

/** Everything that some packages need, themselves included, by what the lock file says of each. */
function closure(lock, names) {
  const found = new Set();
  const visit = (given) => {
    const name = given.toLowerCase().replace(/[-_.]+/g, "-");
    if (found.has(name)) return;
    found.add(name);
    lock.packages[name].depends.forEach(visit);
  };
  names.forEach(visit);
  return [...found].map((name) => lock.packages[name]);
}

/** Fetch a file whole, or say which one could not be had. */
async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${answer.statusText}`);
  return answer;
}

/** What the builder wrote down about this site, with its addresses made whole. */
async function siteAt(root) {
  const site = await (await fetched(new URL("site.json", root))).json();
  return { ...site, root: String(root), pyodide: String(new URL(site.pyodide, root)) };
}

/** Addresses of all that Python needs before the first card, and what only pictures and what a frozen Python need. */
async function downloadsOf(site) {
  const lock = await (await fetched(site.pyodide + "pyodide-lock.json")).json();
  const address = (one) => String(new URL(one.file_name, site.pyodide));
  const without = (some, others) =>
    some.filter((one) => !others.includes(one)).map((one) => ({ address: address(one), imports: one.imports }));
  const first = closure(lock, site.first);
  const runtime = ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"];
  return {
    first: [...runtime.map((name) => site.pyodide + name), ...first.map(address), site.root + "python.zip"],
    later: without(closure(lock, site.later), first),
    frozen: without(closure(lock, site.frozen), closure(lock, neverFrozen(site))),
  };
}

const neverFrozen = (site) => site.first.filter((name) => !site.frozen.includes(name));

/** Start Pyodide in this worker with all that the first card needs, from a frozen one's memory if there is one; `tell` hears
 * of each step. */
async function startPython(site, tell, memory) {
  const { later, frozen } = await downloadsOf(site);
  const ours = fetched(site.root + "python.zip").then((answer) => answer.arrayBuffer());
  tell("python");
  importScripts(site.pyodide + "pyodide.js");
  const load = (options) => loadPyodide({ indexURL: site.pyodide, ...options });
  const pyodide = await load(memory ? { packages: neverFrozen(site), _loadSnapshot: memory } : { packages: site.first });
  tell("course");
  pyodide.unpackArchive(await ours, "zip");
  importLater(pyodide, later);
  if (memory) importLater(pyodide, frozen);
  await useCompiled(site, pyodide);
  return pyodide;
}

/** Unpack packages when the first of them is imported. */
function importLater(pyodide, packages) {
  pyodide.globals.set("fetch_now", fetchNow);
  pyodide.globals.set("packages", pyodide.toPy(packages));
  pyodide.runPython(`
import later_imports
later_imports.install(packages, lambda address: fetch_now(address).to_bytes())
del packages`);
}

/** Take what earlier visits compiled, and keep what this one does. */
async function useCompiled(site, pyodide) {
  const name = `compiled-${site.first.length}.zip`;
  const before = await keptBytes(site, name);
  pyodide.globals.set("before", before && new Uint8Array(before));
  const compiled = pyodide.runPython(`
import compiled_modules
compiled_modules.Compiled(before and before.to_bytes())`);
  setInterval(() => {
    const news = compiled.news()?.toJs();
    if (news) keepBytes(site, name, news);
  }, KEEP_EVERY_MS);
}

/** Fetch a file while Python waits, as an import must: workers may. */
function fetchNow(address) {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${address}: ${request.status} ${request.statusText}`);
  return new Uint8Array(request.response);
}
