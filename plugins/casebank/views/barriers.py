"""Barriers and success factors: the survey tables, the matrix, the interviews, other surveys."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from casebank import addresses
from casebank.bank import Bank, Entry
from casebank.charts import Bar, bars
from casebank.survey import RelatedSurvey, Survey, SurveyFinding, ThemeFrame
from casebank.views.contradiction_view import ContradictionView, contradictions, record_link
from casebank.views.knowledge_parts import PageCiter, PageReference, TableView, table_view
from casebank.views.parts import Cite, Heading, Link, PageHead, alternates, trail
from casebank.wording import NBSP, Text, Wording

WEB, PEOPLE, FRAME, SCB = "webbenkaten-2017", "deltagare", "intervjuramen", "scb-innovationer-i-sjukvarden"
"""The survey files that this page is made of."""

TERM_TABLES = ("hinder", "framgangsfaktorer")
"""The tables that come before the matrix: their rows have pages of their own."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell of the matrix: a record met a barrier, and whether it was handled."""

    code: str  # yes, partly, no, or nothing when the sources do not say
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A record in the matrix."""

    link: Link
    cells: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Records by barriers; only records that met one."""

    columns: tuple[Link, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """Something another survey found."""

    text: str
    printed: str


@dataclass(frozen=True, slots=True)
class RelatedView:
    """A survey known second-hand: its numbers as a chart, everything as lists by who answered."""

    id: str
    title: str
    note: str
    original: Link
    chart: Markup
    groups: tuple[tuple[str, tuple[FindingView, ...]], ...]
    cites: tuple[Cite, ...]
    contradictions: tuple[ContradictionView, ...]


@dataclass(frozen=True, slots=True)
class FrameView:
    """The frame that interviews were analysed in."""

    id: str
    title: str
    note: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    cites: tuple[Cite, ...]
    contradictions: tuple[ContradictionView, ...]


@dataclass(frozen=True, slots=True)
class SurveyView:
    """A survey of tables with what a reader must know of it."""

    id: str
    title: str
    method: Text
    method_note: Text
    responses: str
    periods: tuple[str, ...]
    tables: tuple[TableView, ...]
    cites: tuple[Cite, ...]
    contradictions: tuple[ContradictionView, ...]


@dataclass(frozen=True, slots=True)
class BarriersPage:
    """`/hinder/`."""

    head: PageHead
    web: SurveyView | None
    first: tuple[TableView, ...]
    others: tuple[TableView, ...]
    matrix: Matrix
    frame: FrameView | None
    scb: RelatedView | None
    people: SurveyView | None
    vocabularies: tuple[ContradictionView, ...]
    references: tuple[PageReference, ...]


def barriers_page(bank: Bank, say: Wording) -> BarriersPage:
    """The page of surveys and barriers."""
    citer = PageCiter(bank, say)
    surveys = bank.reference.knowledge.surveys
    web = _survey(WEB, surveys.get(WEB), bank, say, citer)
    matrix = barrier_matrix(bank, say)
    frame = _frame(surveys.get(FRAME), bank, say, citer)
    scb = _related(surveys.get(SCB), bank, say, citer)
    people = _survey(PEOPLE, surveys.get(PEOPLE), bank, say, citer)
    tables = web.tables if web else ()
    first = tuple(table for table in tables if table.id.removeprefix(f"{WEB}-") in TERM_TABLES)
    others = tuple(table for table in tables if table not in first)
    toc = [
        *((table.id, table.title) for table in first),
        *([("matris", say("matrix.title"))] if matrix.rows else []),
        *((table.id, table.title) for table in others),
        *([(web.id, say("survey.about"))] if web else []),
        *([(frame.id, say("frame.title"))] if frame else []),
        *([(scb.id, scb.title)] if scb else []),
        *([(people.id, people.title)] if people else []),
        ("kallor", say("section.references")),
    ]
    shown = web.contradictions if web else ()
    return BarriersPage(
        head=PageHead(
            url=addresses.page("barriers", say.language), language=say.language, title=say("barriers.title"),
            description=say("barriers.description"), template="barriers", alternates=alternates("barriers"),
            path=trail(say), toc=tuple(Heading(id, text) for id, text in toc),
            edit="site_src/reference/surveys/webbenkaten-2017.yaml",
        ),
        web=web, first=first, others=others, matrix=matrix, frame=frame, scb=scb, people=people,
        vocabularies=tuple(
            one for one in contradictions(("vocabularies/barriers", "vocabularies/success-factors"), bank, say) if one not in shown
        ),
        references=citer.references(),
    )  # fmt: skip


def barrier_matrix(bank: Bank, say: Wording) -> Matrix:
    """Every record that met a barrier, by barrier; how it went where the sources say."""
    terms = bank.reference.vocabularies["barriers"].terms
    rows = []
    for entry in bank.entries:
        marks: dict[str, Mark] = {}
        for number, barrier in enumerate(entry.record.barriers, 1):
            if barrier.term not in marks:
                marks[barrier.term] = _mark(entry, barrier.handled or "", f"hinder-{barrier.id or number}", say)
        if marks:
            rows.append(MatrixRow(record_link(entry, say), tuple(marks.get(term.code) for term in terms)))
    return Matrix(
        columns=tuple(Link(getattr(term.label, say.language), addresses.term("barrier", term.slug, say.language)) for term in terms),
        rows=tuple(rows),
        totals=tuple(say.number(sum(row.cells[index] is not None for row in rows)) for index in range(len(terms))),
    )


def _mark(entry: Entry, handled: str, anchor: str, say: Wording) -> Mark:
    label = say.term("handled", handled) if handled else say("unknown")
    return Mark(handled, label, f"{addresses.record(entry.id, say.language)}#{anchor}")


def _survey(name: str, survey: object, bank: Bank, say: Wording, citer: PageCiter) -> SurveyView | None:
    if not isinstance(survey, Survey):
        return None
    periods = survey.period.readings if survey.period else ()
    return SurveyView(
        id=name,
        title=say.local(survey.title).text,
        method=say.local(survey.method),
        method_note=say.local(survey.method_note),
        responses=say.number(survey.responses) if survey.responses else "",
        periods=tuple(f"{say.date(one.start)}{NBSP}– {say.date(one.end)}" for one in periods),
        tables=tuple(table_view(name, table, citer, say) for table in survey.tables),
        cites=citer.cite(survey.source),
        contradictions=contradictions((f"surveys/{name}",), bank, say),
    )


def _frame(frame: object, bank: Bank, say: Wording, citer: PageCiter) -> FrameView | None:
    if not isinstance(frame, ThemeFrame):
        return None
    return FrameView(
        id=FRAME,
        title=say.local(frame.title).text,
        note=say.local(frame.note).text,
        groups=tuple(
            (say.local(group.label).text, tuple(say.local(theme.label).text for theme in group.themes)) for group in frame.groups
        ),
        cites=citer.cite(frame.source),
        contradictions=contradictions((f"surveys/{FRAME}",), bank, say),
    )


def _related(survey: object, bank: Bank, say: Wording, citer: PageCiter) -> RelatedView | None:
    if not isinstance(survey, RelatedSurvey):
        return None
    groups = {group.id: say.local(group.label).text for group in survey.groups}
    title = say.local(survey.title).text
    counted = [one for one in survey.findings if one.value is not None]
    rows = [Bar(f"{groups[one.group]}: {say.local(one.text).text}", int(one.value or 0)) for one in counted]
    return RelatedView(
        id=SCB,
        title=title,
        note=say.local(survey.note).text,
        original=Link(bank.reference.sources[survey.original].title, addresses.source(survey.original, say.language)),
        chart=bars(f"{SCB}-bild", title, say("chart.share.desc", n=len(rows)), rows, whole=100, unit=f"{NBSP}%"),
        groups=tuple(
            (label, tuple(FindingView(say.local(one.text).text, _printed(one)) for one in survey.findings if one.group == id))
            for id, label in groups.items()
        ),
        cites=citer.cite(survey.source),
        contradictions=contradictions((f"surveys/{SCB}",), bank, say),
    )


def _printed(one: SurveyFinding) -> str:
    return one.printed or ""
