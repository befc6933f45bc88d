// Checks one notebook, away from the page.
"use strict";

importScripts("python.js", "store.js");

self.onmessage = async ({ data: { site, text } }) => {
  const tell = (what, more = {}) => self.postMessage({ what, ...more });
  try {
    // NumPy is all that the checks need.
    const python = await startPython({ ...site, first: ["numpy"] }, () => {});
    python.globals.set("text", text);
    python.globals.set("assignment", site.assignment);
    const isNotebook = python.runPython(`
from cnn_utils.checks.self_check import SelfCheck
try:
    checked = SelfCheck(text, assignment)
except ValueError:
    checked = None
checked is not None`);
    if (!isNotebook) return tell("no_notebook");
    const exercises = python.runPython("checked.exercises").toJs();
    let passed = 0;
    for (const exercise of exercises) {
      tell("checking", { exercise });
      python.globals.set("name", exercise);
      const [right, html] = python.runPython("checked.card(name)").toJs();
      passed += right;
      tell("card", { html });
    }
    tell("done", { passed, all: exercises.length });
  } catch (error) {
    tell("failed", { why: String(error.message ?? error) });
  }
};
