"""The parts that knowledge pages are made of: citations without a record, contradictions, tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from casebank import addresses
from casebank.bank import Bank
from casebank.charts import Bar, bars
from casebank.fields import SourceRef
from casebank.survey import SurveyRow, SurveyTable
from casebank.views.parts import Cite, Statement
from casebank.views.references import reference_text
from casebank.wording import Text, Wording


@dataclass(frozen=True, slots=True)
class PageReference:
    """A source in a page's numbered list, with the places in it that the page cites."""

    number: int
    key: str
    title: str
    title_lang: str
    text: str
    locators: tuple[str, ...]
    page: str
    second_hand: bool


@dataclass(slots=True)
class PageCiter:
    """Numbers the sources that a page cites, in the order a reader meets them."""

    bank: Bank
    say: Wording
    numbers: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    locators: dict[str, dict[str, None]] = field(default_factory=dict)

    def cite(self, refs: tuple[SourceRef, ...]) -> tuple[Cite, ...]:
        """A citation for each reference, in order."""
        return tuple(self._cite(ref) for ref in refs)

    def _cite(self, ref: SourceRef) -> Cite:
        number = self.numbers.setdefault(ref.key, len(self.numbers) + 1)
        self.counts[ref.key] = self.counts.get(ref.key, 0) + 1
        if ref.locator:
            self.locators.setdefault(ref.key, {})[ref.locator] = None
        return Cite(number, ref.key, ref.locator, f"f-{ref.key}-{self.counts[ref.key]}", self.bank.reference.sources[ref.key].title)

    def says(self, text: object, refs: tuple[SourceRef, ...], anchor: str = "") -> Statement:
        """A text with its citations."""
        return Statement(self.say.local(text), self.cite(refs), anchor)

    def references(self) -> tuple[PageReference, ...]:
        """The list of what was cited, for the end of the page."""
        found = []
        for key, number in self.numbers.items():
            source = self.bank.reference.sources[key]
            lang = source.language if source.language != self.say.language else ""
            found.append(
                PageReference(
                    number, key, source.title, lang, reference_text(source, self.say), tuple(self.locators.get(key, ())),
                    addresses.source(key, self.say.language), source.access != "read",
                )
            )  # fmt: skip
        return tuple(found)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a survey table."""

    id: str
    label: str
    definition: str
    count: str
    url: str
    printed: str
    this: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A survey table: a chart and its twin, and what its base is."""

    id: str
    title: str
    question: Text
    base: str  # as a number with its unit
    base_text: str
    note: str
    chart: Markup
    rows: tuple[TableRow, ...]
    sum: str
    cites: tuple[Cite, ...]


_FACET_OF = {"barriers": "barrier", "success-factors": "success-factor"}


def table_view(file: str, table: SurveyTable, citer: PageCiter, say: Wording, this: str = "") -> TableView:
    """A survey table in the language of `say`; `this` is the row that the page is about."""
    title = say.local(table.title).text
    rows = tuple(_row(row, table, say, row.id == this) for row in table.rows)
    base = say(f"survey.base.{table.base.unit}", n=say.number(table.base.value)) if table.base else ""
    description = say("chart.survey.desc", n=len(rows), most=rows[0].label if rows else "", base=base or say.number(table.row_sum))
    chart = bars(
        f"{file}-{table.id}-bild", title, description,
        [Bar(view.label, row.count, view.this) for view, row in zip(rows, table.rows, strict=True)],
    )  # fmt: skip
    return TableView(
        id=f"{file}-{table.id}",
        title=title,
        question=say.local(table.question),
        base=base,
        base_text=say.local(table.base.text).text if table.base else "",
        note=say.local(table.note).text,
        chart=chart,
        rows=rows,
        sum=say.number(table.row_sum),
        cites=citer.cite(table.source),
    )


def _row(row: SurveyRow, table: SurveyTable, say: Wording, this: bool) -> TableRow:
    label, definition, url = say.local(row.label).text, say.local(row.definition).text, ""
    if table.vocabulary and row.label is None:
        term = say.reference.vocabularies[table.vocabulary].by_code[row.id]
        label, definition = say.local(term.label).text, say.local(term.definition).text
        facet = _FACET_OF.get(table.vocabulary)
        url = addresses.term(facet, term.slug, say.language) if facet else ""
    return TableRow(row.id, label, definition, say.number(row.count), url, row.printed or "", this)
