
"use strict";
// Text from the repository becomes text nodes only: `make` never parses markup.
const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const findings = new Map(data.findings.map((finding) => [finding.fingerprint, finding]));
const number = (value) => value.toLocaleString("en-US");
const plural = (count, word) => number(count) + " " + word + (count === 1 ? "" : "s");
const folded = (text) => text.toLocaleLowerCase();
const LOSING = ["cut", "dropped", "shadowed"];
const SIDES = 5;
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
let map = data.maps[0];
let chosen = null;

// what would hide or reorder what a person reads is written out
function safe(text) {
  return text.replace(UNSAFE, (c) => "\\u{" + c.codePointAt(0).toString(16) + "}");
}

function make(tag, options, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options || {})) {
    if (name === "class") element.className = value;
    else if (name === "width") element.style.width = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== "")
      element.append(typeof child === "string" ? document.createTextNode(safe(child)) : child);
  }
  return element;
}

const placed = (spot) => [...findings.values()].filter((f) => spot.own.includes(f.path) && heard(f));
const heard = (finding) => !finding.agents.length || finding.agents.includes(map.agent);
const contradicts = (finding) => finding.rule.startsWith("contradictory-");
const inChain = (spot) => spot.findings.map((id) => findings.get(id)).filter((f) => f && heard(f));
const ownLinks = (spot) => spot.links.filter((link) => spot.own.includes(link.path));

function wantedFinding(finding) {
  const rule = at("rule").value;
  return !rule || finding.rule === rule || finding.severity === rule;
}

function wanted(spot) {
  const words = folded(at("search").value.trim());
  const here = placed(spot).filter(wantedFinding);
  const only = [...document.querySelectorAll("#filters input:checked")].map((box) => box.value);
  if (only.includes("findings") && !here.length) return false;
  if (only.includes("losses") && !spot.failure && !ownLinks(spot).some((k) => LOSING.includes(k.fate))) return false;
  if (only.includes("contradictions") && !inChain(spot).some(contradicts)) return false;
  if (at("rule").value && !here.length) return false;
  if (!words) return true;
  return folded(spot.directory).includes(words) ||
    here.some((f) => folded(f.rule + " " + f.message).includes(words));
}

function bar(spot) {
  const share = spot.budget === null ? 0 : spot.budget ? spot.used / spot.budget : 1;
  const full = Math.min(1, share) * 100;
  const mine = ownLinks(spot).reduce((sum, link) => sum + link.bytes, 0);
  const own = spot.budget ? Math.min(full, (mine / spot.budget) * 100) : 0;
  const level = share >= 1 ? " full" : share > 0.9 ? " tight" : "";
  return make("span", { class: "bar" + level, title: number(spot.used) + " bytes" },
    make("i", { width: full - own + "%" }), make("b", { width: own + "%" }));
}

function marks(spot) {
  const here = placed(spot).filter(wantedFinding);
  const shown = ["error", "warning", "info"].map((level) => {
    const count = here.filter((f) => f.severity === level).length;
    return count ? make("span", { class: "mark " + level, title: plural(count, level) }, String(count)) : null;
  });
  const fates = ownLinks(spot).map((link) => link.fate).filter((fate) => LOSING.includes(fate));
  return make("span", { class: "marks" },
    fates.length ? make("span", { class: "mark lost" }, fates[0]) : null, shown);
}

function drawTree() {
  const kept = new Set();
  const matching = map.spots.filter(wanted);
  const parents = new Map(map.spots.map((spot) => [spot.directory, spot.parent]));
  for (const spot of matching)
    for (let here = spot.directory; here !== null && here !== undefined; here = parents.get(here)) kept.add(here);
  const matched = new Set(matching.map((spot) => spot.directory));
  const rows = map.spots.filter((spot) => kept.has(spot.directory)).map((spot) => {
    const cut = spot.parent && spot.parent !== "." ? spot.parent.length + 1 : 0;
    const name = make("span", { class: "name", title: safe(spot.directory) },
      "\u00a0".repeat(spot.depth * 2) + spot.directory.slice(cut));
    const share = spot.budget === null ? number(spot.used) : Math.round(spot.budget ? (spot.used / spot.budget) * 100 : 100) + "%";
    const button = make("button", {
      type: "button", "data-directory": spot.directory, "aria-current": String(spot.directory === chosen),
      onclick: () => visit(spot.directory),
    }, name, marks(spot), bar(spot), make("span", { class: "share" }, share));
    return make("li", { class: matched.has(spot.directory) ? "" : "faint" }, button);
  });
  at("tree").replaceChildren(...rows);
  at("none").hidden = rows.length > 0;
  at("count").textContent = number(matching.length) + " of " + number(map.spots.length) + " directories with instructions";
}

function budget(spot) {
  if (spot.budget === null) return make("p", { class: "dim" }, number(spot.used) + " bytes; " + map.title + " has no limit");
  const lost = spot.lost.reduce((sum, loss) => sum + loss.bytes, 0);
  return make("div", { class: "budget" }, bar(spot), make("div", { class: "parts" },
    make("span", {}, number(spot.used) + " of " + number(spot.budget) + " bytes used"),
    make("span", {}, number(ownLinks(spot).reduce((sum, link) => sum + link.bytes, 0)) + " by its own files"),
    lost ? make("span", { class: "error" }, number(lost) + " bytes lost") : null));
}

function links(spot) {
  let order = 0;
  return make("ol", { class: "links" }, spot.links.map((link) => {
    const loss = spot.lost.find((each) => each.path === link.path);
    const headings = loss && loss.headings.length ? "Lost: " + loss.headings.join(" · ") : "";
    const sent = spot.sources.includes(link.path);
    return make("li", {},
      make("span", { class: "number dim" }, sent ? String(++order) : "–"),
      make("a", { class: "mono", href: "#", onclick: (event) => { event.preventDefault(); reveal(link.path); } }, link.path),
      make("span", { class: "number" }, number(link.size)),
      make("span", { class: link.fate }, link.fate),
      link.why ? make("span", { class: "why" }, link.why) : null,
      headings ? make("span", { class: "why" }, headings) : null);
  }));
}

function marked(line, first, last) {
  const characters = Array.from(line);
  return [characters.slice(0, first).join(""), make("mark", {}, characters.slice(first, last).join("") || " "),
    characters.slice(last).join("")];
}

// a place with the lines around it
function excerpt(place, note) {
  const side = make("div", { class: "side" },
    make("div", { class: "where mono" }, place.path + ":" + place.line + (note ? " · " + note : "")));
  const text = data.texts[place.path];
  if (text === undefined) return side;
  const lines = text.split("\n");
  const rows = [];
  for (let n = Math.max(1, place.line - 2); n <= Math.min(lines.length, place.end_line + 2); n++) {
    const inside = n >= place.line && n <= place.end_line && !(place.line === place.end_line && place.column === place.end_column);
    const line = lines[n - 1];
    const first = n === place.line ? place.column - 1 : 0;
    const last = n === place.end_line ? place.end_column - 1 : Infinity;
    rows.push(make("div", {}, make("span", { class: "n" }, String(n)),
      make("span", {}, inside ? marked(line, first, last) : line)));
  }
  side.append(make("div", { class: "text" }, rows));
  return side;
}

function card(finding, spot) {
  const near = new Set(spot.links.map((link) => link.path));
  // those of this chain first; a root file's finding can name a hundred others
  const notes = [...finding.related].sort((a, b) => near.has(b.path) - near.has(a.path));
  const related = notes.slice(0, SIDES).map((note) => excerpt(note, note.message));
  if (notes.length > SIDES) {
    const rest = make("button", { type: "button", onclick: () =>
      rest.replaceWith(...notes.slice(SIDES).map((note) => excerpt(note, note.message))) },
      "show " + plural(notes.length - SIDES, "more place"));
    related.push(rest);
  }
  return make("div", { class: "finding " + finding.severity },
    make("p", {}, make("strong", { class: finding.severity }, finding.severity), " ",
      make("code", {}, finding.rule), " ",
      make("a", { href: "#", class: "mono", onclick: (event) => { event.preventDefault(); reveal(finding.path, finding.line); } },
        finding.path + ":" + finding.line)),
    make("p", {}, finding.message),
    make("div", { class: "sides" }, excerpt(finding, ""), related));
}

function section(title, list, spot) {
  if (!list.length) return [];
  return [make("h3", {}, title + " (" + list.length + ")"), ...list.map((each) => card(each, spot))];
}

function file(spot, link) {
  const loss = spot.lost.find((each) => each.path === link.path);
  const here = inChain(spot).filter((finding) => finding.path === link.path);
  const body = make("div", { class: "text" });
  const stated = claims(link.path);
  const box = make("details", { class: "file", "data-path": link.path },
    make("summary", {}, make("span", { class: "mono" }, link.path), " ",
      make("span", { class: link.fate }, link.fate), " ",
      make("span", { class: "dim" }, number(link.bytes) + " of " + number(link.size) + " bytes sent")), stated, body);
  const fill = () => {
    const text = data.texts[link.path];
    if (body.childNodes.length) return;
    if (text === undefined) { body.append(make("div", { class: "end" }, "its text cannot be read")); return; }
    const lost = ["read", "imported", "waiting"].includes(link.fate) ? Infinity : loss ? loss.line : 1;
    text.split("\n").forEach((line, index) => {
      const n = index + 1;
      if (n === lost) body.append(make("div", { class: "end" }, n === 1 && link.fate !== "cut"
        ? "nothing of this file is sent" : "in line " + n + " what is sent ends; the rest is lost"));
      const told = here.find((f) => n >= f.line && n <= f.end_line && f.column + f.line !== f.end_column + f.end_line);
      body.append(make("div", { class: n >= lost ? "lost" : told ? "told" : "", "data-line": n, title: told ? safe(told.rule + ": " + told.message) : null },
        make("span", { class: "n" }, String(n)), make("span", {}, line)));
    });
  };
  box.addEventListener("toggle", () => { if (box.open) fill(); });
  box.fill = fill;
  if (spot.own.includes(link.path)) { fill(); box.open = true; }
  return box;
}

// what a file states of the repository, and what the repository says to that
function claims(path) {
  const rows = (data.claims || {})[path] || [];
  if (!rows.length) return null;
  const count = (state) => rows.filter((row) => row.state === state).length;
  const open = rows.filter((row) => row.state !== "verified");
  const told = ["verified", "refuted", "undecided"].filter(count).map((state) =>
    make("span", { class: "mark " + state }, number(count(state)) + " " + state)).flatMap((mark) => [mark, " "]);
  const items = [...open, ...rows.filter((row) => row.state === "verified")].map((row) => make("li", {},
    make("span", { class: "mark " + row.state }, row.state), " ",
    make("a", { href: "#", class: "mono", onclick: (event) => { event.preventDefault(); reveal(path, row.line); } }, "line " + row.line),
    " ", row.text, row.why ? make("span", { class: "dim" }, ": " + row.why) : null));
  return make("div", { class: "claims" }, make("details", {},
    make("summary", {}, plural(rows.length, "statement") + " ", told), make("ul", {}, items)));
}

function reveal(path, line) {
  const box = [...document.querySelectorAll("details.file")].find((each) => each.dataset.path === path);
  if (!box) return;
  box.fill();
  box.open = true;
  const target = line && box.querySelector('[data-line="' + Number(line) + '"]');
  (target || box).scrollIntoView({ block: target ? "center" : "start" });
}

function commands(spot) {
  const list = (spot.verification || []).filter((each) => each.command);
  if (!list.length) return [];
  return [make("h3", {}, "To run before it is done"), make("ul", {}, list.map((each) =>
    make("li", {}, make("code", {}, each.command), " ", make("span", { class: "dim" },
      [each.gate, each.path + ":" + each.line].filter(Boolean).join(", ")))))];
}

function above(spot) {
  const parent = map.spots.find((each) => each.directory === spot.parent);
  return parent ? [...above(parent), spot] : [spot];
}

// what each file of the chain demands; what a nearer file replaced is struck out
function demands(spot) {
  const key = (row) => row.path + "\n" + row.line + "\n" + row.text;
  const rows = new Map();
  for (const each of above(spot)) for (const row of each.demands) rows.set(key(row), row);
  const list = [...rows.values()].filter((row) => spot.sources.includes(row.path));
  if (!list.length) return [];
  const told = list.map((row) => make("li", { class: row.replaced_by ? "replaced" : "" },
    make("span", { class: "mark " + row.modality }, row.modality), " ", make("span", { class: "said" }, row.text), " ",
    make("a", { href: "#", class: "mono", onclick: (event) => { event.preventDefault(); reveal(row.path, row.line); } }, row.path + ":" + row.line),
    row.replaced_by ? make("span", { class: "dim" }, " replaced by " + row.replaced_by.path + ":" + row.replaced_by.line) : null));
  const replaced = list.filter((row) => row.replaced_by).length;
  return [make("details", { class: "demands" },
    make("summary", {}, make("strong", {}, "What is demanded (" + list.length + ")"), replaced ? ", " + replaced + " replaced nearer by" : ""),
    make("ul", {}, told))];
}

function drawChain() {
  const spot = map.spots.find((each) => each.directory === chosen);
  if (!spot) return;
  const told = inChain(spot).filter(wantedFinding);
  const where = spot.directory === "." ? "the root" : spot.directory;
  at("chain").replaceChildren(
    make("button", { type: "button", class: "up", onclick: toTree }, "↑ Directories"),
    make("h2", {}, where),
    make("p", { class: "dim" }, map.title + " is told " + plural(spot.sources.length, "file") + " here; " +
      "in force in " + number(spot.directories) + (spot.directories === 1 ? " directory" : " directories")),
    spot.failure ? make("p", { class: "error" }, spot.failure) : "",
    budget(spot), links(spot), ...commands(spot), ...demands(spot),
    ...section("Contradictions", told.filter(contradicts), spot),
    ...section("Findings", told.filter((finding) => !contradicts(finding)), spot),
    make("h3", {}, "What is sent, in order"),
    ...(spot.links.length ? spot.links.map((link) => file(spot, link)) : [make("p", { class: "quiet" }, "nothing")]));
  at("chain").scrollTop = 0;
}

const narrow = () => matchMedia("(max-width: 760px)").matches;
const place = (directory) => "#" + encodeURIComponent(map.agent) + "/" + encodeURIComponent(directory);

// a person who goes on with the arrow keys makes one step of history, not one a row
function remember(directory, step) {
  try {
    if (step && location.hash !== place(directory)) history.pushState(null, "", place(directory));
    else history.replaceState(null, "", place(directory));
  } catch { /* an editor's view has no history */ }
}

function toTree() {
  const here = document.querySelector("#tree button[aria-current=true]") || at("search");
  here.scrollIntoView({ block: "center" });
  here.focus({ preventScroll: true });
}

// the chain of a directory; on a phone it is below the directories, and comes into view
function visit(directory) {
  choose(directory, true);
  at("chain").focus({ preventScroll: true });
  if (narrow()) at("chain").scrollIntoView({ block: "start" });
}

function choose(directory, step) {
  chosen = directory;
  remember(directory, step);
  for (const button of document.querySelectorAll("#tree button"))
    button.setAttribute("aria-current", String(button.dataset.directory === directory));
  drawChain();
}

function drawRules() {
  const rules = [...new Set(map.spots.flatMap(inChain).map((finding) => finding.rule))].sort();
  const options = [["", "all"], ["error", "errors"], ["warning", "warnings"], ["info", "info"], ...rules.map((rule) => [rule, rule])];
  at("rule").replaceChildren(...options.map(([value, name]) => make("option", { value }, name)));
}

function drawMap(directory) {
  const files = new Set(map.spots.flatMap((spot) => spot.own)).size;
  const lost = map.spots.flatMap((spot) => spot.lost.filter((loss) => spot.own.includes(loss.path)));
  at("summary").textContent = map.title + ": " + plural(files, "instruction file") + ", " +
    plural(map.spots.flatMap(placed).length, "finding") + (lost.length ? ", " +
    number(lost.reduce((sum, loss) => sum + loss.bytes, 0)) + " bytes never reach it" : "");
  drawRules();
  chosen = map.spots.some((spot) => spot.directory === directory) ? directory : (map.spots[0] || {}).directory;
  drawTree();
  drawChain();
}

function step(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...document.querySelectorAll("#tree button")];
  const next = buttons[buttons.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  choose(next.dataset.directory);
}

function fromAddress() {
  const [agent, directory] = location.hash.slice(1).split("/").map((part) => {
    try { return decodeURIComponent(part); } catch { return ""; }
  });
  map = data.maps.find((each) => each.agent === agent) || data.maps[0];
  at("agent").value = map.agent;
  return directory;
}

at("name").textContent = data.root;
at("agents").hidden = data.maps.length < 2;
at("agent").replaceChildren(...data.maps.map((each) => make("option", { value: each.agent }, each.title)));
at("agent").addEventListener("change", (event) => {
  map = data.maps.find((each) => each.agent === event.target.value);
  drawMap(chosen);
});
at("filters").addEventListener("input", () => { drawTree(); drawChain(); });
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("tree").addEventListener("keydown", step);
at("clear").addEventListener("click", () => {
  at("filters").reset();
  drawTree();
  drawChain();
  at("search").focus();
});
addEventListener("popstate", () => {
  const before = map;
  const directory = fromAddress();
  if (map !== before) return drawMap(directory);
  if (map.spots.some((spot) => spot.directory === directory)) choose(directory, false);
  if (narrow()) toTree();
});
drawMap(fromAddress());
