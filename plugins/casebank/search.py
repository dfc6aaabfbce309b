"""The search index: what a page says, weighted, with the words it can also be found by.

Pagefind finds words by their beginning and by their stem. What it does not know is added
here, at index time, out of the bank's own words: the later parts of compounds, spellings
without æ and ø, and terms in the other languages. These helper words come after the text,
where no excerpt is taken. What has to be known of a *query* (synonyms, stop words, words
to suggest) is written beside the index for the script to load.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from casebank.pagefind_bundle import IndexedPage, SearchError, write_bundle
from casebank.words import (
    DERIVATIONS,
    LANGUAGES,
    Language,
    Lexicon,
    Splitter,
    count_words,
    fold,
    front_coded,
    stem,
    words_in,
)

__all__ = ["IndexReport", "SearchDocument", "SearchError", "build_index"]

ZONE = "\u241e"
"""Stands between the parts of a page in the index; no word, so never found."""

WORDS_LIMIT = 34_000
"""Characters of the list of words to suggest from: about 15 kB compressed."""

LEXICON_VERSION = 1

# Pagefind's weights go from 0 to 10. A word's weights on a page are summed, and the sum counts
# less and less the higher it is: the body must weigh little for a title to be worth more than
# many mentions.
ALSO, LABELS, SUMMARY, NEED, FOREIGN, BODY = 3, 0.5, 0.75, 1, 1, 0.125
TITLE = {1: 9, 2: 8, 3: 6, 4: 4.5, 5: 3.5, 6: 2.5}
"""By how many telling words the title has: one of two says more than one of ten."""
TITLE_LONG = 2

MINOR_SHARE = 0.15
"""How much the words of a supporting page weigh of those of a record."""

HELPER_SHARE = 0.9
"""How much a part of a compound weighs of what the compound weighs where it stands."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One page in one language, as plain text."""

    url: str
    """Address from the site's root, e.g. "fall/innovationsupphandling-x/"."""
    language: str
    title: str
    also: tuple[str, ...]
    """Other names and abbreviations."""
    summary: str
    need: str
    body: str
    kind: str
    """Label shown: "Fall", "Program", "Hinder" …"""
    place: str
    period: str
    foreign: tuple[str, ...] = ()
    """Titles and terms in the other languages."""
    minor: bool = False
    """A page that supports the records (a term, an organisation, a source): comes after them."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What was indexed."""

    pages: Mapping[str, int]
    """Pages of each language."""
    files: int
    size: int
    """Bytes of the whole bundle."""


def build_index(
    documents: Iterable[SearchDocument], out_dir: Path, *, lexicon: Lexicon
) -> IndexReport:
    """Index `documents` and write the search bundle to `out_dir`, a new or empty folder.

    The bytes depend on the documents and the lexicon alone, not on order, place or time.
    Raises SearchError, with a message that says how to mend it, for a language that
    Pagefind or we do not know, two pages with one address, a missing Pagefind, a full disk.
    """
    by_language = _arranged(documents)
    known = {
        code: _Vocabulary(pages, LANGUAGES[code], lexicon) for code, pages in by_language.items()
    }
    write_bundle(
        {code: _indexed_all(pages, known[code]) for code, pages in by_language.items()},
        out_dir,
        {code: LANGUAGES[code].stop_words for code in by_language},
    )
    for code, vocabulary in known.items():
        _write_json(out_dir / f"lexicon-{code}.json", vocabulary.published(lexicon))
        _write_json(
            out_dir / f"words-{code}.json",
            {"v": LEXICON_VERSION, "words": vocabulary.suggestions()},
        )
    files = [file for file in sorted(out_dir.rglob("*")) if file.is_file()]
    return IndexReport(
        {code: len(pages) for code, pages in by_language.items()},
        len(files),
        sum(f.stat().st_size for f in files),
    )


def _arranged(documents: Iterable[SearchDocument]) -> dict[str, list[SearchDocument]]:
    by_language: dict[str, list[SearchDocument]] = {}
    for document in sorted(documents, key=lambda one: (one.language, one.url)):
        if document.language not in LANGUAGES:
            raise SearchError(
                f"{document.url}: search knows {', '.join(sorted(LANGUAGES))}, not "
                f"{document.language!r}. Add the language to casebank/words.py."
            )
        pages = by_language.setdefault(document.language, [])
        if pages and pages[-1].url == document.url:
            raise SearchError(
                f"Two pages have the address {document.url!r}; give each page its own."
            )
        pages.append(document)
    return by_language


class _Vocabulary:
    """The words of one language's pages, and what follows from them."""

    def __init__(
        self, pages: Sequence[SearchDocument], language: Language, lexicon: Lexicon
    ) -> None:
        self.language = language
        self.pages = len(pages)
        self.pages_with = count_words(_text(page) for page in pages)
        headings = count_words(" ".join((page.title, *page.also)) for page in pages)
        foreign = count_words(" ".join(page.foreign) for page in pages)
        terms = {word for term in lexicon.terms() for word in words_in(term)}
        self.splitter = Splitter((*self.pages_with, *terms, *lexicon.words), language)
        self.headings = set(headings)
        self.helpers = {
            word: found
            for word in self.pages_with.keys() | foreign.keys()
            if (found := self._helpers(word))
        }
        parts = {part for word in self.pages_with for part in (word, *self.helpers.get(word, ()))}
        self._stems = {stem(fold(part), language) for part in parts}

    def _helpers(self, word: str) -> tuple[str, ...]:
        """What `word` (lower case) can also be found by: later parts, spellings without æ and ø."""
        forms = (word, *self.splitter.tails(word))
        plain = (fold(form) for form in forms if "æ" in form or "ø" in form)
        spelt = (form.replace("æ", "ae").replace("ø", "o") for form in forms if "æ" in form)
        return tuple(dict.fromkeys((*forms[1:], *plain, *spelt)))

    def title_weight(self, title: str) -> float:
        telling = [word for word in words_in(title) if fold(word) not in self.language.stop_words]
        return TITLE.get(max(1, len(telling)), TITLE_LONG)

    def published(self, lexicon: Lexicon) -> dict[str, object]:
        """Return what the script must know of the language to read a query."""
        return {
            "v": LEXICON_VERSION,
            "pages": self.pages,
            "stop": " ".join(sorted(self.language.stop_words)),
            "endings": " ".join(sorted(self.language.endings)),
            "particles": " ".join(sorted(self.language.particles)),
            "derivations": " ".join(sorted(DERIVATIONS)),
            "compounds": self.language.compounds,
            "synonyms": list(self._synonyms(lexicon)),
        }

    def _synonyms(self, lexicon: Lexicon) -> Iterator[list[list[str]]]:
        """Yield, for each group, the terms these pages use and the others, which lead to them."""
        for group in lexicon.groups:
            used = self._plainest([term for term in group if self._in_use(term)])
            if used and len(group) > 1:
                yield [used, [term for term in group if term not in used]]

    def _plainest(self, terms: list[str]) -> list[str]:
        """Leave out terms that hold another: offentlig upphandling is an upphandling."""
        roots = {
            term: {stem(fold(word), self.language) for word in words_in(term)} for term in terms
        }
        return [term for term in terms if not any(roots[other] < roots[term] for other in terms)]

    def _in_use(self, term: str) -> bool:
        return all(stem(fold(word), self.language) in self._stems for word in words_in(term))

    def suggestions(self) -> str:
        """Return the words to correct misspellings from and to split compounds by, front coded.

        One form for each stem, the commonest; titles first, then by how many pages have them.
        """
        forms: dict[str, str] = {}
        weights: Counter[str] = Counter()
        for word, count in sorted(self.pages_with.items(), key=lambda item: (-item[1], item[0])):
            folded = fold(word)
            if len(folded) < 3 or folded in self.language.stop_words or not folded.isalpha():
                continue
            root = stem(folded, self.language)
            forms.setdefault(root, word)
            weights[root] += count
            if word in self.headings:
                weights[root] += len(self.pages_with)
        chosen: dict[str, int] = {}
        room = WORDS_LIMIT
        for root in sorted(forms, key=lambda one: (-weights[one], forms[one])):
            room -= len(forms[root]) // 2 + 3
            if room < 0:
                break
            chosen[forms[root]] = min(9, weights[root].bit_length())
        return front_coded(chosen)


def _text(page: SearchDocument) -> str:
    return "\n".join(
        (
            page.title,
            *page.also,
            page.kind,
            page.place,
            page.period,
            page.summary,
            page.need,
            page.body,
        )
    )


def _indexed_all(pages: Sequence[SearchDocument], vocabulary: _Vocabulary) -> Iterator[IndexedPage]:
    for page in pages:
        yield _indexed(page, vocabulary)


def _indexed(page: SearchDocument, vocabulary: _Vocabulary) -> IndexedPage:
    """Return the page as HTML with a weight for each part; the script splits it at ZONE."""
    share = MINOR_SHARE if page.minor else 1
    zones = (
        (vocabulary.title_weight(page.title) * share, page.title),
        (ALSO * share, " · ".join(page.also)),
        (LABELS * share, page.kind),
        (LABELS * share, page.place),
        (LABELS * share, page.period),
        (SUMMARY * share, page.summary),
        (NEED * share, page.need),
        (BODY * share, page.body),
        (FOREIGN * share, " · ".join(page.foreign)),
    )
    heaviest: dict[str, float] = {}
    for weight, text in zones:
        for word in vocabulary.helpers.keys() & words_in(text.lower()):
            for helper in vocabulary.helpers[word]:
                heaviest[helper] = max(heaviest.get(helper, 0), weight * HELPER_SHARE)
    spoken = {word for _, text in zones[:2] for word in words_in(text.lower())}
    by_weight: dict[float, list[str]] = {}
    for word in sorted(heaviest.keys() - spoken):
        by_weight.setdefault(heaviest[word], []).append(word)
    hidden = [(weight, " ".join(by_weight[weight])) for weight in sorted(by_weight, reverse=True)]
    spans = f" {ZONE} ".join(_span(weight, text) for weight, text in zones)
    helpers = " ".join(_span(weight, text) for weight, text in hidden)
    # Pagefind forces the language, but a page without <html> would be left out.
    html = f"<!doctype html><html><body><p>{spans} {ZONE} {helpers}</p></body></html>"
    return IndexedPage(f"/{page.url}", html)


def _span(weight: float, text: str) -> str:
    words = escape(" ".join(text.replace(ZONE, " ").split()))
    return f'<span data-pagefind-weight="{weight:g}">{words}</span>'


def _write_json(path: Path, data: Mapping[str, object]) -> None:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SearchError(
            f"{path.name} could not be written: {error.strerror}. Make room and build again."
        ) from error
