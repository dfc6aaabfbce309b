"""The organisations: all of them, and each with the records it had a part in."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank
from casebank.fields import LANGUAGES
from casebank.organisation import Organisation
from casebank.views.agencies import AgenciesView, OwnAgency, agencies_view, agency_of
from casebank.views.listing import sort_key
from casebank.views.parts import Alternate, Card, Link, PageHead, alternates, card, trail
from casebank.views.sources import source_link
from casebank.wording import Text, Wording


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
    named: tuple[tuple[str, tuple[Link, ...]], ...]  # organisations that only records name, with those records
    agencies: AgenciesView | None = None


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
    agency: OwnAgency | None = None


def actors_page(bank: Bank, say: Wording) -> ActorsPage:
    """`/aktorer/`."""
    kinds: dict[str, list[ActorItem]] = {}
    for id, organisation in bank.reference.organisations.items():
        kinds.setdefault(organisation.kind, []).append(_actor_item(id, organisation, bank, say))
    agencies = agencies_view(bank, say)
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
        named=_named(bank, say),
        agencies=agencies,
    )  # fmt: skip


def _named(bank: Bank, say: Wording) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Organisations that are named in records but not described in organisations.yaml."""
    found: dict[str, dict[str, Link]] = {}
    for entry in bank.entries:
        title = say.local(entry.record.title)
        for part in entry.record.organisations:
            if part.name:
                link = Link(title.text, addresses.record(entry.id, say.language), title.lang)
                found.setdefault(part.name, {})[entry.id] = link
    ordered = sorted(found, key=lambda name: (sort_key(name, say.language), name))
    return tuple((name, tuple(found[name].values())) for name in ordered)


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
            (say.local(part.text), tuple(source_link(ref.key, bank, say, ref.locator) for ref in part.source))
            for part in organisation.mandate
        ),
        parts=tuple(
            Part(say.term("organisation-role", part.role), say.local(part.note), card(entry, say))
            for entry, part in bank.by_organisation.get(id, ())
        ),
        agency=agency_of(id, bank, say),
    )  # fmt: skip


def _actor_item(id: str, organisation: Organisation, bank: Bank, say: Wording) -> ActorItem:
    return ActorItem(
        id, say.local(organisation.name).text, addresses.organisation(id, say.language),
        say.term("organisation-kind", organisation.kind), say.term("countries", organisation.country),
        len({entry.id for entry, _ in bank.by_organisation.get(id, ())}),
    )  # fmt: skip


def _actor_link(id: str, bank: Bank, say: Wording) -> Link:
    return Link(say.local(bank.reference.organisations[id].name).text, addresses.organisation(id, say.language))
