"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const body = document.querySelector("#table tbody");
const rows = Array.from(body.rows);
const tell = (name, values = {}) => data.words[name].replace(/\{(\w+)\}/g, (_, value) => values[value]);
const flat = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// What a search looks through: names, results, what the grader saw, flags.
const haystacks = data.students.map((student) => flat([
  student.id, student.name, student.problem, ...student.flags,
  ...student.exercises.flatMap(([, status, said], at) => data.texts[said] || status !== data.all_of_it
    ? [data.exercises[at], data.texts[status], data.texts[said]] : []),
].join(" ")));

const search = document.getElementById("search");
search.addEventListener("input", () => {
  const words = flat(search.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  rows.forEach((row, at) => {
    row.hidden = !words.every((word) => haystacks[at].includes(word));
    shown += row.hidden ? 0 : 1;
  });
  document.getElementById("found").textContent = tell("found", { shown, all: rows.length });
});

const keys = {
  id: (student) => student.id,
  score: (student) => student.score,
  seconds: (student) => student.seconds,
  flags: (student) => student.flags.length,
};
const order = new Intl.Collator(undefined, { numeric: true });
document.querySelectorAll("#table thead button").forEach((button) => button.addEventListener("click", () => {
  const heading = button.closest("th");
  const down = heading.getAttribute("aria-sort") === "ascending";
  document.querySelectorAll("#table thead th").forEach((other) => other.removeAttribute("aria-sort"));
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const key = keys[button.dataset.sort] || ((student) => student.exercises[Number(button.dataset.sort)]?.[0] ?? -1);
  const values = data.students.map(key);
  const by = (a, b) => typeof values[a] === "number" ? values[a] - values[b] : order.compare(values[a], values[b]);
  const places = rows.map((_, at) => at).sort((a, b) => (down ? -by(a, b) : by(a, b)) || a - b);
  body.append(...places.map((at) => rows[at]));
}));

const make = (tag, text, name = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = name;
  return element;
};
const page = document.getElementById("page");
const open = (id) => {
  const student = data.students.find((one) => one.id === id);
  if (!student) return;
  document.getElementById("page-title").textContent = student.name && student.name !== student.id ? `${student.name} (${student.id})` : student.id;
  const lead = document.getElementById("page-lead");
  const most = data.points.reduce((sum, points) => sum + points, 0);
  lead.textContent = `${tell("lead", { score: student.score, most, seconds: student.seconds.toFixed(1) })} `;
  if (student.feedback) {
    const link = make("a", tell("feedback"));
    link.href = student.feedback;
    lead.append(link);
  }
  document.getElementById("page-rows").replaceChildren(...student.exercises.map(([score, status, said, broken], at) => {
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.append(make("code", data.exercises[at]));
    const fails = data.texts[broken] ? ` ${tell("fails", { properties: data.texts[broken] })}` : "";
    row.append(name, make("td", `${score ?? "–"} / ${data.points[at]}`, "n"), make("td", data.texts[status]),
      make("td", data.texts[said] + fails));
    return row;
  }));
  const notes = [student.problem, ...student.flags, ...student.repairs,
    ...student.twins.map((twin) => tell("twin", { student: twin }))].filter(Boolean);
  document.getElementById("page-notes").replaceChildren(...notes.map((note) => make("li", note)));
  if (!page.open) page.showModal();
};
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.student");
  if (!button) return;
  event.preventDefault();
  open(button.dataset.student);
});
