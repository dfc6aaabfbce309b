// Browse: facets, text, order and views over the list of cards that the page already holds as HTML.
// The choice lives in the address, so a link, Back and a reload give the same list; tray.js keeps its `id` there too.
// What the bank says is written as text nodes, never as HTML.

const STEP = 100; // how many are in the page at a time: a change costs the same in a bank of thousands
const $ = (id) => document.getElementById(id);
const page = $("cb-browse"), form = $("cb-filters"), field = $("cb-q"), list = $("cb-list"), other = $("cb-other");
const order = page.querySelector("[name=sort]"), chips = $("cb-chips"), hits = $("cb-hits"), more = $("cb-more");
const { records, texts } = JSON.parse($("cb-data").textContent);
const { format } = new Intl.NumberFormat(document.documentElement.lang);
const say = (key, values) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const count = (n) => say(n === 1 ? "facet.count.one" : "facet.count.many", { n: format(n) });
const node = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
};

// Facets and choices from the form; each record's terms as numbers of choices.
const facets = [...form.querySelectorAll("[data-facet]")];
const choices = facets.flatMap((box, facet) => [...box.querySelectorAll("label")].map((row) => {
  const [input, label, shown] = row.children;
  return { row, input, shown, facet, label: label.textContent, about: box.querySelector("legend").textContent };
}));
const known = new Map(choices.map(({ input }, at) => [`${input.name}=${input.value}`, at]));
const cards = [...list.children];
records.forEach((one, index) => {
  one.card = cards[index];
  one.has = Object.keys(one.terms).flatMap((facet) => one.terms[facet].map((slug) => known.get(`${facet}=${slug}`)));
});
const link = (one) => one.card.querySelector("a");
const title = (one) => link(one).textContent;
const type = (one) => choices[known.get(`type=${one.terms.type}`)].label;
const statuses = (one) => [...one.card.querySelectorAll(".cb-status")];

// Text: every word must be in the record, whatever accents it is written with (ä or a or æ, å or aa) and without hyphens.
const fold = (text) => text.toLowerCase().replaceAll("æ", "ae").replaceAll("ø", "o").normalize("NFD").replace(/\p{M}/gu, "");
const close = (text) => text.replace(/ae|aa/g, "a").replaceAll("oe", "o").replace(/[^\p{L}\p{N}\s]/gu, "");
const hay = (one) => (one.hay ??= ((text) => `${text}\n${close(text)}`)(fold(
  [title(one), one.card.querySelector(".cb-card__text").textContent, one.also, one.place, one.period, ...one.has.map((at) => choices[at].label)].join("\n"))));

const by = (value, sign = 1) => (a, b) => { const x = value(a), y = value(b); return x < y ? -sign : x > y ? sign : 0; };
const ORDERS = {
  title: () => 0, // as the page has them: the build knows the language's alphabet
  newest: by((one) => one.start ?? "", -1),
  oldest: by((one) => one.start ?? "~"),
  results: by((one) => one.results ?? 0, -1),
};
const ordered = {};

/** The records that have any of the choices in each facet and all the words; and how many each choice would give. */
function find({ q, chosen, sort }) {
  const words = fold(q).split(/\s+/).filter(Boolean).map((word) => [word, close(word)]);
  const asked = new Set([...chosen].map((at) => choices[at].facet));
  const counts = choices.map(() => 0);
  const found = (ordered[sort] ??= [...records].sort(ORDERS[sort])).filter((one) => {
    if (!words.every(([word, near]) => hay(one).includes(word) || hay(one).includes(near))) return false;
    const met = new Set(asked.size ? one.has.filter((at) => chosen.has(at)).map((at) => choices[at].facet) : []);
    const lacks = asked.size - met.size;
    // A record that fails in one facet only is what more choices there would add.
    if (lacks < 2) for (const at of one.has) if (!lacks || (asked.has(choices[at].facet) && !met.has(choices[at].facet))) counts[at] += 1;
    return !lacks;
  });
  return { found, counts };
}

// The views put records in the page and give back one element for each.
const VIEWS = {
  cards(shown) {
    other.replaceChildren();
    list.replaceChildren(...shown.map((one) => one.card));
    return list.children;
  },
  table(shown) {
    const names = ["table.title", "fact.type", "fact.place", "fact.period", "record.summary_results", "browse.pick"].map((key) => texts[key]);
    const rows = shown.map((one) => node("tr", {}, node("th", { scope: "row" }, link(one).cloneNode(true)), ...[
      [type(one)], [one.place], [one.period], statuses(one).flatMap((status) => [status.cloneNode(true), " "]), [one.card.querySelector(".cb-pick").cloneNode(true)],
    ].map((inside, at) => node("td", { "data-label": names[at + 1] }, ...(inside[0] ? inside : [node("span", { class: "cb-unknown" }, texts.unknown)])))));
    other.replaceChildren(node("div", { class: "cb-scroll", role: "region", tabindex: 0, "aria-labelledby": "cb-caption" }, node("table", { class: "cb-table cb-stack cb-listing" },
      node("caption", { id: "cb-caption" }, texts["browse.table"]),
      node("thead", {}, node("tr", {}, ...names.map((name) => node("th", { scope: "col" }, name)))), node("tbody", {}, ...rows))));
    return rows;
  },
  timeline(shown) {
    const years = result.flatMap((one) => [moment(one.start), moment(one.end, 1)]).filter(Boolean);
    let first = Math.floor(Math.min(...years)), last = Math.ceil(Math.max(...years));
    const step = [1, 2, 5, 10, 25].find((size) => (last - first) / size < 9) ?? 100;
    first -= first % step;
    last = first + Math.ceil((last - first) / step) * step;
    const ticks = node("div", { class: "cb-years", "aria-hidden": true });
    for (let year = first; year < last; year += step) ticks.append(node("span", {}, year));
    const items = shown.map((one) => {
      const item = node("li", {}, link(one).cloneNode(true), node("span", { class: "cb-small" }, one.period ?? ""));
      if (!timed(one)) return item;
      const bar = node("span", { class: one.start && one.end ? "" : one.start ? "cb-open" : "cb-open cb-open--start" });
      const share = (year) => (year - first) / (last - first), from = one.start ? share(moment(one.start)) : 0;
      // Set by script, which the page's policy allows; style attributes it does not.
      bar.style.setProperty("--from", from);
      bar.style.setProperty("--long", (one.end ? share(moment(one.end, 1)) : 1) - from);
      item.append(node("span", { class: "cb-track", "aria-hidden": true }, bar));
      return item;
    });
    const dated = shown.filter(timed).length;
    other.style.setProperty("--ticks", (last - first) / step);
    other.replaceChildren(
      ...(dated ? [ticks, node("ol", { class: "cb-gantt", "aria-label": texts["browse.timeline"] }, ...items.slice(0, dated))] : []),
      ...(dated < shown.length ? [node("h2", {}, texts["browse.undated"]), node("ul", { class: "cb-undated" }, ...items.slice(dated))] : []));
    return items;
  },
};
const timed = (one) => one.start ?? one.end;
/** A date as a year with its fraction; `over`: when it has passed. */
function moment(date, over = 0) {
  const [year, month, day] = (date ?? "").split("-").map(Number);
  return month ? year + (month - 1 + (day ? day / 31 : over)) / 12 : year && year + over;
}

let state, result, rows, drawn, pause, room = STEP;

/** From the address; what is unknown in it is passed over. */
function read() {
  const asked = new URLSearchParams(location.search);
  const one = (name, from) => (Object.hasOwn(from, asked.get(name)) ? asked.get(name) : Object.keys(from)[0]);
  const chosen = choices.flatMap(({ input }, at) => (asked.getAll(input.name).includes(input.value) ? [at] : []));
  state = { q: (asked.get("q") ?? "").slice(0, 200), chosen: new Set(chosen), sort: one("sort", ORDERS), view: one("view", VIEWS) };
  room = history.state?.room ?? STEP;
  for (const at of chosen) facets[choices[at].facet].open = true;
  draw();
}

function change(part, how = "pushState") {
  Object.assign(state, part);
  room = STEP;
  const asked = new URLSearchParams(state.q.trim() && { q: state.q.trim() });
  for (const at of state.chosen) asked.append(choices[at].input.name, choices[at].input.value);
  for (const [name, usual] of [["sort", "title"], ["view", "cards"]]) if (state[name] !== usual) asked.set(name, state[name]);
  const picked = new URLSearchParams(location.search).get("id");
  if (picked) asked.set("id", picked);
  history[how]({}, "", `?${asked}`.replaceAll("%2C", ",").replace(/^\?$/, location.pathname));
  draw();
  clearTimeout(pause);
  pause = setTimeout(announce, 600, hits.textContent); // when the typing rests
}
const announce = (text) => { $("cb-announce").textContent = text; };

/** What is chosen now: what to call it, and the state without it. */
const active = () => [
  ...(state.q.trim() ? [[say("browse.search_from", { q: state.q.trim() }), { q: "" }]] : []),
  ...[...state.chosen].map((at) => [`${choices[at].about}: ${choices[at].label}`, { chosen: new Set([...state.chosen].filter((kept) => kept !== at)) }]),
];
const dropper = (part, attributes, text) => {
  const button = node("button", { type: "button", ...attributes }, text);
  button.onclick = () => change(part);
  return node("li", {}, button);
};

function draw() {
  const focused = document.activeElement, chip = [...chips.children].indexOf(focused.parentNode);
  const { found, counts } = find(state);
  result = state.view === "timeline" ? [...found].sort(by((one) => timed(one) ?? "~")) : found;
  if (field.value.trim() !== state.q.trim()) field.value = state.q;
  order.value = state.sort;
  order.parentNode.hidden = state.view === "timeline";
  choices.forEach((choice, at) => {
    choice.input.checked = state.chosen.has(at);
    if (choice.count === counts[at]) return;
    choice.shown.textContent = format(choice.count = counts[at]);
    choice.row.classList.toggle("cb-zero", !counts[at]);
  });
  const filters = active();
  const badges = [[$("cb-filters-on"), filters.length], ...facets.map((box, facet) => [box.querySelector(".cb-badge"), [...state.chosen].filter((at) => choices[at].facet === facet).length])];
  for (const [badge, n] of badges) badge.textContent = (badge.hidden = !n) ? "" : say("browse.chosen", { n });
  hits.textContent = filters.length ? say("browse.hits.some", { n: format(found.length), all: format(records.length) }) : count(records.length);
  $("cb-done").textContent = say("browse.show", { hits: count(found.length) });
  chips.hidden = !filters.length;
  chips.replaceChildren(...filters.map(([label, part]) => dropper(part, { class: "cb-chip", "aria-label": say("browse.remove", { label }) }, label)),
    dropper({ q: "", chosen: new Set() }, { class: "cb-link" }, texts["browse.clear"]));
  $("cb-nothing").hidden = found.length;
  $("cb-ways").replaceChildren(...(found.length || filters.length < 2 ? [] : filters).flatMap(([label, part]) => {
    const { length } = find({ ...state, ...part }).found;
    return length ? [dropper(part, { class: "cb-link" }, say("browse.empty.without", { label, hits: count(length) }))] : [];
  }));
  for (const button of page.querySelectorAll("[data-view]")) button.ariaPressed = button.dataset.view === state.view;
  fill();
  // Never lose the place: a moved element keeps focus, a vanished chip gives it to its neighbour.
  if (chip >= 0 || !focused.checkVisibility()) (filters.length && chip >= 0 ? chips.children[Math.min(chip, filters.length - 1)].firstChild : hits).focus({ preventScroll: true });
  else if (focused !== document.activeElement) focused.focus({ preventScroll: true });
}

/** Puts the view in the page, as many records as there is room for; what stands there already is left alone. */
function fill() {
  const shown = result.slice(0, room), drawing = [state.view, result.length, ...shown.map((one) => one.id)].join();
  list.hidden = state.view !== "cards" || !shown.length;
  other.hidden = !list.hidden || !shown.length;
  if (drawing !== drawn) rows = shown.length ? VIEWS[state.view](shown) : [];
  drawn = drawing;
  more.parentNode.hidden = shown.length === result.length;
  more.textContent = say("browse.more", { n: format(result.length - shown.length) });
  document.dispatchEvent(new Event("cb:drawn")); // tray.js ticks what is picked
}

/** The selection as CSV, without a cell that a spreadsheet would take for a formula. */
function save() {
  const lines = result.map((one) => [one.id, title(one), type(one), one.place, one.period, statuses(one).map((status) => status.textContent).join(" | "), link(one).href.split("?")[0]]);
  const csv = [["id", "title", "type", "place", "period", "outcome", "url"], ...lines].map((line) => line.map((cell = "") => `"${cell.replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`).join()).join("\r\n");
  const file = URL.createObjectURL(new Blob([`\ufeff${csv}\r\n`], { type: "text/csv" }));
  node("a", { href: file, download: `${location.pathname.split("/").at(-2)}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(file), 9999);
}

field.addEventListener("input", () => change({ q: field.value }, "replaceState"));
field.addEventListener("focus", () => records.forEach(hay), { once: true });
form.addEventListener("submit", (event) => event.preventDefault());
page.addEventListener("change", ({ target }) => {
  if (target === order) change({ sort: target.value });
  else if (target.form === form && target !== field) change({ chosen: new Set(choices.flatMap(({ input }, at) => (input.checked ? [at] : []))) });
});
page.addEventListener("click", ({ target }) => {
  const button = target.closest("button") ?? page;
  if (button.dataset.view) button.dataset.view === state.view || change({ view: button.dataset.view });
  else if ("clear" in button.dataset) change({ q: "", chosen: new Set() });
  else if (button.id === "cb-csv") save();
  else if (button.id === "cb-share") {
    const told = (key) => () => announce(button.textContent = texts[key]);
    navigator.clipboard.writeText(location.href).then(told("cite.copied"), told("copy.failed"));
    setTimeout((label) => { button.textContent = label; }, 2500, texts["browse.share"]);
  } else if (button === more) {
    const next = room;
    history.replaceState({ room: (room += STEP) }, "");
    fill();
    rows[next].querySelector("a").focus();
  }
});
addEventListener("popstate", read);
addEventListener("beforeprint", () => {
  $("cb-selection").textContent = [hits.textContent, ...active().map(([label]) => label)].join(" · ");
  const kept = room;
  room = Infinity;
  fill();
  room = kept;
});
addEventListener("afterprint", fill);
read();
