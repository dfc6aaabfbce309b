"""The inventory, the agencies and the contradictions: what the documents name, all findable and shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from casebank.fields import LANGUAGES
from casebank.views.agencies import agencies_view, agency_of
from casebank.views.contradictions_page import contradictions_page
from casebank.views.inventory_page import homeless, inventory_page, state_of
from casebank.wording import wording_in
from conftest import SmallBank


def test_all_96_lines_are_there(real_bank: Any) -> None:
    lines = real_bank.reference.knowledge.inventory.lines
    assert len(lines) == len({line.id for line in lines}) == 96


def test_every_line_has_a_place_in_the_bank(real_bank: Any) -> None:
    assert homeless(real_bank) == ()


def test_every_record_that_a_line_names_exists(real_bank: Any) -> None:
    lines = real_bank.reference.knowledge.inventory.lines
    assert [home.id for line in lines for home in line.homes if home.kind == "case" and home.id not in real_bank.by_id] == []


def test_the_state_is_that_of_the_record(real_bank: Any) -> None:
    for line in real_bank.reference.knowledge.inventory.lines:
        first = line.homes[0]
        if first.kind == "case" and first.id in real_bank.by_id:
            assert state_of(line.homes, real_bank) == real_bank.by_id[first.id].record.coverage


def test_a_line_without_a_place_is_shown_as_missing(small_bank: SmallBank) -> None:
    small_bank.copy("innovationsupphandling-x")
    bank = small_bank.load().bank
    page = inventory_page(bank, wording_in(bank.reference, "sv"))
    states = {line.id: line.state for line in page.lines}
    assert states["app-rad-region"] == "missing" and states["innovationsupphandling-x"] != "missing"
    assert "app-rad-region" in homeless(bank)


@pytest.mark.parametrize("address", ["inventering/", "en/inventory/", "nb/oversikt/"])
def test_the_inventory_is_published_with_an_anchor_a_line(built_site: Path, real_bank: Any, address: str) -> None:
    html = (built_site / address / "index.html").read_text(encoding="utf-8")
    assert all(f'<tr id="{line.id}">' in html for line in real_bank.reference.knowledge.inventory.lines)


# ------------------------------------------------------------------ agencies


@pytest.mark.parametrize("language", LANGUAGES)
def test_fifteen_agencies_are_compared(real_bank: Any, language: str) -> None:
    view = agencies_view(real_bank, wording_in(real_bank.reference, language))
    assert len(view.rows) == 15
    assert (sum(row.assignment for row in view.rows), sum(row.instruction is not None for row in view.rows)) == (8, 13)
    assert sum(row.in_council for row in view.rows) == 9


def test_an_agencys_own_page_tells_its_assignment(real_bank: Any, built_site: Path) -> None:
    assert agency_of("vinnova", real_bank, wording_in(real_bank.reference, "sv")).view.assignment
    assert agency_of("inkop-gavleborg", real_bank, wording_in(real_bank.reference, "sv")) is None
    html = (built_site / "aktorer/lakemedelsverket/index.html").read_text(encoding="utf-8")
    assert 'id="innovationsuppdrag"' in html


def test_the_nine_headings_of_the_reports_table_are_the_spheres(real_bank: Any) -> None:
    assert len(real_bank.reference.knowledge.spheres.spheres) == 9


# ------------------------------------------------------------------ contradictions


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_contradiction_gives_its_readings_with_sources(real_bank: Any, language: str) -> None:
    page = contradictions_page(real_bank, wording_in(real_bank.reference, language))
    shown = [one for kind in page.kinds for one in kind.items]
    assert len(shown) == len(real_bank.reference.knowledge.contradictions.contradictions) >= 12
    assert all(links for one in shown for _, links in one.readings)


def test_a_contradiction_is_shown_on_every_page_it_concerns(real_bank: Any, built_site: Path) -> None:
    pages = {"process": "vagledning/", "agencies": "aktorer/", "actors": "aktorer/", "sources": "kallor/"}
    for one in real_bank.reference.knowledge.contradictions.contradictions:
        for place in one.concerns:
            folder, _, id = place.partition("/")
            address = {
                "cases": f"fall/{id}/", "sources": f"kallor/{id}/" if id else "kallor/", "surveys": "hinder/",
                "vocabularies": "hinder/" if id in ("barriers", "success-factors") else "definitioner/",
            }.get(folder) or pages[folder]  # fmt: skip
            html = (built_site / address / "index.html").read_text(encoding="utf-8")
            assert f'id="m-{one.id}"' in html, f"{one.id} is not on {address}"


def test_every_record_that_a_contradiction_concerns_exists(real_bank: Any) -> None:
    places = [place for one in real_bank.reference.knowledge.contradictions.contradictions for place in one.concerns]
    assert [place for place in places if place.startswith("cases/") and place[6:] not in real_bank.by_id] == []


@pytest.mark.parametrize("name", ["agencies", "contradictions", "inventory", "spheres", "interviews"])
def test_the_knowledge_is_open_data(built_site: Path, name: str) -> None:
    data = json.loads((built_site / f"data/v1/{name}.json").read_text(encoding="utf-8"))
    assert data["licence"] == "CC-BY-4.0" and data["count"] > 0
