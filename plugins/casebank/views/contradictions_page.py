"""The list of contradictions: every reading with its source, and the pages that show it."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank
from casebank.views.contradiction_view import ContradictionView, contradiction_view
from casebank.views.parts import Heading, Link, PageHead, alternates, trail
from casebank.wording import Wording


@dataclass(frozen=True, slots=True)
class KindView:
    """Contradictions of one kind."""

    id: str
    label: str
    items: tuple[ContradictionView, ...]


@dataclass(frozen=True, slots=True)
class ContradictionsPage:
    """`/motsagelser/`."""

    head: PageHead
    about: str
    count: str
    kinds: tuple[KindView, ...]


def contradictions_page(bank: Bank, say: Wording) -> ContradictionsPage:
    """Every contradiction, by kind."""
    held = bank.reference.knowledge.contradictions
    kinds = tuple(
        KindView(
            f"slag-{kind.id}",
            say.local(kind.label).text,
            tuple(contradiction_view(one, bank, say) for one in held.contradictions if one.kind == kind.id),
        )
        for kind in (held.kinds if held else ())
    )
    kinds = tuple(kind for kind in kinds if kind.items)
    return ContradictionsPage(
        head=PageHead(
            url=addresses.page("contradictions", say.language), language=say.language, title=say("page.contradictions"),
            description=say("contradictions.description"), template="contradictions", alternates=alternates("contradictions"),
            path=trail(say, Link(say("page.sources"), addresses.page("sources", say.language))),
            toc=tuple(Heading(kind.id, kind.label) for kind in kinds), edit="site_src/reference/contradictions.yaml",
        ),
        about=say.local(held.about).text if held else "",
        count=say.number(sum(len(kind.items) for kind in kinds)),
        kinds=kinds,
    )  # fmt: skip
