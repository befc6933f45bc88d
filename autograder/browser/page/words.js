// The page's own sentences, in the reader's language.
"use strict";

const words = { language: document.documentElement.lang, all: JSON.parse(document.getElementById("words").textContent) };

/** A sentence with its blanks filled in. */
function say(key, blanks = {}) {
  return words.all[words.language][key].replace(/\{(\w+)\}/g, (_, name) => blanks[name]);
}

/** Put every marked element of the page into a language. */
function speak(language) {
  words.language = language;
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-title]")) element.title = say(element.dataset.title);
  document.title = say(document.body.dataset.heading);
}

/** The language chosen last, the browser's, or the first there is. */
function preferredLanguage() {
  const codes = [localStorage.getItem("language"), ...navigator.languages.map((code) => code.split("-")[0])];
  return codes.find((code) => code in words.all) ?? words.language;
}
