"""A contradiction as pages show it, and the links it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank, Entry
from casebank.comparison import short_name
from casebank.contradiction import Contradiction
from casebank.fields import SourceRef
from casebank.views.parts import Link
from casebank.wording import Wording


@dataclass(frozen=True, slots=True)
class ContradictionView:
    """A contradiction: every reading with its source, and our note."""

    id: str
    url: str
    kind: str
    title: str
    readings: tuple[tuple[str, tuple[Link, ...]], ...]
    arithmetic: str
    note: str
    concerns: tuple[Link, ...]


def source_links(refs: tuple[SourceRef, ...], bank: Bank, say: Wording) -> tuple[Link, ...]:
    """Links to sources' pages, their places in words."""
    return tuple(
        Link(f"{short_name(bank.reference.sources[ref.key])}{', ' + ref.locator if ref.locator else ''}", addresses.source(ref.key, say.language))
        for ref in refs
    )


def contradictions(places: tuple[str, ...], bank: Bank, say: Wording) -> tuple[ContradictionView, ...]:
    """The contradictions that concern any of the places."""
    return tuple(contradiction_view(one, bank, say) for one in bank.reference.knowledge.disputed(*places))


def contradiction_view(one: Contradiction, bank: Bank, say: Wording) -> ContradictionView:
    """A contradiction in the language of `say`."""
    held = bank.reference.knowledge.contradictions
    kind = next((say.local(kind.label).text for kind in held.kinds if kind.id == one.kind), "") if held else ""
    return ContradictionView(
        id=one.id,
        url=f"{addresses.page('contradictions', say.language)}#{one.id}",
        kind=kind,
        title=say.local(one.title).text,
        readings=tuple((say.local(reading.text).text, source_links(reading.source, bank, say)) for reading in one.readings),
        arithmetic=say.local(one.arithmetic).text,
        note=say.local(one.note).text,
        concerns=tuple(link for place in one.concerns if (link := _concerned(place, bank, say)) is not None),
    )


def _concerned(place: str, bank: Bank, say: Wording) -> Link | None:
    """The page that a contradiction concerns; None when this bank has no such page."""
    folder, _, id = place.partition("/")
    language, reference = say.language, bank.reference
    if folder == "cases":
        entry = bank.by_id.get(id)
        return record_link(entry, say) if entry else None
    if folder == "sources" and id:
        return Link(reference.sources[id].title, addresses.source(id, language))
    if folder == "surveys":
        return Link(say.local(reference.knowledge.surveys[id].title).text, f"{addresses.page('barriers', language)}#{id}")
    if folder == "vocabularies":
        name = "barriers" if id in ("barriers", "success-factors") else "definitions"
        return Link(say.local(reference.vocabularies[id].title).text, addresses.page(name, language))
    name = {"process": "guide", "agencies": "actors"}.get(folder, folder)
    return Link(say(f"page.{name}"), addresses.page(name, language))


def record_link(entry: Entry, say: Wording) -> Link:
    """A record by its title."""
    title = say.local(entry.record.title)
    return Link(title.text, addresses.record(entry.id, say.language), title.lang)


def organisation_link(id: str, bank: Bank, say: Wording) -> Link:
    """An organisation by its name."""
    return Link(say.local(bank.reference.organisations[id].name).text, addresses.organisation(id, say.language))
