"""The compare page: its frame; the table itself comes from the address, by script."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank
from casebank.facts import GROUPS
from casebank.views.listing import Facet, facets, sort_key
from casebank.views.parts import PageHead, alternates, trail
from casebank.wording import Wording


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Any records side by side; the table itself comes from the address, by script."""

    head: PageHead
    options: tuple[tuple[str, str], ...]  # id, title
    rows: tuple[tuple[str, str, str], ...]  # row id, group id, label
    groups: tuple[tuple[str, str], ...]
    facets: tuple[Facet, ...]


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
