// Reads a query the way people write it, asks the index, and says why each page matched.
//
// Pagefind finds words by stem and by beginning. Around it, this module adds what it lacks: synonyms and
// other languages' terms, parts of compounds, spelling suggestions, and ranking over several words. `fold`
// and `stem` are twins of those in plugins/casebank/words.py; the lexicon comes from plugins/casebank/search.py.

const ZONE = "\u241e"; // between the parts of a page: title, also, kind, place, period, summary, need, body, foreign, helper words
const WORD = /[\p{L}\p{N}]+(?:[-‑–'’][\p{L}\p{N}]+)*/gu;
const RANKING = { termFrequency: 1, termSaturation: 2, termSimilarity: 1, pageLength: 0.3 };
const WEIGHT = { synonym: 0.8, parts: 0.6, apart: 0.5, corrected: 0.9 };
const NEAR = 4; // words between two that belong together
const ENOUGH = 5; // pages with every word, before pages with only some of them are left out
const PLENTY = 50; // pages with the word itself, before synonyms and parts are fetched as well
const HOLDING = 8; // words that hold the one asked for, at most
const EXCERPT = 220; // characters

export const fold = (text) =>
  text.toLowerCase().replaceAll("æ", "a").replaceAll("ø", "o").normalize("NFD").replace(/\p{M}/gu, "");

export const words = (text) => text.normalize("NFC").match(WORD) ?? [];

/** Without hyphens: e-hälsa is ehälsa. */
const bare = (word) => word.toLowerCase().normalize("NFC").replace(/[^\p{L}\p{N}]/gu, "");
const plain = (word) => fold(bare(word));

/** What has to be known of a language, from lexicon-LANG.json. */
export class Lexicon {
  constructor({ pages, stop, endings, particles, derivations, compounds, synonyms }) {
    this.pages = pages;
    this.stop = new Set(stop.split(" "));
    this.derivations = new Set(derivations.split(" "));
    this.endings = new Set(endings.split(" "));
    this.particles = new Set(particles.split(" "));
    this.compounds = compounds;
    this.synonyms = new Map(); // key of a term → the terms to look for, those in use only
    for (const [used, leading] of synonyms) {
      for (const term of [...used, ...leading]) {
        const key = this.key(this.meaningful(words(term)));
        this.synonyms.set(key, [...(this.synonyms.get(key) ?? []), ...used.filter((other) => other !== term)]);
      }
    }
  }

  stem(folded) {
    for (let n = Math.min(7, folded.length - 3); n > 0; n--) {
      if (this.endings.has(folded.slice(-n))) return folded.slice(0, -n);
    }
    return folded;
  }

  root(word) {
    return this.stem(plain(word));
  }

  key(list) {
    return list.map((word) => this.root(word)).join(" ");
  }

  /** Without words that say nothing, unless nothing else is left. */
  meaningful(list) {
    const rest = list.filter((word) => !this.stop.has(fold(word)) && (word.length > 1 || /\p{N}/u.test(word)));
    return rest.length ? rest : list;
  }
}

/** The bank's own words, from words-LANG.json: to split compounds by and to suggest from. */
export class WordList {
  constructor(coded, lexicon) {
    this.lexicon = lexicon;
    this.entries = []; // [word, folded, weight 0–9]
    this.forms = new Set();
    this.stems = new Set();
    let before = "";
    for (const piece of coded.split(" ").filter(Boolean)) {
      const word = before.slice(0, parseInt(piece[0], 36)) + piece.slice(2);
      const folded = fold(word);
      this.entries.push([word, folded, Number(piece[1])]);
      this.forms.add(folded);
      const stem = lexicon.stem(folded);
      if (stem.length >= 4) this.stems.add(stem);
      before = word;
    }
  }

  /** The parts of a compound, or [] when it is none. The split with the longest shorter half wins. */
  split(word) {
    const folded = fold(word);
    if (!this.lexicon.compounds || folded.length < 7 || folded.length !== word.length) return [];
    let best = 0;
    let length = 0;
    for (let i = 3; i <= folded.length - 4; i++) {
      const shorter = Math.min(i, folded.length - i);
      if (shorter >= length && this.#known(folded.slice(i)) && this.#head(folded.slice(0, i))) [best, length] = [i, shorter];
    }
    if (!best) return [];
    const inner = this.split(word.slice(best));
    return [word.slice(0, best).replace(/(?<=...)[ou]$/u, ""), ...(inner.length ? inner : [word.slice(best)])];
  }

  /** Words that hold this one further in: what a part finds that the bank writes nowhere on its own. */
  holding(word) {
    const root = this.lexicon.root(word);
    const part = root.length < 5 ? fold(word) : root;
    if (!this.lexicon.compounds || part.length < 5) return [];
    const found = this.entries.filter(([, folded]) => folded.indexOf(part, 3) >= 0);
    return found.sort((a, b) => b[2] - a[2]).slice(0, HOLDING).map(([held]) => held);
  }

  #known(folded) {
    const { stop, derivations } = this.lexicon;
    const stem = this.lexicon.stem(folded);
    return ![stop, derivations].some((set) => set.has(folded) || set.has(stem)) && (this.forms.has(folded) || this.stems.has(stem));
  }

  #head(head) {
    if (this.lexicon.particles.has(head)) return false;
    const base = head.slice(0, -1);
    if (this.#known(head)) return true;
    if (base.length < 3 || this.lexicon.particles.has(base)) return false;
    if (head.endsWith("s") && this.#known(base)) return true;
    return (/[oue]$/u.test(head) && (this.forms.has(base) || this.forms.has(`${base}a`))) || this.forms.has(`${head}a`) || this.forms.has(`${head}e`);
  }

  /** The word most likely meant, or undefined. */
  suggest(word) {
    const wanted = fold(word);
    if (wanted.length < 4 || /\d/.test(wanted)) return undefined;
    const limit = wanted.length < 8 ? 1 : wanted.length < 12 ? 2 : 3;
    let best;
    let lowest = Infinity;
    for (const [candidate, folded, weight] of this.entries) {
      if (Math.abs(folded.length - wanted.length) > limit || folded === wanted) continue;
      const cost = distance(wanted, folded, limit) - weight / 12 - (folded[0] === wanted[0] ? 0.3 : 0);
      if (cost < lowest) [best, lowest] = [candidate, cost];
    }
    return best;
  }
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; Infinity beyond the limit. */
export function distance(a, b, limit) {
  let older = [];
  let old = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    if (Math.min(...row) > limit) return Infinity;
    [older, old] = [old, row];
  }
  return old[b.length] <= limit ? old[b.length] : Infinity;
}

/** Opens the index in `root`/pagefind/ for the page's language. `language` names the lexicon. */
export async function openEngine({ root, language }) {
  const bundle = new URL("pagefind/", root);
  const [pagefind, lexicon] = await Promise.all([import(new URL("pagefind.js", bundle)), json(new URL(`lexicon-${language}.json`, bundle))]);
  // On the page's own thread: a worker would fetch 12 kB more to save a few milliseconds.
  const index = pagefind.createInstance({ basePath: bundle.pathname, baseUrl: root.pathname, noWorker: true, ranking: RANKING });
  await index.init();
  return new Engine({ index, lexicon: new Lexicon(lexicon), loadWords: () => json(new URL(`words-${language}.json`, bundle)), root });
}

async function json(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

export class Engine {
  #index;
  #loadWords;
  #wordList;
  #found = new Map();

  constructor({ index, lexicon, loadWords, root }) {
    this.#index = index;
    this.#loadWords = loadWords;
    this.lexicon = lexicon;
    this.root = root;
  }

  wordList() {
    this.#wordList ??= this.#loadWords().then(({ words: coded }) => new WordList(coded, this.lexicon));
    return this.#wordList;
  }

  /**
   * Pages for a query, best first.
   * → { hits: [{ id, score, page, reasons }], corrected: [{ from, to }], ignored: [word], query }
   */
  async find(query) {
    const units = this.#read(query);
    await Promise.all(units.map((unit) => this.#answer(unit)));
    const corrected = [];
    const ignored = [];
    for (const unit of units.filter(({ pages }) => !pages.size)) {
      const from = unit.text;
      const to = unit.phrase ? undefined : (await this.wordList()).suggest(unit.text);
      if (to) {
        Object.assign(unit, this.#unit([to], WEIGHT.corrected));
        await this.#answer(unit);
      }
      if (unit.pages.size) corrected.push({ from, to });
      else ignored.push(from);
    }
    const able = units.filter(({ pages }) => pages.size);
    const hits = able.length && !units.some(({ phrase, pages }) => phrase && !pages.size) ? rank(able, units.length) : [];
    return { hits, corrected, ignored };
  }

  /** The query as units of meaning, each with alternative ways to say it. */
  #read(query) {
    const units = [];
    const loose = query.replace(/["”“«»]([^"”“«»]+)["”“«»]/gu, (_, phrase) => {
      const terms = words(phrase);
      const telling = this.lexicon.meaningful(terms);
      const places = telling.map((term) => terms.indexOf(term));
      if (terms.length > 1) units.push({ text: phrase, phrase: true, ways: [{ terms: telling, places, weight: 1 }], more: async () => [] });
      return terms.length > 1 ? " " : phrase;
    });
    const list = words(loose);
    const tokens = list.length || !units.length ? this.lexicon.meaningful(list) : [];
    for (let i = 0; i < tokens.length; ) {
      let size = Math.min(4, tokens.length - i);
      while (size > 1 && !this.lexicon.synonyms.has(this.lexicon.key(tokens.slice(i, i + size)))) size--;
      units.push(this.#unit(tokens.slice(i, i + size)));
      i += size;
    }
    return units;
  }

  #unit(said, weight = 1) {
    const ways = [{ terms: said, weight }];
    if (said.length === 1) {
      const folded = fold(said[0]);
      const digraphs = folded.replaceAll("aa", "a").replaceAll("ae", "a").replaceAll("oe", "o");
      if (/[æø]/iu.test(said[0])) ways.push({ terms: [folded], weight });
      if (digraphs !== folded) ways.push({ terms: [digraphs], weight: 0.7 * weight });
    }
    return { text: said.join(" "), ways, more: () => this.#more(said, weight) };
  }

  /** Other ways to say it: synonyms, and the parts of a compound. */
  async #more(said, weight) {
    const ways = (this.lexicon.synonyms.get(this.lexicon.key(said)) ?? []).map((via) => (
      { terms: this.lexicon.meaningful(words(via)), weight: weight * WEIGHT.synonym, other: true, together: true, via }));
    if (said.length === 1 && said[0].length >= 8 && this.lexicon.compounds) {
      const terms = (await this.wordList()).split(said[0]);
      if (terms.length) ways.push({ terms, weight: weight * WEIGHT.parts, other: true });
    }
    return ways;
  }

  /** Fills in unit.pages: id → { score, result, way }, the best way for each page. */
  async #answer(unit) {
    unit.pages = new Map();
    await Promise.all(unit.ways.map((way) => this.#follow(way, unit.pages)));
    if (unit.pages.size >= PLENTY) return;
    const others = await Promise.all((await unit.more()).map(async (way) => ({ way, pages: await this.#follow(way, new Map()) })));
    const all = new Set([unit.pages, ...others.map(({ pages }) => pages)].flatMap((pages) => [...pages.keys()]));
    for (const { way, pages } of others) {
      // A synonym that few pages have says no more than the word that was asked for.
      const share = way.together ? Math.min(1, this.#telling(all.size) / this.#telling(pages.size)) : 1;
      for (const [id, found] of pages) keepBest(unit.pages, id, { ...found, score: found.score * share });
    }
    if (unit.pages.size || unit.phrase || unit.text.includes(" ")) return;
    const holding = (await this.wordList()).holding(unit.text);
    await Promise.all(holding.map((word) => this.#follow({ terms: [word], weight: WEIGHT.parts, other: true }, unit.pages)));
  }

  async #follow(way, pages) {
    const [first, ...others] = await Promise.all(way.terms.map((term) => this.#lookUp(term)));
    for (const [id, result] of first) {
      const results = [result, ...others.map((other) => other.get(id))];
      if (results.includes(undefined)) continue;
      const close = way.places ? inPlace(results, way.places) : near(results);
      if (!close && (way.places || way.together)) continue;
      const sum = results.reduce((total, one) => total + one.score, 0);
      const score = (sum / (way.other ? results.length : 1)) * way.weight * (close ? 1 : WEIGHT.apart);
      keepBest(pages, id, { score, result, way });
    }
    return pages;
  }

  /** How much a word tells that so many pages have (BM25's inverse document frequency). */
  #telling(pages) {
    return Math.log((this.lexicon.pages - pages + 0.5) / (pages + 0.5) + 1);
  }

  /** One word in the index: Map of page id → result. */
  #lookUp(term) {
    if (!this.#found.has(term)) {
      this.#found.set(term, this.#index.search(term).then(async ({ results }) =>
        results.length && (await this.#means(term, results[0])) ? new Map(results.map((one) => [one.id, one])) : new Map()));
    }
    return this.#found.get(term);
  }

  /** When no word begins as the term does, Pagefind answers with the longest word that the term begins with
      ("inkop" → "i"). One page shows whether that happened. */
  async #means(term, result) {
    const folded = plain(term);
    const root = this.lexicon.stem(folded);
    const enough = Math.max(4, 0.6 * folded.length + 0.1);
    const { content } = await result.data();
    return words(content).flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]/u)]).some((word) => {
      const other = plain(word);
      return other.startsWith(root) || commonStart(other, folded) >= enough;
    });
  }

  /** Everything to show of a hit: { href, title, facts, excerpt, via }, texts as [text, marked] pairs. */
  async describe({ page, ways }) {
    const data = await page.data();
    const zones = data.content.split(ZONE).map((zone) => zone.trim());
    const [title, , kind, place, period, summary, need, body, foreign = "", helpers = ""] = zones;
    const shown = zones.slice(0, 8);
    const matchers = [];
    const via = [];
    for (const { unit, way } of ways) {
      const own = way.terms.map((term) => this.#matcher(term, shown));
      matchers.push(...own);
      const to = this.#reason(unit, way, own, shown, foreign, helpers);
      if (to) via.push({ from: unit.text, to });
    }
    const mark = (text) => marks(text, matchers);
    const told = [summary, need, body].map(mark).find((pieces) => pieces.some(([, marked]) => marked));
    return {
      href: new URL(data.raw_url.replace(/^\//, ""), this.root).href,
      title: mark(title),
      facts: [kind, place, period].filter(Boolean).join(" · "),
      excerpt: excerpt(told ?? [[summary, false]]),
      via,
    };
  }

  /** What a word of the page must hold to be marked: the term's root, with its own å ä ö if the page has it so. */
  #matcher(term, zones) {
    const root = this.lexicon.root(term);
    const raw = bare(term).slice(0, root.length);
    const exact = { root: raw, form: bare };
    return raw !== root && zones.some((zone) => sighting(exact, zone)) ? exact : { root, form: plain };
  }

  /** The words of the page that answered, unless they are plainly what was asked for. */
  #reason(unit, way, matchers, shown, foreign, helpers) {
    if (way.via && matchers.length > 1) return way.via;
    const said = words(unit.text).map((word) => this.lexicon.root(word));
    const sameWord = (word) => said.some((root) => plain(word).startsWith(root) && this.lexicon.root(word).length - root.length <= 2);
    const seen = matchers.map((matcher) => firstSighting(matcher, shown));
    if (seen.every(Boolean)) return [...new Set(seen.filter((word) => !sameWord(word)))].join(" + ");
    const other = foreign.split(" · ").find((title) => matchers.every((matcher) => sighting(matcher, title)));
    if (other) return other;
    return matchers.map((matcher) => sighting(matcher, helpers)).filter((word) => word && !sameWord(word)).join(" + ");
  }
}

/** The word of a text that matches, one that begins so before one that holds it. */
function sighting({ root, form }, text) {
  let inside;
  for (const word of words(text)) {
    const at = form(word).indexOf(root);
    if (at === 0) return word;
    if (at > 0 && root.length >= 4) inside ??= word;
  }
  return inside;
}

function firstSighting(matcher, zones) {
  const seen = zones.map((zone) => sighting(matcher, zone)).filter(Boolean);
  return seen.find((word) => matcher.form(word).startsWith(matcher.root)) ?? seen[0];
}

/** A text as [piece, marked] pairs. */
function marks(text, matchers) {
  const out = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!matchers.some((matcher) => sighting(matcher, word))) continue;
    if (index > end) out.push([text.slice(end, index), false]);
    out.push([word, true]);
    end = index + word.length;
  }
  if (end < text.length) out.push([text.slice(end), false]);
  return out;
}

function commonStart(a, b) {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
}

function keepBest(pages, id, found) {
  if (found.score > (pages.get(id)?.score ?? 0)) pages.set(id, found);
}

/** Whether the words of all results stand close together somewhere. `words` are positions, sorted. */
function near([first, ...others]) {
  return first.words.some((at) => others.every((other) => other.words.some((position) => Math.abs(position - at) <= NEAR)));
}

/** Whether the words stand at these distances from each other somewhere: a phrase, its small words not looked at. */
function inPlace([first, ...others], [start, ...places]) {
  const at = others.map((other) => new Set(other.words));
  return first.words.some((position) => places.every((place, i) => at[i].has(position + place - start)));
}

/** Pages by how many units they answer and how well. */
function rank(units, asked) {
  const pages = new Map();
  units.forEach((unit, i) => {
    for (const [id, { score, result, way }] of unit.pages) {
      const page = pages.get(id) ?? { id, page: result, score: 0, ways: [], before: undefined };
      const together = page.before?.at === i - 1 && near([page.before.result, result]) ? 1.3 : 1;
      page.score += score * together;
      page.ways.push({ unit, way });
      page.before = { at: i, result };
      pages.set(id, page);
    }
  });
  const phrases = units.filter(({ phrase }) => phrase);
  const all = [...pages.values()].filter(({ id }) => phrases.every((unit) => unit.pages.has(id)));
  for (const page of all) page.score *= (page.ways.length / asked) ** 2;
  all.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const isWhole = ({ ways }) => ways.length === units.length;
  const enough = all.filter(isWhole).length >= ENOUGH;
  return all.filter((page) => isWhole(page) || (!enough && page.score >= all[0].score / 8));
}

/** A stretch of marked text around its first mark. */
function excerpt(pieces) {
  const text = pieces.map(([piece]) => piece).join("");
  if (text.length <= EXCERPT) return pieces;
  let first = 0;
  for (const [piece, marked] of pieces) {
    if (marked) break;
    first += piece.length;
  }
  if (first >= text.length) first = 0;
  let from = first < EXCERPT * 0.6 ? 0 : text.lastIndexOf(" ", first - 60) + 1;
  let to = text.lastIndexOf(" ", from + EXCERPT);
  if (to <= first) to = from + EXCERPT;
  const out = from ? [["… ", false]] : [];
  let at = 0;
  for (const [piece, marked] of pieces) {
    const cut = piece.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (cut) out.push([cut, marked]);
    at += piece.length;
  }
  return to < text.length ? [...out, [" …", false]] : out;
}
