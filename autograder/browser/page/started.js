// Stands where JupyterLite's kernel looks for Pyodide: it gets the one that kernel.js has started.
"use strict";

self.loadPyodide = () => started;
