"""What a record's page shows, as plain data; `record_page` fills it in."""

from __future__ import annotations

from dataclasses import dataclass

from casebank.views.contradiction_view import ContradictionView
from casebank.views.parts import Cite, Link, PageHead, Statement, Status
from casebank.views.recommendations_page import Spoken
from casebank.wording import Text


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value in the facts panel."""

    text: str
    lang: str
    url: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of the facts panel or the procurement table."""

    id: str
    label: str
    values: tuple[FactValue, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """A row of the results table."""

    anchor: str
    text: Text
    indicator: Text
    number: str
    base: Text
    period: str
    baseline: Text
    status: str
    status_label: str
    basis: str
    basis_note: str
    evidence: str
    confidence: str
    claimed_by: Text
    caveat: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class TermFact:
    """A barrier or success factor as a record met it."""

    anchor: str
    term: Link
    text: Text
    handled: str
    handled_label: str
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation's part."""

    name: str
    url: str
    role: str
    note: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class MoneyView:
    """A sum of money."""

    anchor: str
    amount: str
    text: Text
    claimed_by: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on the timeline."""

    anchor: str
    iso: str
    date: str
    text: Text
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Records that stand in one relation to this."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A source in the numbered list of references, and where on the page it is cited."""

    number: int
    key: str
    text: str
    title: str
    title_lang: str
    url: str
    archive_url: str
    page: str
    second_hand: str
    accessed: str
    count: str  # in how many places it is cited, in words
    places: tuple[tuple[str, tuple[tuple[int, str], ...]], ...]  # locator → (running number, anchor)


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture with its words."""

    url: str
    alt: Text
    caption: Text
    credit: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An organisation's own words."""

    organisation: Link
    date: str
    text: Text


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything a record's page shows, in one language."""

    head: PageHead
    id: str
    title: Text
    summary: Text
    also: tuple[str, ...]
    type: Link
    coverage: Link
    coverage_note: str
    thin: bool
    place: str
    period: str
    statuses: tuple[Status, ...]
    need: Statement | None
    solution: Statement | None
    facts: tuple[FactRow, ...]
    procurement: tuple[FactRow, ...]
    money: tuple[MoneyView, ...]
    results: tuple[ResultView, ...]
    barriers: tuple[TermFact, ...]
    success_factors: tuple[TermFact, ...]
    lessons: tuple[Statement, ...]
    actors: tuple[Actor, ...]
    timeline: tuple[Moment, ...]
    relations: tuple[RelationGroup, ...]
    notes: tuple[Statement, ...]
    disputed: tuple[Statement, ...]
    replies: tuple[Reply, ...]
    pictures: tuple[PictureView, ...]
    narrative: str  # safe HTML
    narrative_lang: str  # when it is not the page's
    references: tuple[ReferenceView, ...]
    verified: str
    verified_by: str
    review_due: str
    citation: str
    compare_url: str
    data_url: str
    issue_title: str
    recommendations: tuple[Spoken, ...] = ()
    contradictions: tuple[ContradictionView, ...] = ()
