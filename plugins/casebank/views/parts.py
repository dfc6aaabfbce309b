"""The parts that views are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from casebank import addresses
from casebank.bank import Bank, Entry
from casebank.fields import SourceRef
from casebank.wording import Text, Wording


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the site; `url` is relative to the site's root."""

    label: str
    url: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Cite:
    """A numbered citation: the reference it points to and its own place on the page."""

    number: int
    key: str
    locator: str
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A text with its citations and, where others may link to it, its anchor."""

    text: Text
    cites: tuple[Cite, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a page's table of contents."""

    id: str
    text: str
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """How many results of a record have a status: `2 nådda`."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """A record in a list."""

    id: str
    url: str
    title: Text
    summary: Text
    type: str
    type_code: str
    place: str
    period: str
    start: str  # ISO date or nothing, for sorting
    end: str
    statuses: tuple[Status, ...]
    coverage: str
    coverage_code: str
    sectors: str
    terms: dict[str, tuple[str, ...]]  # facet → slugs
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in a language."""

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class PageHead:
    """What every generated page has around its body."""

    url: str
    language: str
    title: str
    description: str
    template: str
    alternates: tuple[Alternate, ...]
    path: tuple[Link, ...] = ()
    toc: tuple[Heading, ...] = ()
    edit: str = ""  # the file behind it, relative to the repository
    structured: dict[str, object] = field(default_factory=dict)  # JSON-LD


@dataclass(slots=True)
class Citer:
    """Gives citations their anchors and remembers where each source is cited on the page."""

    entry: Entry
    bank: Bank
    numbers: dict[str, int]
    places: dict[str, list[tuple[str, str]]]  # key → (anchor, locator)

    @classmethod
    def of(cls, entry: Entry, bank: Bank) -> Citer:
        return cls(entry, bank, {key: n for n, key in enumerate(entry.source_keys, 1)}, {})

    def cite(self, refs: tuple[SourceRef, ...]) -> tuple[Cite, ...]:
        """A citation for each source, in order: two places in one source are one citation."""
        locators: dict[str, list[str]] = {}
        for ref in refs:
            locators.setdefault(ref.key, []).append(ref.locator)
        cites = []
        for key, where in locators.items():
            places = self.places.setdefault(key, [])
            anchor = f"f-{key}-{len({place[0] for place in places}) + 1}"
            places.extend((anchor, locator) for locator in where)
            title = self.bank.source(self.entry, key).title
            cites.append(Cite(self.numbers[key], key, "; ".join(filter(None, where)), anchor, title))
        return tuple(cites)


def statuses(entry: Entry, say: Wording) -> tuple[Status, ...]:
    """How many of a record's results have each status, in the vocabulary's order."""
    counts: dict[str, int] = {}
    for result in entry.record.results:
        counts[result.goal_status] = counts.get(result.goal_status, 0) + 1
    return tuple(
        Status(code, say.term("goal-status", code), counts[code])
        for code in say.reference.vocabularies["goal-status"].by_code
        if code in counts
    )


def place(entry: Entry, say: Wording) -> str:
    """Where it took place, in words; empty where the sources do not say."""
    record = entry.record
    regions = [say.term("regions", code) for code in record.regions]
    if len(regions) > 3:
        regions = []
    return ", ".join(regions or [say.term("countries", code) for code in record.countries])


def card(entry: Entry, say: Wording) -> Card:
    """A record as a list shows it."""
    record = entry.record
    period = record.period
    return Card(
        id=entry.id,
        url=addresses.record(entry.id, say.language),
        title=say.local(record.title),
        summary=say.local(record.summary),
        type=say.term("type", record.type),
        type_code=record.type,
        place=place(entry, say),
        period=say.period(period),
        start=(period.start or "") if period else "",
        end=(period.end or "") if period else "",
        statuses=statuses(entry, say),
        coverage=say.term("coverage", record.coverage),
        coverage_code=record.coverage,
        sectors=", ".join(say.term("sectors", code) for code in record.sectors),
        terms={facet: tuple(code.lower() for code in codes) for facet, codes in entry.terms.items()},
        also=record.also_known_as,
    )


def alternates(name: str) -> tuple[Alternate, ...]:
    """The addresses of a page that there is one of in each language."""
    return tuple(Alternate(language, addresses.page(name, language)) for language in addresses.HOME)


def trail(say: Wording, *links: Link) -> tuple[Link, ...]:
    """The way down to a page, home first."""
    return (Link(say("page.home"), addresses.page("home", say.language)), *links)
