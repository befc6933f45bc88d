// The course's page: loads what is needed, opens the notebook, and offers what a reader wants to do with it.
"use strict";

const part = (id) => document.getElementById(id);
const root = new URL("./", location.href);
const frame = part("notebook");
const state = { site: null, path: "", ready: false };
const kernel = { worker: null, taken: true };

/** Say what is being done, and how far it is in percent. */
function progress(text, percent) {
  part("step").textContent = text;
  part("bar").value = Math.max(part("bar").value, percent);
}

/** Say what went wrong and what a reader can do. */
function fail(text, error = "") {
  if (state.ready) return;
  part("reason").textContent = text;
  part("details").textContent = String(error.stack ?? error);
  part("first").hidden = part("loading").hidden = true;
  part("failed").hidden = false;
}

/** The first thing that Python needs and this browser has not. */
function missing() {
  const needed = { WebAssembly: self.WebAssembly, Worker: self.Worker, indexedDB: self.indexedDB };
  return Object.keys(needed).find((name) => !needed[name]);
}

async function open() {
  speak(preferredLanguage());
  if (location.protocol === "file:") return fail(say("failed_file"));
  if (missing()) return fail(say("failed_browser", { what: missing() }));
  state.site = await siteAt(root);
  for (const one of state.site.notebooks) part("language").add(new Option(one.name, one.language));
  part("language").value = words.language;
  listen();
  await keepFiles(state.site);
  await Promise.all([download(), openNotebook()]);
}

/** Load Python while the notebook opens: the kernel waits for this lock. */
async function download() {
  const loading = async () => {
    try {
      const { first } = await downloadsOf(state.site);
      const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
      await downloadAll(state.site, first, (done, all) =>
        progress(say("loading_files", { done: megabytes(done), all: megabytes(all) }), (60 * done) / all),
      );
    } catch (error) {
      kernel.worker.terminate(); // it would fail for the same reason
      fail(say("failed_download"), error);
    }
  };
  const loaded = navigator.locks?.request(root.pathname, loading) ?? loading();
  startKernel();
  await loaded;
}

/** Start Python in a new worker, while the notebook opens. */
function startKernel() {
  kernel.worker?.terminate();
  kernel.worker = new Worker("start/kernel.js");
  kernel.taken = false;
}

/** The worker for JupyterLite's kernel, whose script is at an address: a new one if it had one before. */
function kernelWorker(address) {
  if (kernel.taken) startKernel();
  kernel.taken = true;
  kernel.worker.postMessage(address);
  return kernel.worker;
}

/** Pictures come later than the first card: their packages load once Python runs. */
async function downloadLater() {
  const { later } = await downloadsOf(state.site);
  await downloadAll(state.site, later.map((one) => one.address), () => {});
}

/** Show the notebook of the language that was chosen. */
async function openNotebook() {
  state.path = state.site.notebooks.find((one) => one.language === words.language).path;
  const address = new URL("jupyter/notebooks/index.html", root);
  address.search = new URLSearchParams({ path: state.path });
  frame.hidden = false;
  frame.src = address;
  try {
    await notebookShown();
  } catch (error) {
    return fail(say("failed_notebook"), error);
  }
  part("first").hidden = true;
  goBetween(frame.contentWindow);
  document.body.classList.add("open");
  part("download").disabled = part("again").disabled = false;
}

/** Wait until the notebook can be read. */
async function notebookShown() {
  for (let tries = 0; tries < 1200; tries++) {
    if (frame.contentDocument?.querySelector(".jp-Notebook .jp-Cell")) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${frame.src}: nothing to be seen after two minutes`);
}

const steps = {
  python: () => progress(say("loading_python"), 65),
  course: () => progress(say("loading_course"), 85),
  ready: () => {
    state.ready = true;
    part("failed").hidden = true;
    progress(say("loading_ready"), 100);
    document.body.classList.add("ready");
    downloadLater();
  },
  failed: (detail) => fail(say("failed_python"), detail),
};

const jupyter = () => frame.contentWindow.jupyterapp;
const contents = () => jupyter().serviceManager.contents;
const save = () => jupyter().commands.execute("docmanager:save");

/** Hand the reader the file as it stands. */
async function handOut() {
  await save();
  const { content } = await contents().get(state.path, { content: true });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1) + "\n"]));
  link.download = state.path.split("/").pop();
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Put the empty notebook in the place of the reader's. */
async function startAgain() {
  const content = await (await fetched(new URL(`jupyter/files/${state.path}`, root))).json();
  await save(); // nothing is left to be saved over it
  await contents().save(state.path, { type: "notebook", format: "json", content });
  frame.contentWindow.location.reload();
}

async function chooseLanguage() {
  localStorage.setItem("language", part("language").value);
  if (!part("download").disabled) await save();
  location.reload();
}

/** F6 goes from the notebook, where Tab indents, to the buttons and back. */
function goBetween(place) {
  place.addEventListener("keydown", (event) => {
    if (event.key !== "F6") return;
    event.preventDefault();
    (document.activeElement === frame ? part("language") : frame).focus();
  });
}

function listen() {
  goBetween(self);
  const channel = new BroadcastChannel(root.pathname);
  channel.onmessage = ({ data }) => {
    performance.mark(data.step);
    steps[data.step](data.detail);
  };
  part("language").onchange = chooseLanguage;
  part("download").onclick = handOut;
  part("again").onclick = () => part("sure").showModal();
  part("sure").onclose = async () => {
    const { returnValue } = part("sure");
    if (returnValue === "download") await handOut();
    if (returnValue === "again") await startAgain();
  };
}

part("reload").onclick = () => location.reload();
open().catch((error) => fail(say("failed_download"), error));
