// Freezes a Python that has imported the kernel, for later visits to go on from; ends when that is kept.
"use strict";

importScripts("python.js", "store.js");

async function freeze() {
  const site = await siteAt(new URL("..", self.location));
  const { frozen } = await downloadsOf(site);
  importScripts(site.pyodide + "pyodide.js");
  const pyodide = await loadPyodide({ indexURL: site.pyodide, _makeSnapshot: true });
  pyodide.unpackArchive(await (await fetched(site.root + "python.zip")).arrayBuffer(), "zip");
  importLater(pyodide, frozen);
  pyodide.runPython(`
import kernel_start
kernel_start.freeze()
later_imports.uninstall()
del fetch_now`); // nothing of this page's JavaScript is left, which no memory can hold
  await keepBytes(site, FROZEN, pyodide.makeMemorySnapshot());
}

freeze().finally(() => self.close());
