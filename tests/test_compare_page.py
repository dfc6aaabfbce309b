"""The compare page in a real browser: any 2–6 records side by side, each cell with its source.

What the cells ought to say is taken from the bank, by the code that the static tables use too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from casebank import addresses
from casebank.comparison import Comparison
from casebank.comparison import compare as compare_entries
from casebank.fields import LANGUAGES
from casebank.wording import wording_in

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 700}
IDS = ("vinnova-innovationsslussar", "innovationsupphandling-x", "pimm")


@pytest.fixture(scope="module")
def expected(real_bank: Any) -> Callable[..., Comparison]:
    """The comparison that the bank gives for some records."""

    def make(*ids: str, language: str = "sv") -> Comparison:
        return compare_entries([real_bank.by_id[id] for id in ids], real_bank, wording_in(real_bank.reference, language))

    return make


@pytest.fixture
def compare(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """The compare page with a query, once it has said how it went."""

    def open_(query: str, language: str = "sv", **options: Any) -> Page:
        options.setdefault("viewport", WIDE)
        page = open_page(addresses.page("compare", language) + query, **options)
        if "id=" in query:
            expect(page.locator("#cb-compare-status")).to_have_text(re.compile(r"\S"))
        return page

    return open_


def of(*ids: str) -> str:
    return f"?id={','.join(ids)}"


def row(page: Page, label: str) -> Any:
    return page.locator("table.cb-compare tbody tr:not(.cb-group)").filter(has=page.locator("th", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")))


def heads(page: Page) -> list[str]:
    return page.locator("table.cb-compare thead a").all_text_contents()


def ids_in(page: Page) -> list[str]:
    return [id for id in parse_qs(urlsplit(page.url).query).get("id", [""])[0].split(",") if id]


def texts_of(page: Page) -> list[list[str]]:
    """The rows of facts as the page has them, white space tidied."""
    return page.locator("table.cb-compare tbody tr:not(.cb-group)").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.replace(/\\s+/g, ' ').trim()))"
    )


def tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def focus_is_somewhere(page: Page) -> None:
    assert page.evaluate("document.activeElement !== document.body && document.activeElement.checkVisibility()"), "the focus is lost"


# ------------------------------------------------------------------------------ the table


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_says_what_the_bank_says_row_for_row(
    language: str, compare: Callable[..., Page], expected: Callable[..., Comparison], real_bank: Any
) -> None:
    page = compare(of(*IDS), language)
    table, say = expected(*IDS, language=language), wording_in(real_bank.reference, language)
    assert heads(page) == [column.title.text for column in table.columns]
    got = texts_of(page)
    assert [line[0] for line in got] == [line.label for line in table.lines]
    for line, cells in zip(table.lines, got, strict=True):
        for cell, text in zip(line.cells, cells[1:], strict=True):
            assert (text == say("unknown")) == cell.unknown, f"{line.label}: {text}"
            for value in cell.values:
                assert tidy(value.text) in text
                for source in value.sources:
                    assert source.label in text
    silent = page.locator("#cb-compare-silent").inner_text().casefold()
    assert table.silent and all(label.casefold() in silent for label in table.silent)


def test_values_lead_to_their_terms_and_sources(compare: Callable[..., Page], expected: Callable[..., Comparison], site_url: str) -> None:
    page = compare(of(*IDS))
    table = expected(*IDS)
    links = set(page.locator("table.cb-compare tbody a").evaluate_all("list => list.map(one => one.href)"))
    for line in table.lines:
        for value in (value for cell in line.cells for value in cell.values):
            for url in [value.url] * bool(value.url) + [source.url for source in value.sources]:
                assert site_url + url in links
    source = next(source for line in table.lines for cell in line.cells for value in cell.values for source in value.sources)
    assert page.locator("table.cb-compare .cb-sources a").first.get_attribute("title") == source.title
    for address in sorted(links)[:40]:
        assert page.context.request.head(address.split("#")[0]).ok, address


def test_groups_of_rows_in_the_order_of_the_facts(compare: Callable[..., Page], expected: Callable[..., Comparison]) -> None:
    page = compare(of(*IDS))
    groups = list(dict.fromkeys(line.group_label for line in expected(*IDS).lines))
    assert page.locator("table.cb-compare tr.cb-group").all_text_contents() == groups


def test_results_carry_their_status_as_sign_and_word(compare: Callable[..., Page], expected: Callable[..., Comparison]) -> None:
    page = compare(of(*IDS))
    lines = [line for line in expected(*IDS).lines if line.group == "results"]
    assert lines
    for line in lines:
        expect(row(page, line.label).locator(f".cb-status--{line.id}")).to_have_text(line.label)


def test_header_and_first_column_stay_in_sight(compare: Callable[..., Page], real_bank: Any) -> None:
    ids = [entry.id for entry in real_bank.entries if entry.record.results][:6]
    page = compare(of(*ids))
    area = page.locator("#cb-compare-scroll")
    area.evaluate("one => { one.scrollTop = 600; one.scrollLeft = 400 }")
    box = area.bounding_box()
    head = page.locator("table.cb-compare thead th").first.bounding_box()
    assert abs(head["y"] - box["y"]) < 2 and abs(head["x"] - box["x"]) < 2
    label = page.locator("table.cb-compare tbody tr:not(.cb-group) th").nth(8).bounding_box()
    assert abs(label["x"] - box["x"]) < 2


def test_a_source_stands_once_in_a_value_with_all_its_places(real_bank: Any, expected: Callable[..., Comparison]) -> None:
    several = 0
    for entry in real_bank.entries:
        for line in expected(entry.id).lines:
            for value in line.cells[0].values:
                assert len({source.url for source in value.sources}) == len(value.sources), f"{entry.id}: {line.label}"
        for part in (entry.record.need, entry.record.solution):
            places = [ref.locator for ref in part.source if ref.key == part.source[0].key] if part and part.source else []
            if len(set(places)) > 1:
                several += 1
                name = "need" if part is entry.record.need else "solution"
                (line,) = [line for line in expected(entry.id).lines if line.id == name]
                assert all(place in line.cells[0].values[0].sources[0].title for place in places if place)
    assert several, "no record of the bank tries this any more: make one here"


# ------------------------------------------------------------------------------ differences only


def test_differences_only_hides_what_is_alike_and_is_kept_in_the_address(
    compare: Callable[..., Page], expected: Callable[..., Comparison]
) -> None:
    page = compare(of(*IDS))
    lines = expected(*IDS).lines
    page.get_by_label("Visa bara skillnader").check()
    visible = page.locator("table.cb-compare tbody tr:not(.cb-group):visible th").all_text_contents()
    assert visible == [line.label for line in lines if line.differs] and len(visible) < len(lines)
    for group in page.locator("table.cb-compare tbody:has(.cb-group:visible)").all():
        assert group.locator("tr:not(.cb-group):visible").count(), "no heading without rows"
    page.reload()
    expect(page.get_by_label("Visa bara skillnader")).to_be_checked()
    expect(page.locator("table.cb-compare")).to_be_visible()
    page.get_by_label("Visa bara skillnader").uncheck()
    assert page.locator("table.cb-compare tbody tr:not(.cb-group):visible").count() == len(lines)
    assert "diff" not in page.url


def test_records_that_do_not_differ_say_so(compare: Callable[..., Page], site_url: str) -> None:
    page = compare("")
    # Two records with the same facts: one served under the other's name.
    page.route(f"**/{IDS[1]}.json", lambda route: route.fulfill(response=page.context.request.get(f"{site_url}jamfor/{IDS[0]}.json")))
    page.goto(f"{site_url}jamfor/{of(*IDS[:2])}")
    page.get_by_label("Visa bara skillnader").check()
    expect(page.locator("#cb-compare-alike")).to_be_visible()
    expect(page.locator("#cb-compare-status")).to_have_text("De valda fallen skiljer sig inte åt i någon uppgift.")


# ------------------------------------------------------------------------------ the choice


def test_the_choice_is_the_address_without_doublets(compare: Callable[..., Page], expected: Callable[..., Comparison]) -> None:
    page = compare(of(IDS[0], IDS[1], IDS[0]))
    assert heads(page) == [column.title.text for column in expected(*IDS[:2]).columns]
    expect(page.locator("#cb-compare-status")).to_have_text("Tabellen visar 2 fall.")


def test_more_than_six_and_unknown_names_are_said(compare: Callable[..., Page], real_bank: Any) -> None:
    ids = [entry.id for entry in real_bank.entries[:7]]
    page = compare(of(*ids, "finns-inte"))
    assert len(heads(page)) == 6
    status = page.locator("#cb-compare-status")
    expect(status).to_contain_text("Högst sex fall visas på en gång.")
    expect(status).to_contain_text("Det finns inget fall som heter finns-inte i banken.")


def test_what_the_address_says_is_never_markup_nor_a_way_out(compare: Callable[..., Page]) -> None:
    page = compare("?id=%3Cimg%20src=x%20onerror=alert(1)%3E,../data/v1/cases,//example.org/x,pimm")
    assert page.locator("#cb-compare img").count() == 0
    assert len(heads(page)) == 1


def test_one_record_is_shown_and_asks_for_another(compare: Callable[..., Page], expected: Callable[..., Comparison]) -> None:
    page = compare(of("pimm"))
    assert heads(page) == [expected("pimm").columns[0].title.text]
    expect(page.locator("#cb-compare-status")).to_have_text("Välj minst ett fall till att jämföra med.")
    expect(page.get_by_label("Visa bara skillnader")).to_be_hidden()


def test_nothing_chosen_shows_the_ways_in(compare: Callable[..., Page]) -> None:
    page = compare("")
    expect(page.locator("#cb-compare-empty")).to_be_visible()
    expect(page.locator("#cb-compare-table")).to_be_hidden()


def test_adding_removing_and_back(compare: Callable[..., Page]) -> None:
    page = compare(of(*IDS[:2]))
    page.get_by_label("Lägg till ett fall").select_option(IDS[2])
    page.get_by_role("button", name="Lägg till").click()
    expect(page.locator("#cb-compare-status")).to_have_text("Tabellen visar 3 fall.")
    assert ids_in(page) == list(IDS)
    title = heads(page)[0]
    page.locator("table.cb-compare").get_by_role("button", name=f"Ta bort {title}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cb-compare-status")).to_have_text("Tabellen visar 2 fall.")
    assert ids_in(page) == list(IDS[1:]) and title not in heads(page)
    focus_is_somewhere(page)
    page.go_back()
    expect(page.locator("table.cb-compare thead th")).to_have_count(4)
    page.go_back()
    expect(page.locator("table.cb-compare thead th")).to_have_count(3)
    page.go_forward()
    expect(page.locator("table.cb-compare thead th")).to_have_count(4)
    for left in (2, 1, 0):
        page.locator("table.cb-compare thead button").first.click()
        expect(page.locator("table.cb-compare thead button")).to_have_count(left)
        focus_is_somewhere(page)
    expect(page.locator("#cb-compare-empty")).to_be_visible()


def test_a_seventh_is_refused_and_what_is_there_cannot_be_chosen_again(compare: Callable[..., Page], real_bank: Any) -> None:
    ids = [entry.id for entry in real_bank.entries[:7]]
    page = compare(of(*ids[:6]))
    assert page.locator(f'#cb-add option[value="{ids[0]}"]').is_disabled()
    page.get_by_label("Lägg till ett fall").select_option(ids[6])
    page.get_by_role("button", name="Lägg till").click()
    expect(page.locator("#cb-compare-status")).to_have_text("Högst sex fall visas på en gång.")
    assert ids_in(page) == ids[:6]


def test_a_column_that_cannot_be_fetched_is_said_and_the_others_are_shown(open_page: Callable[..., Page], site_url: str) -> None:
    page = open_page("jamfor/", expect=("Failed to load resource",), viewport=WIDE)
    page.route(f"**/{IDS[0]}.json", lambda route: route.abort())
    page.goto(f"{site_url}jamfor/{of(*IDS)}")
    expect(page.locator("#cb-compare-status")).to_contain_text("kunde inte hämtas")
    assert len(heads(page)) == 2
    page.unroute(f"**/{IDS[0]}.json")
    page.reload()
    expect(page.locator("#cb-compare-status")).to_have_text("Tabellen visar 3 fall.")


def test_without_script_ready_made_tables_are_offered(open_page: Callable[..., Page]) -> None:
    page = open_page("jamfor/", java_script_enabled=False)
    assert page.locator("#cb-compare").is_hidden()
    assert page.locator("#fardiga").is_visible()
    assert page.locator("section:has(#fardiga) a").count() > 5


# ------------------------------------------------------------------------------ out


def test_csv_holds_the_rows_with_sources(compare: Callable[..., Page], expected: Callable[..., Comparison], site_url: str) -> None:
    page = compare(of(*IDS))
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta som CSV").click()
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and download.value.suggested_filename == "jamfor.csv"
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    table = expected(*IDS)
    assert rows[0] == ["Grupp", "Uppgift", *[column.title.text for column in table.columns]]
    assert [line[:2] for line in rows[1:-1]] == [[line.group_label, line.label] for line in table.lines]
    assert rows[-1][2:] == [f"{site_url}fall/{id}/" for id in IDS]
    for line, cells in zip(table.lines, rows[1:-1], strict=True):
        for cell, text in zip(line.cells, cells[2:], strict=True):
            assert (text == "Anges inte i källorna") == cell.unknown
            for value in cell.values:
                assert value.text in text and all(source.label in text for source in value.sources)


def test_a_formula_leaves_as_text(compare: Callable[..., Page], site_url: str) -> None:
    page = compare("")
    column = page.context.request.get(f"{site_url}jamfor/{IDS[0]}.json").json()
    column["rows"][0]["values"][0]["text"] = "=cmd|'/c calc'!A1"
    page.route(f"**/{IDS[0]}.json", lambda route: route.fulfill(json=column))
    page.goto(f"{site_url}jamfor/{of(*IDS)}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta som CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert rows[1][2] == "'=cmd|'/c calc'!A1"


@pytest.fixture
def copied(compare: Callable[..., Page]) -> Callable[[str, str], str]:
    """What a copy button puts on the clipboard."""

    def copy(query: str, button: str) -> str:
        page = compare(query, permissions=["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name=button).click()
        expect(page.locator("#cb-compare-status")).to_have_text("Kopierat")
        return page.evaluate("navigator.clipboard.readText()")

    return copy


def test_markdown_is_a_table_whose_cells_hold_together(
    copied: Callable[[str, str], str], expected: Callable[..., Comparison], site_url: str
) -> None:
    lines = copied(of(*IDS), "Kopiera som Markdown").split("\n")
    table = expected(*IDS)
    assert len(lines) == len(table.lines) + 4  # head, rule, an empty line, where it comes from
    assert lines[1] == "| --- | --- | --- | --- |"
    for line in lines[: len(table.lines) + 2]:
        assert len(re.findall(r"(?<!\\)\|", line)) == 5, line
    assert f"]({site_url}fall/pimm/)" in lines[0]
    assert lines[-1].endswith(f"]({site_url}jamfor/{of(*IDS)})")


def test_markdown_escapes_what_would_be_markup(compare: Callable[..., Page], site_url: str) -> None:
    page = compare("", permissions=["clipboard-read", "clipboard-write"])
    column = page.context.request.get(f"{site_url}jamfor/{IDS[0]}.json").json()
    column["rows"][0]["values"] = [{"text": "a | b\n*c* <i> [d](e) \\"}]
    page.route(f"**/{IDS[0]}.json", lambda route: route.fulfill(json=column))
    page.goto(f"{site_url}jamfor/{of(*IDS)}")
    page.get_by_role("button", name="Kopiera som Markdown").click()
    expect(page.locator("#cb-compare-status")).to_have_text("Kopierat")
    text = page.evaluate("navigator.clipboard.readText()")
    assert r"a \| b \*c\* \<i\> \[d\](e) \\" in text


class _Table(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_html_is_a_clean_table_with_whole_addresses(
    copied: Callable[[str, str], str], expected: Callable[..., Comparison], site_url: str
) -> None:
    parser = _Table()
    parser.feed(copied(of(*IDS), "Kopiera som HTML"))
    groups = {line.group for line in expected(*IDS).lines}
    assert parser.tags[0] == "table" and parser.tags.count("tr") == len(expected(*IDS).lines) + len(groups) + 1
    assert not {"button", "input", "script"} & set(parser.tags)
    assert parser.attributes <= {"href", "title", "lang", "hreflang", "scope", "colspan"}
    assert parser.links and all(link.startswith(site_url) for link in parser.links)


def test_copied_link_is_the_address(copied: Callable[[str, str], str], site_url: str) -> None:
    assert copied(of(*IDS), "Kopiera länk") == f"{site_url}jamfor/{of(*IDS)}"


def test_only_differences_go_out_when_only_they_are_shown(
    compare: Callable[..., Page], expected: Callable[..., Comparison]
) -> None:
    page = compare(of(*IDS) + "&diff=1")
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta som CSV").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert [line[1] for line in rows[1:-1]] == [line.label for line in expected(*IDS).lines if line.differs]


# ------------------------------------------------------------------------------ phone and paper


def test_on_a_phone_the_table_becomes_cards_with_named_cells(compare: Callable[..., Page]) -> None:
    page = compare(of(*IDS), viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    area = page.locator("#cb-compare-scroll")
    assert area.evaluate("one => one.scrollWidth <= one.clientWidth"), "no sideways crawl"
    titles = heads(page)
    cells = row(page, "Typ").locator("td")
    assert cells.evaluate_all("list => list.map(one => one.dataset.label)") == titles
    assert "Typ" in row(page, "Typ").get_by_role("rowheader").inner_text(), "still a table to a screen reader"
    for shown in cells.all():
        assert shown.evaluate("one => getComputedStyle(one, '::before').content").strip('"') in titles
    page.locator("#cb-chosen").get_by_role("button", name=f"Ta bort {titles[1]}").click()
    expect(page.locator("#cb-chosen li")).to_have_count(2)
    focus_is_somewhere(page)


def test_on_paper_nothing_is_cut_off(compare: Callable[..., Page]) -> None:
    page = compare(of(*IDS))
    page.emulate_media(media="print")
    area = page.locator("#cb-compare-scroll")
    assert area.evaluate("one => one.scrollHeight <= one.clientHeight + 1"), "the whole table, not a window on it"
    for hidden in ("#cb-choose", "#cb-compare-table .cb-actions", "table.cb-compare .cb-remove"):
        assert page.locator(hidden).first.is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "query,viewport",
    [("", WIDE), (of("pimm"), WIDE), (of(*IDS), WIDE), (of(*IDS) + "&diff=1", WIDE), (of(*IDS), PHONE)],
    ids=["nothing", "one", "three", "differences", "three on a phone"],
)
def test_no_state_has_an_accessibility_fault(query: str, scheme: str, viewport: dict[str, int], compare: Callable[..., Page]) -> None:
    page = compare(query, viewport=viewport, color_scheme=scheme)
    result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert result.violations_count == 0, result.generate_report()
