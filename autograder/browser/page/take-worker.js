// Runs in JupyterLite's page before JupyterLite: its kernel goes into the worker in which Python has been starting
// meanwhile.
"use strict";

self.Worker = new Proxy(Worker, {
  construct: (Plain, [address, options]) =>
    String(address).includes("/pyodide-kernel-extension/")
      ? parent.kernelWorker(String(address))
      : new Plain(address, options),
});
