"use strict";
// All text from the dataset enters the page as text, never as markup.
const PER_VIEW = 60;
const marks = JSON.parse(localStorage.getItem("rsteller marks " + location.pathname) || "{}");
const pages = new Map();
let all = [], heads = {}, shown = [], view = 0, current = null, texts = null;

const form = document.getElementById("filters");
const grid = document.getElementById("grid");
const article = document.getElementById("sample");

function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

// A page opened from disk may not fetch, but may load scripts: each calls one of these.
const rsteller = {
  index(document_) {
    all = document_.samples;
    heads = document_.heads;
    for (const name of ["task", "annotator", "kind", "check"]) fill(name);
    apply();
  },
  page(number, samples) { settle("page", number, samples); },
  texts(list) { texts = list; settle("texts", 0, list); },
};
const waiting = new Map();
function settle(kind, number, value) { const w = waiting.get(kind + number); if (w) w(value); }
function load(kind, number, file) {
  const key = kind + number;
  if (!pages.has(key)) {
    pages.set(key, new Promise((done, failed) => {
      waiting.set(key, done);
      document.body.append(make("script", { src: file, onerror: () => failed(new Error(file)) }));
    }));
  }
  return pages.get(key);
}
const pageOf = (entry) => load("page", entry.page, `data/page-${String(entry.page).padStart(4, "0")}.js`);
const sampleOf = async (entry) => (await pageOf(entry)).find((sample) => sample.key === entry.key);

function fill(name) {
  const counts = new Map();
  for (const entry of all) for (const value of new Set(entry[name])) counts.set(value, (counts.get(value) || 0) + 1);
  for (const [value, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    form.elements[name].append(make("option", { value }, `${value} (${count})`));
  }
}

async function apply() {
  const wanted = new FormData(form);
  const words = wanted.get("text").trim().toLowerCase();
  if (words && !texts) await load("texts", 0, "data/texts.js");
  shown = all.filter((entry, number) =>
    ["task", "annotator", "kind", "check"].every((name) => !wanted.get(name) || entry[name].includes(wanted.get(name)))
    && (!wanted.get("mark") || (marks[entry.key]?.mark || "none") === wanted.get("mark"))
    && (!words || texts[number].includes(words)));
  document.body.classList.toggle("bare", !wanted.get("outline"));
  view = 0;
  draw();
  if (shown.length) { open(shown[0], false); return; }
  current = null;  // what was asked for before and comes later is not shown
  article.replaceChildren("No patch is like that.");
}

function outline(sample, only) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "outline");
  svg.setAttribute("viewBox", `0 0 ${sample.width} ${sample.height}`);
  for (const sheet of sample.sheets) for (const element of sheet.elements) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", element.path);
    path.setAttribute("class", element.filled ? "filled" : "");
    path.dataset.element = element.id;
    svg.append(path);
  }
  return svg;
}

async function draw() {
  const from = view * PER_VIEW, entries = shown.slice(from, from + PER_VIEW);
  document.getElementById("where").textContent = shown.length ? `${from + 1} to ${from + entries.length} of ${shown.length}` : "none";
  document.getElementById("before").disabled = view === 0;
  document.getElementById("after").disabled = from + PER_VIEW >= shown.length;
  grid.replaceChildren(...entries.map((entry) => {
    const button = make("button", { class: "patch " + (marks[entry.key]?.mark || ""), type: "button", "data-key": entry.key, title: entry.key, onclick: () => open(entry) },
      make("img", { src: `images/${entry.key}.jpg`, alt: entry.kind[0] || entry.key, loading: "lazy" }));
    sampleOf(entry).then((sample) => button.append(outline(sample)));
    return button;
  }));
}

function light(element, fact, on) {
  for (const path of article.querySelectorAll("path")) path.classList.toggle("lit", on && path.dataset.element === element);
  for (const item of article.querySelectorAll(".facts li")) item.classList.toggle("lit", on && item.dataset.fact === fact);
}

function captionText(sample, caption) {
  const parts = [];
  let at = 0;
  for (const [start, end, number] of caption.marks) {
    const fact = sample.sheets[caption.sheet].facts[number], name = `${caption.sheet} ${number}`;
    parts.push(caption.text.slice(at, start), make("mark", { tabindex: 0, title: fact.text,
      onmouseenter: () => light(fact.element, name, true), onmouseleave: () => light(fact.element, name, false),
      onfocus: () => light(fact.element, name, true), onblur: () => light(fact.element, name, false) }, caption.text.slice(start, end)));
    at = end;
  }
  return [...parts, caption.text.slice(at)];
}

function setMark(key, change) {
  marks[key] = { mark: "", captions: [], ...marks[key], ...change };
  if (!marks[key].mark && !marks[key].captions.length) delete marks[key];
  localStorage.setItem("rsteller marks " + location.pathname, JSON.stringify(marks));
  const button = grid.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button) button.className = "patch " + (marks[key]?.mark || "");
  open(current, false);
}

function markButtons(key) {
  return ["accept", "reject"].map((word) => make("button", { class: "mark", type: "button", "aria-pressed": marks[key]?.mark === word,
    onclick: () => setMark(key, { mark: marks[key]?.mark === word ? "" : word }) }, `${word} patch`));
}

function captionBox(sample, caption) {
  const out = marks[sample.key]?.captions || [], rejected = out.includes(caption.text);
  return make("div", { class: "caption" + (rejected ? " bad" : "") }, make("span", {}, ...captionText(sample, caption)),
    make("small", { title: caption.checks.join(", ") }, `task ${caption.task} · ${caption.annotator} · attempt ${caption.attempts} · passed ${caption.checks.length} checks `,
      make("button", { type: "button", "aria-pressed": rejected, onclick: () => setMark(sample.key,
        { captions: rejected ? out.filter((text) => text !== caption.text) : [...out, caption.text] }) }, rejected ? "rejected" : "reject caption")));
}

function rejectedBox(caption) {
  return make("div", { class: "caption bad" }, make("s", {}, caption.text), make("small", {}, `${caption.task} · ${caption.annotator} · rejected after ${caption.attempts} attempts`),
    make("ul", {}, ...caption.objections.map((text) => make("li", {}, text))));
}

function sheetBox(sheet, number) {
  const tags = (element) => make("p", { class: "tags" }, make("b", {}, element.id), " ",
    ...element.tags.flatMap(([key, value, kept]) => [make(kept ? "span" : "s", {}, `${key}=${value}`), "  "]));
  return make("section", {}, make("h3", {}, `Facts of the task ${sheet.task}`),
    make("ul", { class: "facts" }, ...sheet.facts.map((fact, place) => make("li", { "data-fact": `${number} ${place}`, "data-seen": fact.text.startsWith("(not visible)") ? "context" : "visible",
      onmouseenter: () => light(fact.element, `${number} ${place}`, true), onmouseleave: () => light(fact.element, "", false) }, fact.text))),
    ...sheet.elements.map(tags),
    ...(sheet.prompt ? [make("details", {}, make("summary", {}, "Prompt"), make("pre", {}, (heads[sheet.task] || "") + sheet.prompt))] : []));
}

async function open(entry, scroll = true) {
  current = entry;
  for (const button of grid.children) button.setAttribute("aria-current", button.dataset.key === entry.key);
  const sample = await sampleOf(entry);
  if (current !== entry) return;
  article.replaceChildren(
    make("div", {}, make("figure", {}, make("img", { src: `images/${sample.key}.jpg`, alt: sample.captions[0]?.text || sample.key }), outline(sample)),
      make("p", {}, ...markButtons(sample.key)),
      make("table", { class: "about" }, ...[["id", sample.key], ...Object.entries(sample.about)].map(([key, value]) => make("tr", {}, make("td", {}, key), make("td", {}, String(value)))))),
    make("div", {}, ...sample.captions.map((caption) => captionBox(sample, caption)), ...sample.rejected.map(rejectedBox), ...sample.sheets.map(sheetBox)));
  if (scroll) article.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const next = shown.indexOf(current) + by;
  if (next < 0 || next >= shown.length) return;
  const wanted = Math.floor(next / PER_VIEW);
  if (wanted !== view) { view = wanted; draw(); }
  open(shown[next]);
}

document.addEventListener("keydown", (event) => {
  if (/INPUT|SELECT/.test(event.target.tagName)) return;
  if (event.key === "ArrowRight") step(1);
  else if (event.key === "ArrowLeft") step(-1);
  else return;
  event.preventDefault();
});
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("before").addEventListener("click", () => { view -= 1; draw(); });
document.getElementById("after").addEventListener("click", () => { view += 1; draw(); });
document.getElementById("download").addEventListener("click", () => {
  const review = { format: "rsteller review 1", marks };
  const file = new Blob([JSON.stringify(review, null, 1)], { type: "application/json" });
  make("a", { href: URL.createObjectURL(file), download: "review.json" }).click();
});
