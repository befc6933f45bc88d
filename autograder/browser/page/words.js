// The page's own sentences, in the reader's language.
"use strict";

const words = { language: "en", all: {} };

/** A sentence with its blanks filled in; English where a language does not have it. */
function say(key, blanks = {}) {
  const text = words.all[words.language]?.[key] ?? words.all.en?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => blanks[name]);
}

/** Put every marked element of the page into a language. */
function speak(language) {
  words.language = language;
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-title]")) element.title = say(element.dataset.title);
  document.title = say(document.body.dataset.heading ?? "title");
}

/** Read the sentences, and begin in the language chosen last, the browser's, or English. */
async function learnWords(languages) {
  words.all = await (await fetched(new URL("start/messages.json", location.href))).json();
  const wanted = [localStorage.getItem("language"), ...navigator.languages.map((code) => code.split("-")[0])];
  speak(wanted.find((code) => languages.includes(code)) ?? languages[0]);
}
