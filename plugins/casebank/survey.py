"""Surveys: tables of counts with their base, frames of themes, and figures known second-hand.

The three shapes are those of the documents.  They are kept apart because they answer different
questions: how many answered what, which themes an analysis sorted talk into, and what another
survey is said to have found.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from casebank.fields import Date, Id, Line, LocalisedInFull, Model, Number, OrganisationId, SourceId, Sources
from casebank.record import Range

Count = Annotated[StrictInt, Field(ge=0)]


class Base(Model):
    """What a table's counts are parts of: answers or people, and how the source prints it."""

    value: Count
    unit: Literal["answers", "respondents"]
    printed: Line = Field(description="The base as the source prints it.")
    respondents: Count | None = None
    answers: Count | None = None
    text: LocalisedInFull = Field(description="What the base means, for a reader.")


class SurveyRow(Model):
    """A row: its count, and its words unless a vocabulary has them."""

    id: Line
    count: Count
    printed: Line | None = Field(None, description="The row's name as the source prints it.")
    label: LocalisedInFull | None = None
    definition: LocalisedInFull | None = None


class SurveyTable(Model):
    """A table as printed.  With `vocabulary` its rows are terms of that, by code."""

    id: Id
    title: LocalisedInFull
    source: Sources
    question_number: Count | None = None
    question: LocalisedInFull | None = None
    vocabulary: Line | None = None
    base: Base | None = None
    stated_total: Count | None = Field(None, description="A total that the source states.")
    printed: Line | None = None
    percent_printed: StrictBool | None = None
    row_sum: Count = Field(description="Our sum of the rows.")
    row_sum_equals_base: StrictBool | None = None
    row_sum_equals_total: StrictBool | None = None
    note: LocalisedInFull | None = None
    rows: tuple[SurveyRow, ...] = Field(min_length=1)

    @property
    def stated(self) -> int | None:
        """The number that the source says the rows are parts of, if it says one."""
        return self.base.value if self.base else self.stated_total

    @cached_property
    def by_row(self) -> dict[str, SurveyRow]:
        """Row id → row."""
        return {row.id: row for row in self.rows}


class PeriodReading(Model):
    """One of the periods that the source gives for one thing."""

    start: Date
    end: Date
    source: Sources


class Periods(Model):
    """When it was open, as often as the source says it."""

    readings: tuple[PeriodReading, ...] = Field(min_length=1)
    note: LocalisedInFull | None = None
    contradiction: Id | None = None


class CountReading(Model):
    """One of the numbers that the source gives for one thing."""

    count: Count
    source: Sources


class Questions(Model):
    """How many questions there were, as often as the source says it."""

    listed: Count
    readings: tuple[CountReading, ...] = ()
    contradiction: Id | None = None


class Survey(Model):
    """A survey, or another count, as tables."""

    id: Id
    title: LocalisedInFull
    publisher: OrganisationId | None = None
    responses: Count | None = None
    period: Periods | None = None
    questions: Questions | None = None
    method: LocalisedInFull | None = None
    method_note: LocalisedInFull | None = None
    source: Sources
    tables: tuple[SurveyTable, ...] = Field(min_length=1)

    @cached_property
    def by_table(self) -> dict[str, SurveyTable]:
        """Table id → table."""
        return {table.id: table for table in self.tables}


class Theme(Model):
    """A theme that talk was sorted into; the source gives no counts."""

    id: Id
    label: LocalisedInFull


class ThemeGroup(Model):
    """A group of themes."""

    id: Id
    label: LocalisedInFull
    themes: tuple[Theme, ...] = Field(min_length=1)


class ThemeFrame(Model):
    """The frame an analysis of interviews used."""

    id: Id
    title: LocalisedInFull
    source: Sources
    stated_themes: Count
    listed_themes: Count
    stated_groups: Count
    listed_groups: Count
    contradiction: Id | None = None
    note: LocalisedInFull | None = None
    groups: tuple[ThemeGroup, ...] = Field(min_length=1)


class FindingGroup(Model):
    """A group of respondents."""

    id: Id
    label: LocalisedInFull


class SurveyFinding(Model):
    """Something a survey found, with its number where the source gives one."""

    id: Id
    group: Id
    text: LocalisedInFull
    value: Number | None = None
    range: Range | None = None
    unit: Literal["procent"] | None = None
    approximate: StrictBool = False
    printed: Line | None = Field(None, description="The number as the source words it.")


class RelatedSurvey(Model):
    """A survey that the bank knows only as another source relates it."""

    id: Id
    title: LocalisedInFull
    publisher: OrganisationId
    source: Sources
    original: SourceId
    second_hand: StrictBool
    note: LocalisedInFull
    vocabulary: Line
    groups: tuple[FindingGroup, ...] = Field(min_length=1)
    findings: tuple[SurveyFinding, ...] = Field(min_length=1)
