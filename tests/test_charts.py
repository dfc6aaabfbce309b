"""A chart is a picture of a table: named, described, in colours of the theme, and the right lengths."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from casebank.charts import LETTERS, WIDEST, Bar, bars

ROWS = [Bar("Först", 10), Bar("Sedan", 5, this=True), Bar("<Sist> & minst", 0)]


def chart(**options: Any) -> ElementTree.Element:
    return ElementTree.fromstring(str(bars("bild", "En <titel>", "Vad den visar", ROWS, **options)).replace("\u202f", " "))


def widths(svg: ElementTree.Element) -> list[float]:
    return [float(rect.get("width", "").rstrip("%")) for rect in svg.iter("rect") if rect.get("class") == "cb-chart__bar"]


def test_a_chart_has_a_name_and_a_description() -> None:
    svg = chart()
    assert svg.get("role") == "img" and svg.get("aria-labelledby") == "bild-t bild-d"
    assert (svg.findtext("title"), svg.findtext("desc")) == ("En <titel>", "Vad den visar")


def test_bars_are_as_long_as_their_numbers() -> None:
    first, second, third = widths(chart())
    assert first == WIDEST and second == WIDEST / 2
    assert 0 < third < 1  # nothing is still a mark to see


def test_percentages_are_measured_against_a_hundred() -> None:
    assert widths(chart(whole=100, unit=" %"))[0] == WIDEST / 10


def test_the_numbers_stand_at_the_bars() -> None:
    numbers = [text.text for text in chart(unit=" %").iter("text") if text.get("class") == "cb-chart__number"]
    assert numbers == ["10 %", "5 %", "0 %"]


def test_no_colour_and_no_style_is_written_into_a_chart() -> None:
    """The theme's colours hold in the dark and in print, and the Content-Security-Policy allows no style."""
    written = str(bars("bild", "T", "D", ROWS, whole=100))
    assert not re.search(r"style=|fill=|stroke=|#[0-9a-f]{3}", written)


def test_long_labels_are_broken_to_fit_a_phone() -> None:
    svg = ElementTree.fromstring(str(bars("b", "T", "D", [Bar("ord " * 40, 1)])))
    lines = [span.text or "" for span in svg.iter("tspan")]
    assert len(lines) > 3 and max(map(len, lines)) <= LETTERS


def test_the_row_of_the_page_is_marked() -> None:
    marked = [group for group in chart().iter("g") if "cb-chart__row--this" in group.get("class", "")]
    assert len(marked) == 1


def test_a_chart_without_rows_does_not_fail() -> None:
    assert "<svg" in str(bars("b", "T", "D", []))


def test_ids_of_charts_are_unique_on_the_page(built_site: Path) -> None:
    html = (built_site / "hinder/index.html").read_text(encoding="utf-8")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({id for id in ids if ids.count(id) > 1}) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_are_seen_at_320_pixels_and_nothing_widens_the_page(open_page: Callable[..., Any], scheme: str) -> None:
    page = open_page("hinder/", viewport={"width": 320, "height": 640}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    box = page.evaluate(
        """() => { const svg = document.querySelector('.cb-chart'), edge = svg.getBoundingClientRect().right;
        return [...svg.querySelectorAll('text')].filter(text => text.getBoundingClientRect().right > edge + 1).length; }"""
    )
    assert box == 0
    fill, back = page.evaluate(
        "[getComputedStyle(document.querySelector('.cb-chart__bar')).fill, getComputedStyle(document.body).backgroundColor]"
    )
    assert fill != back
