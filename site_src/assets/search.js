// The search dialog: a field with a list of hits under it (ARIA combobox with listbox).
// site.js opens the dialog and imports this module; nothing of the search is fetched before that.
// Texts come from the page (#cb-search-texts); data is written as text nodes, never as HTML.

const SHOWN = 6;
const SHORTCUT = "cb-shortcut";
const PAUSE = 150; // milliseconds without typing before a search

let panel;

/** Called by site.js with the open dialog and what was asked in another field, if anything. */
export function open({ dialog, query }) {
  panel ??= new Panel(dialog);
  panel.open(query);
}

class Panel {
  #asked = 0; // counts queries, so that a late answer is known as one
  #answered = ""; // the query that the list answers
  #hits = [];
  #timer;
  #active = -1;

  constructor(dialog) {
    this.dialog = dialog;
    const part = (name) => dialog.querySelector(`#cb-search-${name}`);
    this.input = part("input");
    this.list = part("list");
    this.status = part("status");
    this.suggestion = part("suggest");
    this.all = part("all");
    this.allText = this.all.textContent;
    this.texts = JSON.parse(part("texts").textContent);
    this.more = element("button", { type: "button", class: "cb-button cb-button--quiet", hidden: "" }, this.text("more"));
    this.more.addEventListener("click", () => this.#more());
    this.all.before(this.more, " ");
    this.root = new URL(dialog.dataset.base, document.baseURI);
    this.input.addEventListener("input", () => this.#later());
    dialog.addEventListener("keydown", (event) => this.#key(event));
    dialog.addEventListener("close", () => this.#select(-1));
    this.#shortcut();
    this.list.addEventListener("click", (event) => {
      // A hit on the page that is already open would change nothing but the address.
      if (event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
    });
  }

  open(query) {
    this.engine ??= this.#load();
    if (query) this.input.value = query;
    // What was typed while this module was on its way is not to be overwritten by the next letter.
    if (this.input.value.trim() === this.#answered) this.input.select();
    else this.#search();
  }

  #load() {
    const engine = import(new URL(this.dialog.dataset.engine, document.baseURI)).then(({ openEngine }) =>
      openEngine({ root: this.root, language: this.dialog.dataset.lang }));
    engine.catch(() => {}); // told when a query waits for it
    return engine;
  }

  text(key, values = {}) {
    return this.texts[`search.${key}`].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  /** A shortcut of one character must be possible to turn off (WCAG 2.1.4); site.js heeds the choice. */
  #shortcut() {
    const box = element("input", { type: "checkbox" });
    const label = element("label", { class: "cb-search__shortcut" });
    label.append(box, ` ${this.text("shortcut")}`);
    try {
      box.checked = localStorage.getItem(SHORTCUT) !== "off";
      box.addEventListener("change", () => (box.checked ? localStorage.removeItem(SHORTCUT) : localStorage.setItem(SHORTCUT, "off")));
      this.dialog.firstElementChild.append(label);
    } catch { /* storage refused: the choice could not be kept */ }
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE);
  }

  async #search() {
    clearTimeout(this.#timer);
    const query = this.input.value.trim();
    const asked = ++this.#asked;
    this.#link(query);
    if (query.length < 2) return this.#show({ state: "idle", query });
    const slow = setTimeout(() => asked === this.#asked && this.#say("loading", this.text("loading")), 400);
    try {
      this.engine ??= this.#load();
      const engine = await this.engine;
      const { hits, corrected, ignored } = await engine.find(query);
      const shown = await Promise.all(hits.slice(0, SHOWN).map((hit) => engine.describe(hit)));
      if (asked !== this.#asked) return undefined; // a later query has taken over
      return this.#show({ state: hits.length ? "results" : "none", query, hits, shown, corrected, ignored });
    } catch (error) {
      console.debug(error);
      this.engine = undefined; // tried afresh with the next query
      return asked === this.#asked && this.#show({ state: "failed", query });
    } finally {
      clearTimeout(slow);
    }
  }

  #say(state, message) {
    this.dialog.dataset.state = state;
    if (this.status.textContent !== message) this.status.textContent = message;
  }

  #link(query) {
    const url = new URL(this.dialog.dataset.browse, document.baseURI);
    if (query) url.searchParams.set("q", query);
    this.all.href = url.href;
  }

  async #more() {
    const asked = this.#asked;
    const at = this.list.children.length;
    const engine = await this.engine;
    const shown = await Promise.all(this.#hits.slice(at, at + SHOWN).map((hit) => engine.describe(hit)));
    if (asked !== this.#asked || at !== this.list.children.length) return;
    this.list.append(...shown.map((hit, i) => this.#hit(hit, at + i)));
    this.more.hidden = this.list.children.length >= this.#hits.length;
    this.input.focus();
    this.#select(at);
  }

  #show({ state, query, hits = [], shown = [], corrected = [], ignored = [] }) {
    const count = hits.length;
    this.#hits = hits;
    this.#active = -1;
    this.#answered = state === "failed" ? undefined : query;
    this.list.replaceChildren(...shown.map((hit, i) => this.#hit(hit, i)));
    this.list.hidden = !shown.length;
    this.input.setAttribute("aria-expanded", String(shown.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.more.hidden = shown.length >= count;
    this.all.hidden = state === "idle";
    this.all.textContent = state === "results" ? this.allText : this.text("none.browse");
    this.#suggest(query, corrected);
    const messages = {
      idle: () => "",
      none: () => this.text("none", { q: query }),
      failed: () => this.text("failed"),
      results: () => [
        `${count === 1 ? this.text("count.one") : this.text("count.many", { n: count })}.`,
        ...corrected.map((one) => this.text("corrected", one)),
        ...ignored.map((word) => this.text("ignored", { q: word })),
      ].join(" "),
    };
    this.#say(state, messages[state]());
  }

  /** "Did you mean …?", with the word as a button that puts it into the field. */
  #suggest(query, corrected) {
    this.suggestion.hidden = !corrected.length;
    this.suggestion.replaceChildren();
    if (!corrected.length) return;
    const better = corrected.reduce((text, { from, to }) => text.replace(from, to), query);
    const button = element("button", { type: "button", class: "cb-link" }, better);
    button.addEventListener("click", () => {
      this.input.value = better;
      this.input.focus();
      this.#search();
    });
    const [before, after] = this.text("suggest", { to: "\u0000" }).split("\u0000");
    this.suggestion.append(before, button, after);
  }

  #hit({ href, title, facts, excerpt, via }, i) {
    const id = `cb-hit-${i}`;
    const link = element("a", {
      class: "cb-hit", role: "option", id, href, tabindex: "-1", "aria-selected": "false",
      "aria-labelledby": `${id}-title ${id}-meta`, "aria-describedby": `${id}-text`,
    });
    link.append(
      marked("cb-hit__title", title, `${id}-title`),
      element("span", { class: "cb-hit__meta", id: `${id}-meta` }, facts),
      marked("cb-hit__text", excerpt, `${id}-text`),
      ...via.map((one) => element("span", { class: "cb-hit__why" }, this.text("via", one))),
    );
    const item = element("li", { role: "none" });
    item.append(link);
    return item;
  }

  #key(event) {
    if (event.key === "Escape") {
      // A search field would spend the first Escape on emptying itself.
      event.preventDefault();
      this.dialog.close();
    } else if (event.target !== this.input || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const hits = this.list.children.length;
      if (!hits) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#select(((this.#active + 1 + step + hits + 1) % (hits + 1)) - 1); // one place in the round is the field itself
    } else if (event.key === "Enter" && this.#active >= 0) {
      event.preventDefault();
      this.list.children[this.#active].firstChild.click();
    }
  }

  #select(index) {
    this.#active = index;
    const hits = [...this.list.querySelectorAll("[role=option]")];
    hits.forEach((hit, i) => hit.setAttribute("aria-selected", String(i === index)));
    if (hits[index]) {
      this.input.setAttribute("aria-activedescendant", hits[index].id);
      hits[index].scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }
}

function element(name, attributes, text) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

function marked(className, pieces, id) {
  const span = element("span", { class: className, id });
  span.append(...pieces.map(([text, mark]) => (mark ? element("mark", {}, text) : text)));
  return span;
}
