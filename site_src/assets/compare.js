// Compare: `?id=a,b,c` as one table. Each record's column is a file made by the same code as the static tables (comparison.py),
// so both say the same. The choice lives in the address. What the bank says is written as text nodes, never as HTML.

const MOST = 6;
const $ = (id) => document.getElementById(`cb-${id}`);
const root = $("compare"), select = $("add"), status = $("compare-status"), differences = $("differences");
const { rows: ROWS, groups: GROUPS, texts } = JSON.parse($("rows").textContent);
const say = (key, values) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const known = new Map([...select.options].filter(({ value }) => value).map(({ value, text }) => [value, text]));
const address = (url) => new URL(root.dataset.prefix + url, document.baseURI).href;
const node = (tag, attributes, ...children) => {
  const made = document.createElement(tag);
  for (const name in attributes) if (attributes[name]) made.setAttribute(name, attributes[name]);
  made.append(...children);
  return made;
};

// The address.
const asked = () => [...new Set(new URLSearchParams(location.search).getAll("id").join().split(",").filter(Boolean))];
const chosen = () => asked().filter((id) => known.has(id)).slice(0, MOST);
function go(ids, how = "pushState") {
  const query = new URLSearchParams(ids.length && { id: ids.join() });
  if (differences.checked && ids.length > 1) query.set("diff", 1);
  history[how](null, "", `?${query}`.replaceAll("%2C", ",").replace(/^\?$/, location.pathname));
  return show();
}

// The columns, each fetched once; one that failed is tried afresh next time.
const columns = new Map();
const column = (id) => {
  if (!columns.has(id)) columns.set(id, fetch(new URL(`${id}.json`, new URL(root.dataset.columns, document.baseURI))).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }).catch(() => { columns.delete(id); }));
  return columns.get(id);
};

/** Columns → groups of rows: cells, whether they are alike; and the rows that no record has. */
function comparison(records) {
  const has = records.map((one) => new Map(one.rows.map((row) => [row.id, row.values])));
  const silent = [];
  const lines = ROWS.flatMap(([id, group, label]) => {
    const cells = has.map((row) => row.get(id) ?? []);
    if (cells.some((cell) => cell.length)) {
      const texts = cells.map((cell) => JSON.stringify(cell.map(({ text }) => text).sort()));
      return [{ id, group, label, cells, same: records.length > 1 && new Set(texts).size === 1 }];
    }
    silent.push(label);
    return [];
  });
  const groups = GROUPS.map(([id, label]) => ({ id, label, lines: lines.filter((line) => line.group === id) })).filter(({ lines }) => lines.length);
  const heads = records.map(({ id, title, url }) => ({ id, title: title.text ?? title, lang: title.lang, url: address(url) }));
  return { heads, groups, silent, alike: records.length > 1 && lines.every(({ same }) => same) };
}

const announce = (text) => { status.textContent = text; };
let table, turn = 0;
async function show() {
  const mine = ++turn, all = asked(), ids = chosen();
  const slow = setTimeout(() => { status.textContent = texts["compare.loading"]; }, 400);
  const found = await Promise.all(ids.map(column));
  clearTimeout(slow);
  if (mine !== turn) return; // a later choice has taken over
  const records = found.filter(Boolean);
  table = comparison(records);
  differences.checked = new URLSearchParams(location.search).has("diff") && records.length > 1;
  differences.parentNode.hidden = records.length < 2;
  draw();
  for (const option of select.options) option.disabled = ids.includes(option.value);
  status.textContent = [
    records.length > 1 ? say("compare.done", { n: records.length }) : "",
    ...all.filter((id) => !known.has(id)).map((id) => say("compare.missing", { id: id.slice(0, 80) })),
    all.filter((id) => known.has(id)).length > MOST ? texts["compare.full"] : "",
    ...ids.filter((_, at) => !found[at]).map((id) => say("compare.failed", { id: known.get(id) })),
    records.length === 1 ? texts["compare.one"] : "",
  ].filter(Boolean).join(" ");
}

const remover = ({ id, title }) => node("button", { type: "button", class: "cb-remove", "data-remove": id, "aria-label": say("compare.remove", { title }), title: say("compare.remove", { title }) }, "×");
const link = ({ title, lang, url }) => node("a", { href: url, lang }, title);
const values = (list) => {
  const items = list.map(({ text, lang, url, sources = [] }) => [
    url ? node("a", { href: address(url), lang }, text) : lang ? node("span", { lang }, text) : text,
    ...(sources.length ? [" ", node("span", { class: "cb-small cb-sources" }, "(", ...sources.flatMap(([label, title, page], at) => [at ? "; " : "", node("a", { href: address(page), title }, label)]), ")")] : []),
  ]);
  if (!items.length) return [node("span", { class: "cb-unknown" }, texts.unknown)];
  return items.length === 1 ? items[0] : [node("ul", { class: list.every(({ text }) => text.length < 60) && "cb-plain" }, ...items.map((item) => node("li", {}, ...item)))];
};

/** The comparison as a table. Explicit roles: on phones CSS shows it as cards, and then some browsers forget that it is a table. */
function built({ heads, groups }) {
  const head = node("tr", { role: "row" }, node("th", { role: "columnheader", scope: "col" }, texts["compare.fact"]), ...heads.map((one) => node("th", { role: "columnheader", scope: "col" }, node("span", { class: "cb-compare__head" }, link(one), remover(one)))));
  return node("table", { class: "cb-table cb-compare", role: "table" },
    node("caption", { id: "cb-compare-caption" }, texts["compare.caption"]),
    node("thead", { role: "rowgroup" }, head),
    ...groups.map(({ id, label, lines }) => node("tbody", { role: "rowgroup", class: lines.every(({ same }) => same) && "cb-same" },
      node("tr", { role: "row", class: "cb-group" }, node("th", { role: "rowheader", scope: "rowgroup", colspan: heads.length + 1 }, node("span", {}, label))),
      ...lines.map((line) => node("tr", { role: "row", class: line.same && "cb-same" },
        node("th", { role: "rowheader", scope: "row" }, id === "results" ? node("span", { class: `cb-status cb-status--${line.id}` }, line.label) : line.label),
        ...line.cells.map((cell, at) => node("td", { role: "cell", "data-label": heads[at].title }, ...values(cell))))))));
}

function draw() {
  const { heads, silent } = table;
  $("compare-empty").hidden = heads.length > 0;
  $("compare-table").hidden = !heads.length;
  $("compare-scroll").replaceChildren(built(table));
  $("chosen").replaceChildren(...heads.map((one) => node("li", {}, link(one), " ", remover(one))));
  $("compare-silent").textContent = silent.length ? `${texts["compare.silent"]}: ${silent.map((label) => label.replace(/^\p{Lu}(?!\p{Lu})/u, (first) => first.toLowerCase())).join(", ")}.` : "";
  alike();
}
function alike() {
  $("compare-alike").hidden = !(differences.checked && table.alike);
  $("compare-scroll").hidden = !$("compare-alike").hidden;
}

// Out: what is shown, so only the differences when only they are.
const shown = () => table.groups.flatMap((group) => group.lines.filter(({ same }) => !(same && differences.checked)).map((line) => ({ ...line, group: group.label })));
const plain = (cell) => cell.map(({ text, sources = [] }) => text + (sources.length ? ` (${sources.map(([label]) => label).join("; ")})` : "")).join(" | ") || texts.unknown;
const OUT = {
  csv: () => [
    [texts["compare.group"], texts["compare.fact"], ...table.heads.map(({ title }) => title)],
    ...shown().map(({ group, label, cells }) => [group, label, ...cells.map(plain)]),
    ["", texts["source.url"], ...table.heads.map(({ url }) => url)],
  ],
  markdown() {
    const clean = (text) => text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>|~]/g, "\\$&");
    const to = (text, url) => `[${clean(text)}](${url.replace(/[()|]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`;
    const cell = (list) => list.map(({ text, url, sources = [] }) => (url ? to(text, address(url)) : clean(text)) + (sources.length ? ` (${sources.map(([label, , page]) => to(label, address(page))).join("; ")})` : "")).join("; ") || clean(texts.unknown);
    const line = (cells) => `| ${cells.join(" | ")} |`;
    return [
      line([clean(texts["compare.fact"]), ...table.heads.map(({ title, url }) => to(title, url))]), line(["---", ...table.heads.map(() => "---")]),
      ...shown().map(({ label, cells }) => line([clean(label), ...cells.map(cell)])), "", `${clean(texts["compare.source"])}: ${to(texts["site.name"], location.href)}`,
    ].join("\n");
  },
  html() {
    const copy = built(table);
    for (const one of copy.querySelectorAll(`button${differences.checked ? ", .cb-same" : ""}`)) one.remove();
    for (const one of copy.querySelectorAll("span:not([lang])")) one.replaceWith(...one.childNodes);
    for (const one of [copy, ...copy.querySelectorAll("*")]) for (const name of ["class", "role", "id", "data-label"]) one.removeAttribute(name);
    copy.caption.append(" – ", texts["compare.source"], ": ", node("a", { href: location.href }, texts["site.name"]));
    return copy.outerHTML;
  },
  link: () => location.href,
};
async function out(kind, button) {
  const what = OUT[kind](), { copy, saveCsv } = await import(new URL(root.dataset.kit, document.baseURI));
  if (kind === "csv") saveCsv(what);
  else copy(what, { button, announce, done: texts["compare.copied"], failed: texts["copy.failed"], html: kind === "html" });
}

$("choose").addEventListener("submit", (event) => {
  event.preventDefault();
  const ids = chosen();
  if (!select.value) select.focus();
  else if (ids.length >= MOST) status.textContent = texts["compare.full"];
  else go([...ids, select.value]);
  select.value = "";
});
root.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-remove], [data-out]");
  if (button?.dataset.out) return out(button.dataset.out, button);
  if (!button) return undefined;
  const box = button.closest("table, ul"), at = [...box.querySelectorAll("[data-remove]")].indexOf(button), where = box.parentNode;
  await go(chosen().filter((id) => id !== button.dataset.remove));
  const left = (where === $("compare-scroll") ? where : $("chosen")).querySelectorAll("[data-remove]");
  return (left[Math.min(at, left.length - 1)] ?? select).focus({ preventScroll: true });
});
differences.addEventListener("change", () => {
  const query = new URLSearchParams(location.search);
  if (differences.checked) query.set("diff", 1); else query.delete("diff");
  history.replaceState(null, "", `?${query}`.replaceAll("%2C", ","));
  alike();
  status.textContent = table.alike && differences.checked ? texts["compare.alike"] : say("compare.done", { n: table.heads.length });
});
addEventListener("popstate", show);
show();
