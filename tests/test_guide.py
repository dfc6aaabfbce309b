"""The guide: four steps, each with what to ask, who, what goes wrong, records that show it, and sources."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from casebank.fields import LANGUAGES
from casebank.views.guide import guide_page
from casebank.wording import wording_in

STEPS = ["behovs-och-omvarldsanalys", "planering-och-vagval", "projektgenomforande", "resultat"]


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, real_bank: Any) -> Any:
    return guide_page(real_bank, wording_in(real_bank.reference, request.param))


def test_the_guide_has_spelplanens_four_steps_in_order(page: Any) -> None:
    assert [step.id for step in page.steps] == STEPS


def test_each_step_can_be_worked_with(page: Any) -> None:
    for step in page.steps:
        assert step.aim and step.questions and step.roles and step.pitfalls and step.helpers and step.phases, step.id


def test_everything_in_a_step_says_where_it_comes_from(page: Any) -> None:
    for step in page.steps:
        said = [*step.questions, *(one.statement for one in (*step.roles, *step.pitfalls, *step.helpers))]
        assert all(one.cites for one in said), step.id


def test_what_is_the_banks_own_and_what_is_only_region_skanes_is_marked(page: Any) -> None:
    assert page.note and page.mapping_note and page.checks_note
    assert page.region_skane and any(role.region_skane for step in page.steps for role in step.roles)


def test_pitfalls_carry_the_surveys_figures(real_bank: Any) -> None:
    page = guide_page(real_bank, wording_in(real_bank.reference, "sv"))
    figures = {one.figure for step in page.steps for one in step.pitfalls if one.figure}
    assert {"25 av 65 svar", "16 av 65 svar", "6 av 67 svar"} <= figures


def test_a_step_shows_the_records_that_show_it(real_bank: Any) -> None:
    page = guide_page(real_bank, wording_in(real_bank.reference, "sv"))
    for step in page.steps:
        entries = real_bank.by_term.get(("step", step.id), ())
        assert len(step.cards) + step.more == len(entries)


def test_the_typical_processes_are_those_of_the_report(page: Any) -> None:
    assert [one.id for one in page.processes] == ["lakemedel", "medicinteknik", "tjanst", "organisatorisk", "process"]
    assert all(len(one.phases) == 3 for one in page.processes)


def test_the_guide_is_open_data(built_site: Path) -> None:
    data = json.loads((built_site / "data/v1/process.json").read_text(encoding="utf-8"))
    assert [step["id"] for step in data["steps"]] == STEPS


@pytest.mark.parametrize("address", ["vagledning/", "en/guide/", "nb/veiledning/"])
def test_the_steps_are_anchors_on_the_page(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(address, viewport={"width": 320, "height": 640})
    assert [page.locator(f"h2#{step}").count() for step in STEPS] == [1, 1, 1, 1]
    assert page.evaluate("document.documentElement.scrollWidth") == 320
