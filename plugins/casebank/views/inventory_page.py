"""The inventory: everything that the first documents name, and how far the bank knows it."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank
from casebank.inventory import Home
from casebank.views.contradiction_view import organisation_link, record_link, source_links
from casebank.views.listing import sort_key
from casebank.views.parts import Link, PageHead, alternates, trail
from casebank.wording import Wording

STATES = ("full", "partial", "mention", "entry", "missing")
"""How far a line is known: a record by its coverage, an entry without a record, or nothing yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """A home of a line that exists."""

    kind: str
    link: Link


@dataclass(frozen=True, slots=True)
class LineView:
    """A line."""

    id: str
    name: str
    reads_as: str
    state: str
    state_label: str
    places: tuple[Place, ...]
    sources: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class InventoryPage:
    """`/inventering/`."""

    head: PageHead
    note: str
    lines: tuple[LineView, ...]
    states: tuple[tuple[str, str, str], ...]  # state, label, number
    count: str


def inventory_page(bank: Bank, say: Wording) -> InventoryPage:
    """Every line with its state and where it leads."""
    held = bank.reference.knowledge.inventory
    lines = []
    for line in held.lines if held else ():
        state = state_of(line.homes, bank)
        lines.append(
            LineView(
                line.id, line.name, say.local(line.reads_as).text, state, say(f"inventory.state.{state}"),
                tuple(place for home in line.homes if (place := _place(home, bank, say)) is not None),
                source_links(line.source, bank, say),
            )
        )  # fmt: skip
    lines.sort(key=lambda one: (sort_key(one.name, say.language), one.id))
    counts = {state: sum(line.state == state for line in lines) for state in STATES}
    return InventoryPage(
        head=PageHead(
            url=addresses.page("inventory", say.language), language=say.language, title=say("page.inventory"),
            description=say("inventory.description"), template="inventory", alternates=alternates("inventory"),
            path=trail(say), edit="site_src/reference/inventory.yaml",
        ),
        note=say.local(held.note).text if held else "",
        lines=tuple(lines),
        states=tuple((state, say(f"inventory.state.{state}"), say.number(counts[state])) for state in STATES if counts[state]),
        count=say.number(len(lines)),
    )  # fmt: skip


def state_of(homes: tuple[Home, ...], bank: Bank) -> str:
    """How far the bank knows a line: by the first of its homes that exists."""
    for home in homes:
        if home.kind == "case" and home.id in bank.by_id:
            return bank.by_id[home.id].record.coverage
        if home.kind != "case":
            return "entry"
    return "missing"


def homeless(bank: Bank) -> tuple[str, ...]:
    """The lines that the bank has no place for yet."""
    held = bank.reference.knowledge.inventory
    return tuple(line.id for line in held.lines if state_of(line.homes, bank) == "missing") if held else ()


def _place(home: Home, bank: Bank, say: Wording) -> Place | None:
    reference, language = bank.reference, say.language
    kind = say(f"inventory.kind.{home.kind}")
    if home.kind == "case":
        entry = bank.by_id.get(home.id)
        return Place(say.term("type", entry.record.type), record_link(entry, say)) if entry else None
    if home.kind == "organisation":
        return Place(kind, organisation_link(home.id, bank, say))
    if home.kind == "source":
        return Place(kind, Link(reference.sources[home.id].title, addresses.source(home.id, language)))
    if home.kind == "recommendation":
        title = say.local(reference.recommendations[home.id].title).text
        return Place(kind, Link(title, f"{addresses.page('recommendations', language)}#{home.id}"))
    glossary = reference.knowledge.glossary
    term = next(one for one in glossary.terms if one.id == home.id) if glossary else None
    return Place(kind, Link(getattr(term, language).term, f"{addresses.page('glossary', language)}#{home.id}")) if term else None
