// The worker that the notebook runs in: starts Python with the course in it at once, tells the page how far it is, and
// takes JupyterLite's kernel in when that comes.
"use strict";

async function begin() {
  const root = new URL("..", self.location);
  const channel = new BroadcastChannel(root.pathname);
  const tell = (step, detail = "") => channel.postMessage({ step, detail });
  try {
    const site = await siteAt(root);
    await self.navigator.locks?.request(root.pathname, () => {}); // the page is done with its downloads
    const memory = await takenBytes(site, FROZEN); // one that fails is met once
    const pyodide = await startPython(site, tell, memory);
    pyodide.runPython(`
import kernel_start, cnn_utils.checks.notebook_check
kernel_start.begin()`);
    tell("ready");
    if (memory) keepBytes(site, FROZEN, memory);
    else setTimeout(() => new Worker("freeze.js"), KEEP_EVERY_MS);
    return pyodide;
  } catch (error) {
    tell("failed", String(error.message ?? error));
    throw error;
  }
}

importScripts("python.js", "store.js");
self.started = begin();
self.onmessage = ({ data }) => {
  self.onmessage = null; // the next messages are for the kernel
  importScripts(data);
};
