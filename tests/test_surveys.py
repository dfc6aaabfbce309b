"""The surveys are the documents' own: every count, base and theme, and what a reader is told of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from casebank.fields import LANGUAGES
from casebank.survey import RelatedSurvey, Survey, ThemeFrame
from casebank.views.barriers import barrier_matrix, barriers_page
from casebank.views.term_knowledge import term_knowledge
from casebank.wording import wording_in

WEB = {
    # table: (base, what it counts, the counts from the first row to the last) as the report prints them
    "drivkrafter": (63, "respondents", [15, 14, 13, 6, 5, 4, 4, 2]),
    "hinder": (67, "answers", [13, 12, 10, 10, 6, 4, 4, 3, 2, 2, 1]),
    "framgangsfaktorer": (27, "respondents", [6, 6, 5, 3, 2, 2, 1, 1, 1]),
    "nar-problemen-uppstar": (65, "answers", [25, 16, 11, 4, 3, 2, 2, 2]),
    "socialstyrelsens-fokus": (56, "answers", [17, 14, 9, 7, 6, 1, 1, 1]),
    "onskat-stod": (64, "answers", [15, 14, 12, 8, 5, 4, 3, 3]),
    "andra-kommentarer": (24, "answers", [11, 7, 2, 2, 1, 1]),
}


@pytest.fixture(scope="module")
def surveys(real_bank: Any) -> Any:
    return real_bank.reference.knowledge.surveys


@pytest.mark.parametrize("table", WEB)
def test_each_web_survey_table_has_the_printed_counts_and_base(surveys: Any, table: str) -> None:
    base, unit, counts = WEB[table]
    held = surveys["webbenkaten-2017"].by_table[table]
    assert (held.base.value, held.base.unit, [row.count for row in held.rows]) == (base, unit, counts)
    assert sum(counts) == base


def test_the_web_survey_has_just_the_seven_tables(surveys: Any) -> None:
    assert set(surveys["webbenkaten-2017"].by_table) == set(WEB)


def test_the_interview_frame_shows_all_27_themes_and_says_that_the_report_says_26(surveys: Any) -> None:
    frame = surveys["intervjuramen"]
    assert isinstance(frame, ThemeFrame)
    assert (frame.stated_themes, sum(len(group.themes) for group in frame.groups), len(frame.groups)) == (26, 27, 7)


def test_statistics_swedens_figures_are_marked_second_hand_and_kept_apart(surveys: Any) -> None:
    scb = surveys["scb-innovationer-i-sjukvarden"]
    assert isinstance(scb, RelatedSurvey) and scb.second_hand
    assert not isinstance(scb, Survey)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_table_with_chart_twin_and_base(real_bank: Any, language: str) -> None:
    say = wording_in(real_bank.reference, language)
    page = barriers_page(real_bank, say)
    tables = [*page.first, *page.others]
    assert {table.id.removeprefix("webbenkaten-2017-") for table in tables} == set(WEB)
    for table in tables:
        base, _, counts = WEB[table.id.removeprefix("webbenkaten-2017-")]
        assert str(base) in table.base and table.base_text
        numbers = [int(number) for number in re.findall(r'cb-chart__number"[^>]*>(\d+)<', table.chart)]
        assert numbers == counts == [int(row.count) for row in table.rows]


def test_the_matrix_holds_the_records_that_met_a_barrier_and_no_others(real_bank: Any) -> None:
    matrix = barrier_matrix(real_bank, wording_in(real_bank.reference, "sv"))
    met = [entry for entry in real_bank.entries if entry.record.barriers]
    assert len(matrix.rows) == len(met) > 5
    assert len(matrix.columns) == 11 and all(len(row.cells) == 11 for row in matrix.rows)
    marked = sum(cell is not None for row in matrix.rows for cell in row.cells)
    assert marked == sum(len({barrier.term for barrier in entry.record.barriers}) for entry in met) == sum(map(int, matrix.totals))


@pytest.mark.parametrize(("facet", "vocabulary"), [("barrier", "barriers"), ("success-factor", "success-factors")])
def test_every_barrier_and_success_factor_has_its_figure(real_bank: Any, facet: str, vocabulary: str) -> None:
    say = wording_in(real_bank.reference, "sv")
    for term in real_bank.reference.vocabularies[vocabulary].terms:
        more = term_knowledge(facet, term, real_bank, say)
        assert more is not None and more.table is not None and more.count, term.code
        assert [row.id for row in more.table.rows if row.this] == [term.code]


def test_what_interviews_add_is_marked_as_experience_with_a_source(real_bank: Any) -> None:
    held = real_bank.reference.knowledge.interviews
    assert held.note.sv and all(one.source and (one.barriers or one.success_factors) for one in held.interviews)


def test_the_surveys_are_open_data(built_site: Path) -> None:
    data = json.loads((built_site / "data/v1/surveys.json").read_text(encoding="utf-8"))
    assert data["licence"] == "CC-BY-4.0" and data["count"] == len(data["surveys"]) == 4
    (web,) = [one for one in data["surveys"] if one["file"] == "webbenkaten-2017"]
    rows = {table["id"]: [row["count"] for row in table["rows"]] for table in web["tables"]}
    assert rows == {table: counts for table, (_, _, counts) in WEB.items()}
    assert all(row["label"]["sv"] for table in web["tables"] for row in table["rows"])


@pytest.mark.parametrize("address", ["hinder/", "en/barriers/", "nb/hindre/"])
def test_the_page_is_published(built_site: Path, address: str) -> None:
    html = (built_site / address / "index.html").read_text(encoding="utf-8")
    assert html.count("<svg class=\"cb-chart\"") >= 12 and "cb-matrix" in html
