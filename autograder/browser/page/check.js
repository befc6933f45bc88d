// The self-check page: runs the visible checks of a notebook that the reader chooses, in a worker that can be stopped.
"use strict";

const SECONDS_FOR_ONE = 60;
const part = (id) => document.getElementById(id);
const tell = (key, blanks) => (part("step").textContent = say(key, blanks));

async function open() {
  speak(preferredLanguage());
  const site = await siteAt(new URL("./", location.href));
  await keepFiles(site);
  part("file").onchange = () => check(site, part("file").files[0]);
  part("file").disabled = false;
}

/** Check a file: a new worker each time, so that nothing is left of the one before. */
async function check(site, file) {
  part("cards").replaceChildren();
  const text = await file.text();
  tell("loading_python");
  const worker = new Worker("start/check-worker.js");
  let timer;
  const end = (key, blanks) => {
    clearTimeout(timer);
    worker.terminate();
    tell(key, blanks);
  };
  const does = {
    checking: ({ exercise }) => {
      clearTimeout(timer);
      timer = setTimeout(() => end("check_too_long", { exercise }), 1000 * SECONDS_FOR_ONE);
      tell("check_running", { exercise });
    },
    card: ({ html }) => part("cards").append(document.createRange().createContextualFragment(html)),
    done: (counts) => end("check_done", counts),
    no_notebook: () => end("check_not_a_notebook", { file: file.name }),
    failed: ({ why }) => end("check_failed", { why }),
  };
  worker.onmessage = ({ data }) => does[data.what]?.(data);
  worker.onerror = ({ message }) => end("check_failed", { why: message });
  worker.postMessage({ site, text });
}

open().catch((error) => tell("check_failed", { why: error.message }));
