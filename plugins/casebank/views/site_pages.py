"""Home, compare, sources and actors."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import FACETS, Bank
from casebank.facts import GROUPS
from casebank.fields import LANGUAGES
from casebank.comparison import short_name
from casebank.organisation import Organisation
from casebank.source import Source
from casebank.views.listing import Choice, Facet, entries_newest_first, facets, sort_key
from casebank.views.parts import Alternate, Card, Link, PageHead, alternates, card, trail
from casebank.views.record_page import reference_text
from casebank.wording import Text, Wording


@dataclass(frozen=True, slots=True)
class Figure:
    """A counter on the home page."""

    number: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way in: a question or a role, and where it leads."""

    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page."""

    head: PageHead
    figures: tuple[Figure, ...]
    ways: tuple[Way, ...]
    barriers: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    newest: tuple[Card, ...]
    failed: tuple[Card, ...]
    gaps: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Any records side by side; the table itself comes from the address, by script."""

    head: PageHead
    options: tuple[tuple[str, str], ...]  # id, title
    rows: tuple[tuple[str, str, str], ...]  # row id, group id, label
    groups: tuple[tuple[str, str], ...]
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class SourceItem:
    """A source in a list."""

    key: str
    title: str
    lang: str
    text: str
    url: str
    page: str
    count: int
    read: bool


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """All sources, those read first."""

    head: PageHead
    read: tuple[SourceItem, ...]
    cited: tuple[SourceItem, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One source and what rests on it."""

    head: PageHead
    item: SourceItem
    archive_url: str
    accessed: str
    archived: str
    access: str
    note: Text
    cited_in: tuple[Link, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ActorItem:
    """An organisation in a list."""

    id: str
    name: str
    url: str
    kind: str
    country: str
    count: int


@dataclass(frozen=True, slots=True)
class ActorGroup:
    """Organisations of one kind."""

    label: str
    items: tuple[ActorItem, ...]


@dataclass(frozen=True, slots=True)
class ActorsPage:
    """All organisations by kind."""

    head: PageHead
    groups: tuple[ActorGroup, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part an organisation had in a record."""

    role: str
    note: Text
    card: Card


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One organisation and the records it had a part in."""

    head: PageHead
    item: ActorItem
    also: tuple[str, ...]
    region: str
    parent: Link | None
    children: tuple[Link, ...]
    web: str
    number: str
    note: Text
    mandate: tuple[tuple[Text, tuple[Link, ...]], ...]
    parts: tuple[Part, ...]


WAYS = ("need", "law", "after", "failed", "money", "start")


def home_page(bank: Bank, say: Wording) -> HomePage:
    """`/`."""
    language = say.language
    entries = bank.entries
    countries = {code for entry in entries for code in entry.record.countries}
    results = [result for entry in entries for result in entry.record.results]
    missed = [entry for entry in entries if any(r.goal_status == "not-reached" for r in entry.record.results)]
    by_id = {facet.id: facet for facet in facets(bank, say)}
    browse = addresses.page("browse", language)
    everything = _all_choices("region", bank, say)
    return HomePage(
        head=PageHead(
            url=addresses.page("home", language), language=language, title=say("site.name"),
            description=say("home.description"), template="home", alternates=alternates("home"),
            structured={
                "@context": "https://schema.org", "@type": "WebSite", "name": say("site.name"),
                "description": say("home.description"), "inLanguage": list(LANGUAGES),
            },
        ),
        figures=(
            Figure(say.number(len(entries)), say("figure.records"), browse),
            Figure(say.number(len(bank.by_source)), say("figure.sources"), addresses.page("sources", language)),
            Figure(say.number(len(countries)), say("figure.countries"), addresses.facet("country", language)),
            Figure(say.number(len(results)), say("figure.results"), addresses.facet("outcome", language)),
            Figure(
                say.number(sum(result.goal_status == "not-reached" for result in results)),
                say("figure.not-reached"), addresses.term("outcome", "not-reached", language),
            ),
        ),
        ways=tuple(Way(say(f"way.{name}"), say(f"way.{name}.text"), _way(name, say)) for name in WAYS),
        barriers=by_id["barrier"].choices if "barrier" in by_id else (),
        sectors=by_id["sector"].choices if "sector" in by_id else (),
        newest=tuple(card(entry, say) for entry in entries_newest_first(bank)[:6]),
        failed=tuple(card(entry, say) for entry in missed[:3]),
        gaps=tuple(choice for choice in everything if not choice.count and choice.slug.startswith("se")),
    )  # fmt: skip


def _way(name: str, say: Wording) -> str:
    """Where a way in leads: a filtered list that has something in it, else the whole list."""
    language = say.language
    ways = {
        "need": addresses.facet("sector", language),
        "law": addresses.facet("barrier", language),
        "after": addresses.facet("ending", language),
        "failed": addresses.term("outcome", "not-reached", language),
        "money": addresses.facet("approach", language),
        "start": addresses.facet("step", language),
    }
    return ways[name]


def _all_choices(facet: str, bank: Bank, say: Wording) -> tuple[Choice, ...]:
    return tuple(
        Choice(term.slug, getattr(term.label, say.language), len(bank.by_term.get((facet, term.code), ())), addresses.term(facet, term.slug, say.language))
        for term in say.reference.vocabularies[FACETS[facet]].terms
    )


def compare_page(bank: Bank, say: Wording, rows: tuple[tuple[str, str], ...]) -> ComparePage:
    """`/jamfor/`; `rows` are (row id, group id) in their order."""
    titles = [(entry.id, say.local(entry.record.title).text) for entry in bank.entries]
    return ComparePage(
        head=PageHead(
            url=addresses.page("compare", say.language), language=say.language, title=say("page.compare"),
            description=say("compare.description"), template="compare", alternates=alternates("compare"),
            path=trail(say),
        ),
        options=tuple(sorted(titles, key=lambda one: (sort_key(one[1], say.language), one[0]))),
        rows=tuple((row, group, say(f"fact.{row}")) for row, group in rows),
        groups=tuple((group, say(f"group.{group}")) for group in GROUPS),
        facets=facets(bank, say),
    )  # fmt: skip


def sources_page(bank: Bank, say: Wording) -> SourcesPage:
    """`/kallor/`."""
    items = [_source_item(key, source, bank, say) for key, source in bank.reference.sources.items()]
    items.sort(key=lambda item: (sort_key(item.title, say.language), item.key))
    return SourcesPage(
        head=PageHead(
            url=addresses.page("sources", say.language), language=say.language, title=say("page.sources"),
            description=say("sources.description"), template="sources", alternates=alternates("sources"),
            path=trail(say), edit="site_src/reference/sources.yaml",
        ),
        read=tuple(item for item in items if item.read),
        cited=tuple(item for item in items if not item.read),
    )  # fmt: skip


def source_page(key: str, bank: Bank, say: Wording) -> SourcePage:
    """`/kallor/<key>/`."""
    source = bank.reference.sources[key]
    item = _source_item(key, source, bank, say)
    return SourcePage(
        head=PageHead(
            url=item.page, language=say.language, title=source.title,
            description=say("source.description", title=source.title), template="source",
            alternates=tuple(Alternate(language, addresses.source(key, language)) for language in LANGUAGES),
            path=trail(say, Link(say("page.sources"), addresses.page("sources", say.language))),
            edit="site_src/reference/sources.yaml",
        ),
        item=item,
        archive_url=source.archive_url or "",
        accessed=say.date(source.accessed) if source.accessed else "",
        archived=say.date(source.archived) if source.archived else "",
        access=say.term("source-access", source.access),
        note=say.local(source.note),
        cited_in=tuple(_source_link(ref.key, bank, say, ref.locator) for ref in source.cited_in),
        cards=tuple(card(entry, say) for entry in bank.by_source.get(key, ())),
    )  # fmt: skip


def _source_item(key: str, source: Source, bank: Bank, say: Wording) -> SourceItem:
    return SourceItem(
        key, source.title, source.language if source.language != say.language else "", reference_text(source, say),
        source.url or "", addresses.source(key, say.language), len(bank.by_source.get(key, ())), source.access == "read",
    )  # fmt: skip


def _source_link(key: str, bank: Bank, say: Wording, locator: str = "") -> Link:
    label = short_name(bank.reference.sources[key])
    return Link(f"{label}, {locator}" if locator else label, addresses.source(key, say.language))


def actors_page(bank: Bank, say: Wording) -> ActorsPage:
    """`/aktorer/`."""
    kinds: dict[str, list[ActorItem]] = {}
    for id, organisation in bank.reference.organisations.items():
        kinds.setdefault(organisation.kind, []).append(_actor_item(id, organisation, bank, say))
    return ActorsPage(
        head=PageHead(
            url=addresses.page("actors", say.language), language=say.language, title=say("page.actors"),
            description=say("actors.description"), template="actors", alternates=alternates("actors"),
            path=trail(say), edit="site_src/reference/organisations.yaml",
        ),
        groups=tuple(
            ActorGroup(
                say.term("organisation-kind", kind),
                tuple(sorted(kinds[kind], key=lambda item: (sort_key(item.name, say.language), item.id))),
            )
            for kind in say.reference.vocabularies["organisation-kind"].by_code
            if kind in kinds
        ),
    )  # fmt: skip


def actor_page(id: str, bank: Bank, say: Wording) -> ActorPage:
    """`/aktorer/<id>/`."""
    organisation = bank.reference.organisations[id]
    item = _actor_item(id, organisation, bank, say)
    return ActorPage(
        head=PageHead(
            url=item.url, language=say.language, title=item.name,
            description=say("actor.description", name=item.name), template="actor",
            alternates=tuple(Alternate(language, addresses.organisation(id, language)) for language in LANGUAGES),
            path=trail(say, Link(say("page.actors"), addresses.page("actors", say.language))),
            edit="site_src/reference/organisations.yaml",
            structured={"@context": "https://schema.org", "@type": "Organization", "name": item.name},
        ),
        item=item,
        also=organisation.also_known_as,
        region=say.term("regions", organisation.region) if organisation.region else "",
        parent=_actor_link(organisation.parent, bank, say) if organisation.parent else None,
        children=tuple(
            _actor_link(other, bank, say)
            for other, its in bank.reference.organisations.items()
            if its.parent == id
        ),
        web=organisation.url or "",
        number=organisation.number or "",
        note=say.local(organisation.note),
        mandate=tuple(
            (say.local(part.text), tuple(_source_link(ref.key, bank, say, ref.locator) for ref in part.source))
            for part in organisation.mandate
        ),
        parts=tuple(
            Part(say.term("organisation-role", part.role), say.local(part.note), card(entry, say))
            for entry, part in bank.by_organisation.get(id, ())
        ),
    )  # fmt: skip


def _actor_item(id: str, organisation: Organisation, bank: Bank, say: Wording) -> ActorItem:
    return ActorItem(
        id, say.local(organisation.name).text, addresses.organisation(id, say.language),
        say.term("organisation-kind", organisation.kind), say.term("countries", organisation.country),
        len({entry.id for entry, _ in bank.by_organisation.get(id, ())}),
    )  # fmt: skip


def _actor_link(id: str, bank: Bank, say: Wording) -> Link:
    return Link(say.local(bank.reference.organisations[id].name).text, addresses.organisation(id, say.language))
