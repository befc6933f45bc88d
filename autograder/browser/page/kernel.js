// The worker that the notebook runs in: starts Python with the course in it at once, tells the page how far it is, and
// takes JupyterLite's kernel in when that comes.
"use strict";

const BEGIN = `
import logging, sys, types
# IPython imports its terminal, which a browser has none of and which takes as long as the rest of it.
sys.modules["IPython.terminal.embed"] = types.ModuleType("embed")
sys.modules["IPython.terminal.embed"].embed = None
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # says that it takes a moment, in red
import pyodide_kernel, cnn_utils.checks.notebook_check
# Completion by jedi takes two seconds to import, and knows no more of a notebook than the notebook itself.
pyodide_kernel.kernel_instance.interpreter.Completer.use_jedi = False
`;

async function begin() {
  const root = new URL("..", self.location);
  const channel = new BroadcastChannel(root.pathname);
  const tell = (step, detail = "") => channel.postMessage({ step, detail });
  try {
    const site = await siteAt(root);
    await self.navigator.locks?.request(root.pathname, () => {}); // the page is done with its downloads
    const pyodide = await startPython(site, tell);
    await pyodide.runPythonAsync(BEGIN);
    tell("ready");
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
