"""Recommendations: each with its source and the records that speak to it, or that none does yet."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank
from casebank.views.contradiction_view import organisation_link, record_link, source_links
from casebank.views.parts import Heading, Link, PageHead, alternates, trail
from casebank.wording import Text, Wording


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """One recommendation."""

    id: str
    number: int
    title: str
    text: str
    sources: tuple[Link, ...]
    records: tuple[tuple[Link, str], ...]  # a record and what kind it is


@dataclass(frozen=True, slots=True)
class SetView:
    """Recommendations made together."""

    id: str
    title: str
    by: Link | None
    put_before: Link | None
    date: str
    note: str
    own_numbers: bool
    items: tuple[RecommendationView, ...]
    shown: int


@dataclass(frozen=True, slots=True)
class RecommendationsPage:
    """`/rekommendationer/`."""

    head: PageHead
    sets: tuple[SetView, ...]
    count: int
    shown: int


def recommendations_page(bank: Bank, say: Wording) -> RecommendationsPage:
    """Every recommendation, by set."""
    held = bank.reference.knowledge.recommendations
    speaking: dict[str, list[tuple[Link, str]]] = {}
    for entry in bank.entries:
        for id in entry.record.recommendations:
            speaking.setdefault(id, []).append((record_link(entry, say), say.term("type", entry.record.type)))
    sets = []
    for one_set in held.sets if held else ():
        items = tuple(
            RecommendationView(
                one.id, one.number, say.local(one.title).text, say.local(one.text).text, source_links(one.source, bank, say),
                tuple(speaking.get(one.id, ())),
            )
            for one in (held.recommendations if held else ())
            if one.set == one_set.id
        )  # fmt: skip
        sets.append(
            SetView(
                id=one_set.id,
                title=say.local(one_set.title).text,
                by=organisation_link(one_set.by, bank, say) if one_set.by else None,
                put_before=organisation_link(one_set.put_before, bank, say) if one_set.put_before else None,
                date=say.date(one_set.date) if one_set.date else "",
                note=say.local(one_set.note).text,
                own_numbers=one_set.numbering == "own",
                items=items,
                shown=sum(bool(item.records) for item in items),
            )
        )
    return RecommendationsPage(
        head=PageHead(
            url=addresses.page("recommendations", say.language), language=say.language, title=say("page.recommendations"),
            description=say("recommendations.description"), template="recommendations", alternates=alternates("recommendations"),
            path=trail(say), toc=tuple(Heading(one.id, one.title) for one in sets), edit="site_src/reference/recommendations.yaml",
        ),
        sets=tuple(sets),
        count=sum(len(one.items) for one in sets),
        shown=sum(one.shown for one in sets),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recommendation that a record speaks to, for the record's page."""

    link: Link
    set: Text


def spoken_to(ids: tuple[str, ...], bank: Bank, say: Wording) -> tuple[Spoken, ...]:
    """The recommendations `ids` as links to their place on the page."""
    held = bank.reference.knowledge.recommendations
    sets = {one.id: one for one in held.sets} if held else {}
    found = []
    for id in ids:
        one = bank.reference.recommendations.get(id)
        if one is not None:
            url = f"{addresses.page('recommendations', say.language)}#{id}"
            found.append(Spoken(Link(say.local(one.title).text, url), say.local(sets[one.set].title)))
    return tuple(found)
