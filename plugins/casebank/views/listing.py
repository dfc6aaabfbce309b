"""Pages that list records: browse, a facet's terms, a term."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import FACETS, Bank, Entry
from casebank.comparison import Column, Line, compare
from casebank.fields import LANGUAGES
from casebank.views.parts import Alternate, Card, Link, PageHead, alternates, card, trail
from casebank.views.term_knowledge import TermKnowledge, term_knowledge
from casebank.vocabulary import VocabularyTerm
from casebank.wording import Text, Wording

_WHERE = ("type", "place", "period")
_TOLD = ("need", "solution")
_OUTCOME = ("reached", "partly", "not-reached", "expected", "unknown")

TABLE_LIMIT = 40
"""How many records a term's table shows; the rest are a list of links under it."""

_COVERAGE = {"full": 0, "partial": 1, "mention": 2}

OPEN_FACETS = ("type", "sector", "outcome")
"""Facets that stand open on the browse page; the others are folded."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A term as a choice in a facet."""

    slug: str
    label: str
    count: int
    url: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with the choices that some record has."""

    id: str
    label: str
    choices: tuple[Choice, ...]
    open: bool
    url: str


@dataclass(frozen=True, slots=True)
class BrowsePage:
    """All records as one list, and the facets that filter it."""

    head: PageHead
    cards: tuple[Card, ...]
    facets: tuple[Facet, ...]

    @property
    def data(self) -> list[dict[str, object]]:
        """What the script needs of each card and cannot read from it, in the order of the cards; empty parts left out.

        `has` are the card's terms, as numbers of choices counted through all facets: short, for every page view carries it.
        """
        numbers = {
            term: number
            for number, term in enumerate((facet.id, choice.slug) for facet in self.facets for choice in facet.choices)
        }
        return [
            {
                key: value
                for key, value in {
                    "start": one.start, "end": one.end, "also": ", ".join(one.also),
                    "results": sum(status.count for status in one.statuses if status.code != "expected"),
                    "has": [numbers[facet, slug] for facet, slugs in one.terms.items() for slug in slugs],
                }.items()
                if value
            }
            for one in self.cards
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FacetPage:
    """A facet's terms, those without records too."""

    head: PageHead
    label: str
    description: Text
    choices: tuple[Choice, ...]
    others: tuple[Link, ...]
    """The other facets: the way to those that no record has a term of yet."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as a row of a table of records: the cells of a comparison, laid across."""

    column: Column
    where: tuple[Line, ...]
    told: tuple[Line, ...]
    outcome: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TermPage:
    """A term: what it means and the records that have it, side by side."""

    head: PageHead
    facet_label: str
    facet_url: str
    label: str
    definition: str
    standard: str
    broader: Link | None
    narrower: tuple[Link, ...]
    replaced_by: Link | None
    count: int
    told: tuple[str, ...]  # labels of the columns of `told`
    rows: tuple[RecordRow, ...]
    more: tuple[Link, ...]
    compare_url: str
    browse_url: str
    knowledge: TermKnowledge | None = None


def facets(bank: Bank, say: Wording) -> tuple[Facet, ...]:
    """The facets that some record has a term in, each with its counts."""
    found = []
    for facet, vocabulary in FACETS.items():
        choices = tuple(choice for choice in _choices(facet, bank, say) if choice.count)
        if choices:
            title = say.local(say.reference.vocabularies[vocabulary].title).text
            found.append(Facet(facet, title, choices, facet in OPEN_FACETS, addresses.facet(facet, say.language)))
    return tuple(found)


def browse_page(bank: Bank, say: Wording) -> BrowsePage:
    """`/fall/`: every record."""
    cards = [card(entry, say) for entry in bank.entries]
    return BrowsePage(
        head=PageHead(
            url=addresses.page("browse", say.language),
            language=say.language,
            title=say("page.browse"),
            description=say("browse.description"),
            template="browse",
            alternates=alternates("browse"),
            path=trail(say),
        ),
        cards=tuple(sorted(cards, key=lambda one: (sort_key(one.title.text, say.language), one.id))),
        facets=facets(bank, say),
    )


def facet_page(facet: str, bank: Bank, say: Wording) -> FacetPage:
    """`/fall/<facet>/`."""
    vocabulary = say.reference.vocabularies[FACETS[facet]]
    title = say.local(vocabulary.title).text
    return FacetPage(
        head=PageHead(
            url=addresses.facet(facet, say.language),
            language=say.language,
            title=title,
            description=say("facet.description", facet=title.lower()),
            template="facet",
            alternates=tuple(Alternate(language, addresses.facet(facet, language)) for language in LANGUAGES),
            path=trail(say, _browse(say)),
        ),
        label=title,
        description=say.local(vocabulary.description),
        choices=_choices(facet, bank, say),
        others=tuple(
            Link(say.local(say.reference.vocabularies[vocabulary].title).text, addresses.facet(name, say.language))
            for name, vocabulary in FACETS.items()
            if name != facet
        ),
    )


def term_page(facet: str, term: VocabularyTerm, bank: Bank, say: Wording) -> TermPage:
    """`/fall/<facet>/<term>/`."""
    vocabulary = say.reference.vocabularies[FACETS[facet]]
    facet_label = say.local(vocabulary.title).text
    label = getattr(term.label, say.language)
    entries = bank.by_term.get((facet, term.code), ())
    # Those that tell most come first: in a long list they are the ones to compare.
    ordered = sorted(entries, key=lambda entry: (_COVERAGE.get(entry.record.coverage, 9), entry.id))
    definition = say.local(term.definition).text

    def link(code: str | None) -> Link | None:
        other = vocabulary.by_code.get(code or "")
        return Link(getattr(other.label, say.language), addresses.term(facet, other.slug, say.language)) if other else None

    ids = ",".join(entry.id for entry in ordered[:6])
    return TermPage(
        head=PageHead(
            url=addresses.term(facet, term.slug, say.language),
            language=say.language,
            title=f"{label} – {facet_label.lower()}",
            description=definition or say("term.description", term=label),
            template="term",
            alternates=tuple(Alternate(language, addresses.term(facet, term.slug, language)) for language in LANGUAGES),
            path=trail(say, _browse(say), Link(facet_label, addresses.facet(facet, say.language))),
        ),
        facet_label=facet_label,
        facet_url=addresses.facet(facet, say.language),
        label=label,
        definition=definition,
        standard=term.standard or "",
        broader=link(term.broader),
        narrower=tuple(
            Link(getattr(other.label, say.language), addresses.term(facet, other.slug, say.language))
            for other in vocabulary.terms
            if other.broader == term.code
        ),
        replaced_by=link(term.replaced_by),
        count=len(entries),
        told=tuple(say(f"fact.{name}") for name in _TOLD),
        rows=tuple(record_row(entry, bank, say) for entry in ordered[:TABLE_LIMIT]),
        more=tuple(_record_link(entry, say) for entry in ordered[TABLE_LIMIT:]),
        compare_url=f"{addresses.page('compare', say.language)}?id={ids}" if len(entries) > 1 else "",
        browse_url=f"{addresses.page('browse', say.language)}?{facet}={term.slug}",
        knowledge=term_knowledge(facet, term, bank, say),
    )


def record_row(entry: Entry, bank: Bank, say: Wording) -> RecordRow:
    """`entry` as a row; worked out once, since it stands on the pages of all its terms."""
    key = ("record-row", entry.id, say.language)
    if key not in bank.memo:
        table = compare([entry], bank, say, (*_WHERE, *_TOLD, *_OUTCOME), silent=True)
        lines = {line.id: line for line in table.lines}
        bank.memo[key] = RecordRow(
            table.columns[0],
            tuple(lines[name] for name in _WHERE),
            tuple(lines[name] for name in _TOLD),
            tuple(lines[name] for name in _OUTCOME if not lines[name].unknown),
        )
    return bank.memo[key]  # type: ignore[return-value]


def _choices(facet: str, bank: Bank, say: Wording) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            term.slug,
            getattr(term.label, say.language),
            len(bank.by_term.get((facet, term.code), ())),
            addresses.term(facet, term.slug, say.language),
            say.local(term.definition).text,
        )
        for term in say.reference.vocabularies[FACETS[facet]].terms
    )


def _record_link(entry: Entry, say: Wording) -> Link:
    title = say.local(entry.record.title)
    return Link(title.text, addresses.record(entry.id, say.language), title.lang)


def _browse(say: Wording) -> Link:
    return Link(say("page.browse"), addresses.page("browse", say.language))


_ORDER = {
    "sv": {"å": "{a", "ä": "{b", "ö": "{c", "æ": "{b", "ø": "{c"},
    "nb": {"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"},
    "en": {"å": "a", "ä": "a", "ö": "o", "æ": "ae", "ø": "o"},
}


def sort_key(text: str, language: str) -> str:
    """Where a title comes in the language's alphabet: å ä ö last in Swedish, æ ø å in Norwegian."""
    order = _ORDER[language]
    return "".join(order.get(letter, letter) for letter in text.casefold())


def entries_newest_first(bank: Bank) -> list[Entry]:
    """Entries by the date their facts were last checked, newest first; of one day those that tell most."""
    return sorted(
        bank.entries,
        key=lambda entry: (_descending(entry.record.verified or ""), _COVERAGE.get(entry.record.coverage, 9), entry.record.type != "case", entry.id),
    )


def _descending(iso: str) -> str:
    return "".join(chr(0x7E - ord(sign)) if sign.isdigit() else sign for sign in iso) or "~"
