"""Recommendations: all of them, each with source and records that speak to it, or plainly none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from casebank.fields import LANGUAGES
from casebank.views.recommendations_page import recommendations_page, spoken_to
from casebank.wording import wording_in

SETS = {"ho21": 17, "motion": 1, "skl": 5, "socialstyrelsen": 7}


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, real_bank: Any) -> Any:
    return recommendations_page(real_bank, wording_in(real_bank.reference, request.param))


def test_each_set_is_whole(page: Any) -> None:
    assert {one.id: len(one.items) for one in page.sets} == SETS


def test_each_has_its_own_words_a_source_and_our_numbering(page: Any) -> None:
    for one in page.sets:
        assert one.own_numbers and [item.number for item in one.items] == list(range(1, len(one.items) + 1))
        assert all(item.title and item.text and item.sources for item in one.items)


def test_records_that_speak_to_one_stand_with_it(real_bank: Any) -> None:
    page = recommendations_page(real_bank, wording_in(real_bank.reference, "sv"))
    shown = {item.id: {link.url for link, _ in item.records} for one in page.sets for item in one.items}
    for entry in real_bank.entries:
        for id in entry.record.recommendations:
            assert f"fall/{entry.id}/" in shown[id]
    assert page.shown == sum(bool(urls) for urls in shown.values())


def test_one_that_no_record_speaks_to_is_said_so(real_bank: Any, built_site: Path) -> None:
    page = recommendations_page(real_bank, wording_in(real_bank.reference, "sv"))
    html = (built_site / "rekommendationer/index.html").read_text(encoding="utf-8")
    assert html.count("Ingen i banken har visat det här ännu.") == page.count - page.shown


@pytest.mark.parametrize("address", ["rekommendationer/", "en/recommendations/", "nb/anbefalinger/"])
def test_each_has_an_anchor(built_site: Path, real_bank: Any, address: str) -> None:
    html = (built_site / address / "index.html").read_text(encoding="utf-8")
    assert all(f'id="{id}"' in html for id in real_bank.reference.recommendations)


def test_a_record_links_to_what_it_speaks_to(real_bank: Any) -> None:
    entry = next(entry for entry in real_bank.entries if entry.record.recommendations)
    links = spoken_to(entry.record.recommendations, real_bank, wording_in(real_bank.reference, "en"))
    assert [one.link.url for one in links] == [f"en/recommendations/#{id}" for id in entry.record.recommendations]


def test_the_recommendations_are_open_data(built_site: Path) -> None:
    data = json.loads((built_site / "data/v1/recommendations.json").read_text(encoding="utf-8"))
    assert data["count"] == sum(SETS.values()) and all("cases" in one for one in data["recommendations"])
