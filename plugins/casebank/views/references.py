"""The numbered list of references of a page, and how a reference reads."""

from __future__ import annotations

from collections.abc import Iterator

from casebank import addresses
from casebank.bank import Bank, Entry
from casebank.source import Source
from casebank.views.parts import Citer
from casebank.views.record_view import ReferenceView
from casebank.wording import Wording


def references(entry: Entry, bank: Bank, citer: Citer, say: Wording) -> Iterator[ReferenceView]:
    """The sources of `entry` in its own order, each with every place on the page that cites it."""
    narrative = entry.narratives.get(say.language) or next(iter(entry.narratives.values()), None)
    for key, number in citer.numbers.items():
        source = bank.source(entry, key)
        places = list(citer.places.get(key, ()))
        places += [(item.anchor, item.locator) for item in (narrative.citations if narrative else ()) if item.key == key]
        yield ReferenceView(
            number=number,
            key=key,
            text=reference_text(source, say),
            title=source.title,
            title_lang=source.language if source.language != say.language else "",
            url=source.url or "",
            archive_url=source.archive_url or "",
            page="" if key in entry.own_sources else addresses.source(key, say.language),
            second_hand=say("source.second-hand") if source.access == "cited" else "",
            accessed=say("source.accessed", date=say.date(source.accessed)) if source.accessed else "",
            count=say.count("references.count", len(places)),
            places=_by_locator(places),
        )


def _by_locator(places: list[tuple[str, str]]) -> tuple[tuple[str, tuple[tuple[int, str], ...]], ...]:
    """(anchor, locator) pairs as locator → numbered anchors, in the order they first come."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, (anchor, locator) in enumerate(places, 1):
        found.setdefault(locator, []).append((number, anchor))
    return tuple((locator, tuple(anchors)) for locator, anchors in found.items())


def reference_text(source: Source, say: Wording) -> str:
    """What a reference says besides the title: who, where, when, number."""
    parts = [", ".join(source.author), source.publisher or "", source.container or "", source.number or ""]
    parts.append(say.date(source.issued) if source.issued else "")
    parts += [f"ISBN {source.isbn}"] if source.isbn else []
    parts += [f"doi:{source.doi}"] if source.doi else []
    return ". ".join(dict.fromkeys(part for part in parts if part))
