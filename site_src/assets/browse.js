// Browse: facets, text, order and views over the cards in the page. The choice lives in the address, with tray.js' `id`.
// The bank's words are written as text nodes, never as HTML.

const STEP = 60; // cards in the page at a time: a change costs the same in a bank of thousands
const $ = (id) => document.getElementById(`cb-${id}`);
const page = $("browse"), form = $("filters"), field = $("q"), list = $("list");
const order = page.querySelector("select"), chips = $("chips"), hits = $("hits"), more = $("more");
const { records, texts } = JSON.parse($("data").textContent);
const { format } = new Intl.NumberFormat(document.documentElement.lang);
const say = (key, values) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const count = (n) => say(n === 1 ? "facet.count.one" : "facet.count.many", { n: format(n) });
const node = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
};

// A choice has its facet as a bit (so at most 31 facets); a record's terms are numbers of choices.
const facets = [...form.querySelectorAll("details")];
const choices = facets.flatMap((facet, index) => [...facet.querySelectorAll("label")].map((row) => {
  const [input, label, shown] = row.children;
  return { row, input, shown, facet, bit: 1 << index, label: label.textContent, about: facet.querySelector("legend").textContent };
}));
[...list.children].forEach((card, index) => {
  const one = records[index], part = (name) => card.querySelector(name)?.textContent;
  Object.assign(one, { id: card.dataset.id, card, part, has: one.has ?? [] });
});
const link = (one) => one.card.querySelector("a");
const type = (one) => one.has.map((at) => choices[at]).find(({ input }) => input.name === "type").label;
const statuses = (one, how) => Array.from(one.card.querySelectorAll(".cb-status"), how);

// Accents do not matter (ä, a or æ; å or aa), nor hyphens.
const fold = (text) => text.toLowerCase().replaceAll("æ", "ae").replaceAll("ø", "o").normalize("NFD").replace(/\p{M}/gu, "");
const near = (text) => text.replace(/ae|aa/g, "a").replaceAll("oe", "o").replace(/[^\p{L}\p{N}\s]/gu, "");
const both = (text) => `${text}\n${near(text)}`;
const hay = (one) => (one.hay ??= both(fold([".cb-kind", "a", ".cb-card__text"].map(one.part).concat(one.also, one.has.map((at) => choices[at].label)).join("\n"))));

const by = (value, sign = 1) => (a, b) => sign * ((value(a) > value(b)) - (value(a) < value(b)));
const timed = (one) => one.start ?? one.end;
const ORDERS = {
  title: () => 0, // as the page has them: the build knows the alphabet
  newest: by((one) => one.start ?? "", -1),
  oldest: by((one) => one.start ?? "~"),
  results: by((one) => one.results ?? 0, -1),
};
const ordered = {};

/** What fits; how many each choice would give, and how many more each facet let go. */
function find({ q, chosen, sort }) {
  const words = fold(q).split(/\s+/).filter(Boolean);
  let asked = 0;
  for (const at of chosen) asked |= choices[at].bit;
  const counts = choices.map(() => 0), without = {};
  const found = (ordered[sort] ??= records.toSorted(ORDERS[sort])).filter((one) => {
    if (!words.every((word) => hay(one).includes(word) || hay(one).includes(near(word)))) return false;
    let lacks = asked;
    if (asked) for (const at of one.has) if (chosen.has(at)) lacks &= ~choices[at].bit;
    if (lacks & (lacks - 1)) return false;
    for (const at of one.has) if (!lacks || choices[at].bit === lacks) counts[at] += 1;
    without[lacks] = (without[lacks] ?? 0) + 1;
    return !lacks;
  });
  return { found, counts, without };
}

// A view puts records in its place ([data-for]) and gives back one element for each.
const VIEWS = {
  cards(shown) {
    list.replaceChildren(...shown.map((one) => one.card));
    return list.children;
  },
  table(shown) {
    const names = [...page.querySelectorAll("thead th")].map((head) => head.textContent);
    const items = shown.map((one) => node("tr", {}, node("th", { scope: "row" }, link(one).cloneNode(true)), ...[
      [type(one)], [one.part(".cb-place")], [one.part(".cb-period")], statuses(one, (status) => status.cloneNode(true)), [one.card.querySelector(".cb-pick").cloneNode(true)],
    ].map((inside, at) => node("td", { "data-label": names[at + 1] }, ...(inside[0] ? inside : [node("span", { class: "cb-unknown" }, texts.unknown)])))));
    $("rows").replaceChildren(...items);
    return items;
  },
  timeline(shown) {
    const years = result.flatMap((one) => [moment(one.start), moment(one.end, 1)]).filter(Boolean);
    let first = Math.floor(Math.min(...years)), last = Math.ceil(Math.max(...years));
    const step = [1, 2, 5, 10, 25].find((size) => (last - first) / size < 9) ?? 100;
    first -= first % step;
    last = first + Math.ceil((last - first) / step) * step;
    const ticks = [];
    for (let year = first; year < last; year += step) ticks.push(node("span", {}, year));
    const items = shown.map((one) => {
      const item = node("li", {}, link(one).cloneNode(true), node("span", { class: "cb-small" }, one.part(".cb-period") ?? ""));
      if (!timed(one)) return item;
      const share = (year) => (year - first) / (last - first), from = one.start ? share(moment(one.start)) : 0;
      const bar = node("span", { class: one.start ? one.end ? "" : "cb-open" : "cb-open--start" });
      // The page's policy allows this, but no style attributes.
      bar.style.setProperty("--from", from);
      bar.style.setProperty("--long", (one.end ? share(moment(one.end, 1)) : 1) - from);
      item.append(node("span", { class: "cb-track", "aria-hidden": true }, bar));
      return item;
    });
    const dated = shown.filter(timed).length;
    $("years").parentNode.style.setProperty("--ticks", ticks.length);
    $("years").replaceChildren(...ticks);
    $("gantt").replaceChildren(...items.slice(0, dated));
    $("undated").replaceChildren(...items.slice(dated));
    return items;
  },
};
/** A date as a year with fraction; `over`: when it has passed. */
function moment(date = "", over = 0) {
  const [year, month, day] = date.split("-").map(Number);
  return month ? year + (month - 1 + (day ? day / 31 : over)) / 12 : year && year + over;
}

let state, result, rows, drawn, pause, room;

/** From the address; what is unknown in it is passed over. */
function read() {
  const asked = new URLSearchParams(location.search);
  const one = (name, from) => (Object.hasOwn(from, asked.get(name)) ? asked.get(name) : Object.keys(from)[0]);
  const chosen = choices.flatMap(({ input }, at) => (asked.getAll(input.name).includes(input.value) ? [at] : []));
  for (const at of chosen) choices[at].facet.open = true;
  state = { q: (asked.get("q") ?? "").slice(0, 200), chosen: new Set(chosen), sort: one("sort", ORDERS), view: one("view", VIEWS) };
  room = history.state?.room ?? STEP;
  draw();
}

function change(part, how = "pushState") {
  Object.assign(state, part);
  room = STEP;
  const picked = new URLSearchParams(location.search).get("id"), asked = new URLSearchParams();
  const set = (name, value, usual) => value !== usual && asked.append(name, value);
  set("q", state.q.trim(), "");
  for (const at of state.chosen) set(choices[at].input.name, choices[at].input.value);
  set("sort", state.sort, "title");
  set("view", state.view, "cards");
  set("id", picked, null);
  history[how]({}, "", asked.size ? `?${asked}`.replaceAll("%2C", ",") : location.pathname);
  draw();
  clearTimeout(pause);
  pause = setTimeout(announce, 600, hits.textContent); // when the typing rests
}
const announce = (text) => { $("announce").textContent = text; };

/** What is chosen: its name, and the state without it. */
const active = () => [
  ...(state.q.trim() ? [[say("browse.search_from", { q: state.q.trim() }), { q: "" }]] : []),
  ...[...state.chosen].map((at) => [`${choices[at].about}: ${choices[at].label}`, drop(at)]),
];
const drop = (...gone) => ({ chosen: new Set([...state.chosen].filter((at) => !gone.includes(at))) });
const dropper = (part, attributes, text) => {
  const button = node("button", { type: "button", ...attributes }, text);
  button.onclick = () => change(part);
  return node("li", {}, button);
};

function draw() {
  const focused = document.activeElement, chip = [...chips.children].indexOf(focused.parentNode);
  const { found, counts, without } = find(state);
  result = state.view === "timeline" ? found.sort(by((one) => timed(one) ?? "~")) : found;
  if (field.value.trim() !== state.q.trim()) field.value = state.q;
  order.value = state.sort;
  order.parentNode.hidden = state.view === "timeline";
  choices.forEach((choice, at) => {
    choice.input.checked = state.chosen.has(at);
    if (choice.count === counts[at]) return;
    choice.shown.textContent = format(choice.count = counts[at]);
    choice.row.classList.toggle("cb-zero", !counts[at]);
  });
  const filters = active(), groups = facets.map((facet) => [...state.chosen].filter((at) => choices[at].facet === facet));
  const badge = (place, n) => { place.hidden = !n; place.textContent = say("browse.chosen", { n }); };
  badge($("filters-on"), filters.length);
  facets.forEach((facet, index) => badge(facet.querySelector(".cb-badge"), groups[index].length));
  hits.textContent = filters.length ? say("browse.hits.some", { n: format(found.length), all: format(records.length) }) : count(records.length);
  $("done").textContent = say("browse.show", { hits: count(found.length) });
  chips.hidden = !filters.length;
  chips.replaceChildren(...filters.map(([label, part]) => dropper(part, { class: "cb-chip", "aria-label": say("browse.remove", { label }) }, label)),
    dropper({ q: "", chosen: new Set() }, { class: "cb-link" }, texts["browse.clear"]));

  $("nothing").hidden = found.length;
  const ways = groups.filter(([at]) => at >= 0).map((group) => [`${choices[group[0]].about}: ${group.map((at) => choices[at].label).join(", ")}`, drop(...group), without[choices[group[0]].bit]]);
  if (!found.length && state.q.trim()) ways.push([...filters[0], find({ ...state, q: "" }).found.length]);
  $("ways").replaceChildren(...ways.filter(([, , n]) => n && !found.length && filters[1]).map(([label, part, n]) => dropper(part, { class: "cb-link" }, say("browse.empty.without", { label, hits: count(n) }))));
  for (const button of page.querySelectorAll("[data-view]")) button.ariaPressed = button.dataset.view === state.view;
  fill();
  // What was moved keeps focus; a chip that went gives it to its neighbour.
  const next = focused.isConnected && focused.checkVisibility() ? focused : chip < 0 || !filters.length ? hits : chips.children[Math.min(chip, filters.length - 1)].firstChild;
  if (next !== document.activeElement) next.focus({ preventScroll: true });
}

/** Draws the view, as much as there is room for, unless it stands there already. */
function fill(most = room) {
  const shown = result.slice(0, most), drawing = [state.view, result.length, ...shown.map((one) => one.id)].join();
  for (const place of page.querySelectorAll("[data-for]")) place.hidden = place.dataset.for !== state.view || !shown.length;
  if (drawing !== drawn) rows = VIEWS[state.view](shown);
  drawn = drawing;
  more.parentNode.hidden = shown.length === result.length;
  more.textContent = say("browse.more", { n: format(result.length - shown.length) });
  document.dispatchEvent(new Event("cb:drawn")); // tray.js ticks what is picked
}

const lines = () => [["id", "title", "type", "place", "period", "outcome", "url"], ...result.map((one) => [
  one.id, one.part("a"), type(one), one.part(".cb-place"), one.part(".cb-period"), statuses(one, (status) => status.textContent).join(" | "), link(one).href.split("?")[0]])];

field.addEventListener("input", () => change({ q: field.value }, "replaceState"));
const warm = (from) => {
  records.slice(from, from + 99).forEach(hay);
  if (from < records.length) setTimeout(warm, 0, from + 99);
};
field.addEventListener("focus", () => warm(0), { once: true });
form.addEventListener("submit", (event) => event.preventDefault());
page.addEventListener("change", ({ target }) => {
  if (target === order) change({ sort: order.value });
  else if (target.form === form && target !== field) change({ chosen: new Set(choices.flatMap(({ input }, at) => (input.checked ? [at] : []))) });
});
page.addEventListener("click", async ({ target }) => {
  const button = target.closest("button"), { view, out, clear } = button?.dataset ?? {};
  if (view && view !== state.view) change({ view });
  else if (clear) change({ q: "", chosen: new Set() });
  else if (out) {
    const { copy, saveCsv } = await import(new URL(page.dataset.kit, document.baseURI));
    if (out === "csv") saveCsv(lines());
    else copy(location.href, { button, announce, done: texts["cite.copied"], failed: texts["copy.failed"] });
  } else if (button === more) {
    const next = room;
    history.replaceState({ room: room += STEP }, "");
    fill();
    rows[next].querySelector("a").focus();
  }
});
addEventListener("popstate", read);
addEventListener("beforeprint", () => {
  $("selection").textContent = [hits.textContent, ...active().map(([label]) => label)].join(" · ");
  fill(Infinity);
});
addEventListener("afterprint", () => fill());
read();
