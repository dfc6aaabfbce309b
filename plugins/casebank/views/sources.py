"""The sources: all of them, and each with what rests on it."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank
from casebank.comparison import short_name
from casebank.fields import LANGUAGES
from casebank.source import Source
from casebank.views.contradiction_view import ContradictionView, contradictions
from casebank.views.listing import sort_key
from casebank.views.parts import Alternate, Card, Link, PageHead, alternates, card, trail
from casebank.views.references import reference_text
from casebank.wording import Text, Wording


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
    contradictions: tuple[ContradictionView, ...]
    list: Link


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
    contradictions: tuple[ContradictionView, ...] = ()


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
        contradictions=contradictions(("sources",), bank, say),
        list=Link(say("page.contradictions"), addresses.page("contradictions", say.language)),
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
        cited_in=tuple(source_link(ref.key, bank, say, ref.locator) for ref in source.cited_in),
        cards=tuple(card(entry, say) for entry in bank.by_source.get(key, ())),
        contradictions=contradictions((f"sources/{key}",), bank, say),
    )  # fmt: skip


def _source_item(key: str, source: Source, bank: Bank, say: Wording) -> SourceItem:
    return SourceItem(
        key, source.title, source.language if source.language != say.language else "", reference_text(source, say),
        source.url or "", addresses.source(key, say.language), len(bank.by_source.get(key, ())), source.access == "read",
    )  # fmt: skip


def source_link(key: str, bank: Bank, say: Wording, locator: str = "") -> Link:
    """A link to a source's page, under its short name."""
    label = short_name(bank.reference.sources[key])
    return Link(f"{label}, {locator}" if locator else label, addresses.source(key, say.language))
