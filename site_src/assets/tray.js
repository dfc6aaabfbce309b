// The compare tray: records picked on any page, kept in the address (`?id=a,b`) and nowhere else; links on the site's
// own pages take them along. Without picks it does nothing.

const MOST = 6;
const site = new URL("../../", import.meta.url);
const tray = document.getElementById("cb-tray");
const told = document.getElementById("cb-tray-told");
const say = (key, values) => tray.dataset[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

const picked = (search = location.search) =>
  [...new Set(new URLSearchParams(search).getAll("id").join().split(","))].filter((id) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)).slice(0, MOST);
/** A query with these picks instead of its own. */
const holding = (search, ids) => {
  const query = new URLSearchParams(search);
  query.delete("id");
  if (ids.length) query.set("id", ids.join());
  return `?${query}`.replaceAll("%2C", ",").replace(/^\?$/, "");
};

// A link gets the picks when it is about to be used, so that thousands need not be rewritten at each pick.
const written = new WeakMap();
function carry({ target }) {
  const link = target.closest?.("a[href]");
  if (!link || link.origin !== site.origin || !link.pathname.startsWith(site.pathname) || !link.pathname.endsWith("/")) return;
  if (link.getAttribute("href").startsWith("#") || link.closest("#cb-tray")) return;
  const last = written.get(link);
  const from = new URL(last?.to === link.href ? last.from : link.href), to = new URL(from);
  const own = picked(from.search), ids = picked();
  if (own.length > 1 || (!ids.length && !last)) return; // a ready-made comparison stays as it is
  // The language switch keeps all that is chosen; a record's own "compare" comes after what was picked before it.
  to.search = link.closest(".cb-langs") ? location.search : holding(from.search, [...new Set([...ids, ...own])].slice(-MOST));
  link.href = to;
  written.set(link, { from, to: link.href });
}
for (const kind of ["pointerover", "focusin", "click"]) document.addEventListener(kind, carry, true);

const titles = {};
/** The title of the record that a checkbox stands with. */
const beside = (box) => box.closest("li, tr").querySelector("a").textContent;
/** The title of a record: from this page, else from the file that the compare page reads. */
async function title(id) {
  const box = document.querySelector(`[data-cb-pick][value="${id}"]`);
  if (box) return beside(box);
  const answer = await fetch(new URL(`${id}.json`, new URL(tray.dataset.compare, document.baseURI)));
  const { title: found } = answer.ok ? await answer.json() : { title: id };
  return found.text ?? found;
}

function draw() {
  const ids = picked();
  for (const box of document.querySelectorAll("[data-cb-pick]")) {
    box.checked = ids.includes(box.value);
    box.ariaLabel ??= say("tPick", { title: beside(box) });
  }
  tray.hidden = !ids.length;
  tray.querySelector("summary").textContent = say("tCount", { n: ids.length });
  tray.querySelector("p").textContent = ids.length === 1 ? say("tOne") : "";
  const link = tray.querySelector("a");
  link.hidden = ids.length < 2;
  link.textContent = say("tCompare", { n: ids.length });
  link.href = tray.dataset.compare + holding("", ids);
  const list = tray.querySelector("ul"), items = new Map([...list.children].map((item) => [item.dataset.id, item]));
  if (ids.join() !== [...items.keys()].join()) list.replaceChildren(...ids.map((id) => items.get(id) ?? item(id)));
}

function item(id) {
  const made = document.createElement("li"), name = document.createElement("span"), button = document.createElement("button");
  made.dataset.id = id;
  name.textContent = id;
  button.type = "button";
  button.textContent = "×";
  made.append(name, " ", button);
  (titles[id] ??= title(id).catch(() => id)).then((text) => {
    name.textContent = text;
    button.ariaLabel = say("tRemove", { title: text });
  });
  button.ariaLabel = say("tRemove", { title: id });
  button.onclick = () => {
    const at = picked().indexOf(id);
    keep(picked().filter((other) => other !== id));
    (tray.querySelectorAll("li button")[Math.min(at, picked().length - 1)] ?? document.getElementById("cb-main")).focus({ preventScroll: true });
  };
  return made;
}

function keep(ids) {
  history.pushState(history.state, "", (holding(location.search, ids) || location.pathname) + location.hash);
  draw();
  told.textContent = [say("tCount", { n: ids.length }), ids.length === 1 ? say("tOne") : ""].join(". ");
}

if (tray) {
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("[data-cb-pick]")) return;
    const ids = picked().filter((id) => id !== target.value);
    if (target.checked && ids.length >= MOST) {
      target.checked = false;
      tray.querySelector("p").textContent = told.textContent = say("tFull");
    } else keep(target.checked ? [...ids, target.value] : ids);
  });
  tray.querySelector(".cb-link").addEventListener("click", () => {
    keep([]);
    document.getElementById("cb-main").focus({ preventScroll: true });
  });
  addEventListener("popstate", draw);
  document.addEventListener("cb:drawn", draw);
  // What has focus must not hide behind the tray.
  new ResizeObserver(() => { document.documentElement.style.scrollPaddingBottom = `${tray.offsetHeight + 16}px`; }).observe(tray);
  draw();
}
