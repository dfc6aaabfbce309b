"""The browse page in a real browser: facets, text, order, views, address, tray, by mouse and by keyboard.

The expected numbers are counted here from the bank itself, not read from the page.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from casebank.bank import FACETS
from casebank.views.listing import sort_key
from casebank.wording import wording_in

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


class Counted:
    """What ought to be found, counted from the records."""

    def __init__(self, bank: Any) -> None:
        self.records = {
            entry.id: {(facet, code.lower()) for facet, codes in entry.terms.items() for code in codes} for entry in bank.entries
        }

    def ids(self, *choices: tuple[str, str]) -> set[str]:
        """Any of the choices in a facet, and so in every facet."""
        facets = {facet for facet, _ in choices}
        return {
            id
            for id, terms in self.records.items()
            if all(any((facet, slug) in terms for one, slug in choices if one == facet) for facet in facets)
        }

    def biggest(self, facet: str, place: int = 0) -> str:
        """The slug of the facet's most used choice (or the next one down)."""
        slugs = sorted({slug for terms in self.records.values() for one, slug in terms if one == facet})
        return sorted(slugs, key=lambda slug: (-len(self.ids((facet, slug))), slug))[place]


@pytest.fixture(scope="module")
def counted(real_bank: Any) -> Counted:
    return Counted(real_bank)


@pytest.fixture
def browse(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """The browse page in Swedish, with a query."""

    def open_(query: str = "", **options: Any) -> Page:
        options.setdefault("viewport", WIDE)
        page = open_page(f"fall/{query}", **options)
        expect(page.locator("#cb-hits")).to_have_text(re.compile(r"\d"))
        return page

    return open_


def box(page: Page, facet: str, slug: str) -> Any:
    return page.locator(f'#cb-filters input[name="{facet}"][value="{slug}"]')


def unfold(page: Page) -> None:
    """A long list shows its end only when asked to (the focus goes to what is new)."""
    while page.locator("#cb-more").is_visible():
        page.locator("#cb-more").click()


def shown(page: Page) -> set[str]:
    """All that is found, in the view of cards."""
    unfold(page)
    return set(page.locator("#cb-list > li").evaluate_all("list => list.map(one => one.dataset.id)"))


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def count_of(page: Page, facet: str, slug: str) -> int:
    return int(box(page, facet, slug).locator("xpath=..").locator(".cb-count").text_content().replace("\xa0", ""))


def choose(page: Page, facet: str, slug: str) -> None:
    box(page, facet, slug).locator("xpath=ancestor::details").evaluate("one => { one.open = true }")
    box(page, facet, slug).click()


def focus_is_somewhere(page: Page) -> None:
    assert page.evaluate("document.activeElement !== document.body && document.activeElement.checkVisibility()"), "the focus is lost"


# ------------------------------------------------------------------------------ facets


def test_every_record_is_listed_without_script(open_page: Callable[..., Page], counted: Counted) -> None:
    page = open_page("fall/", java_script_enabled=False)
    assert page.locator("#cb-list > li").count() == len(counted.records)
    links = page.locator(".cb-facet a")
    assert links.count() > 20, "without script each choice is a link to its own page"


def test_choices_are_any_of_within_a_facet_and_all_of_across(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse()
    first, second = ("sector", counted.biggest("sector", 0)), ("sector", counted.biggest("sector", 1))
    third = ("type", counted.biggest("type"))
    choose(page, *first)
    assert shown(page) == counted.ids(first)
    choose(page, *second)
    assert shown(page) == counted.ids(first, second)
    choose(page, *third)
    assert shown(page) == counted.ids(first, second, third)
    assert f"{len(counted.ids(first, second, third))} av {len(counted.records)}" in page.locator("#cb-hits").inner_text()


def test_counts_are_what_each_choice_would_give(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse()
    chosen = [("sector", counted.biggest("sector", 0)), ("type", counted.biggest("type", 0))]
    for one in chosen:
        choose(page, *one)
    for facet in ("type", "sector", "barrier", "outcome"):
        elsewhere = [one for one in chosen if one[0] != facet]
        slugs = page.locator(f'#cb-filters input[name="{facet}"]').evaluate_all("list => list.map(one => one.value)")
        for slug in slugs:
            expected = len(counted.ids(*elsewhere, (facet, slug)))
            assert count_of(page, facet, slug) == expected, f"{facet}: {slug}"
            row = box(page, facet, slug).locator("xpath=..")
            assert ("cb-zero" in (row.get_attribute("class") or "")) == (expected == 0)
            assert box(page, facet, slug).is_enabled(), "a choice without records is dimmed, not out of reach"


def test_every_facet_of_the_bank_is_there(browse: Callable[..., Page], counted: Counted, real_bank: Any) -> None:
    page = browse()
    used = {facet for terms in counted.records.values() for facet, _ in terms}
    names = page.locator("#cb-filters details").evaluate_all("list => list.map(one => one.dataset.facet)")
    assert names == [facet for facet in FACETS if facet in used]


# ------------------------------------------------------------------------------ text


def test_text_ignores_case_accents_and_neighbours_spelling(browse: Callable[..., Page], real_bank: Any) -> None:
    page = browse()
    words = ["Skåne", "skane", "SKAANE"]
    found = []
    for word in words:
        page.locator("#cb-q").fill(word)
        found.append(shown(page))
    assert found[0] and found[0] == found[1] == found[2]


def test_all_words_must_be_there_in_any_order_and_as_parts_of_words(browse: Callable[..., Page]) -> None:
    page = browse()
    field = page.locator("#cb-q")
    field.fill("upphandling")
    one = shown(page)
    assert "innovationsupphandling-x" in one, "a part of a compound finds it"
    field.fill("gävleborg upphandling")
    both = shown(page)
    field.fill("upphandling gävleborg")
    assert both and both == shown(page) and both < one


def test_text_and_facets_together(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse("?q=region")
    words = shown(page)
    kind = ("type", counted.biggest("type"))
    choose(page, *kind)
    assert shown(page) == words & counted.ids(kind)
    for slug in page.locator('#cb-filters input[name="type"]').evaluate_all("list => list.map(one => one.value)"):
        assert count_of(page, "type", slug) == len(words & counted.ids(("type", slug)))


# ------------------------------------------------------------------------------ address


def test_the_choice_is_in_the_address_and_reload_back_and_forward_keep_it(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse()
    first, second = ("sector", counted.biggest("sector", 0)), ("sector", counted.biggest("sector", 1))
    choose(page, *first)
    choose(page, *second)
    page.locator("#cb-q").fill("vård")
    page.get_by_role("button", name="Tabell", exact=True).click()
    asked = query(page)
    assert set(asked.pop("sector")) == {first[1], second[1]}
    assert asked == {"q": ["vård"], "view": ["table"]}
    hits = page.locator("#cb-hits").inner_text()
    page.reload()
    expect(page.locator("#cb-hits")).to_have_text(hits)
    assert box(page, *first).is_checked() and box(page, *second).is_checked()
    assert page.locator("#cb-q").input_value() == "vård"
    expect(page.locator("table.cb-listing")).to_be_visible()
    page.go_back()
    expect(page.locator("#cb-list")).to_be_visible()
    page.go_back()
    assert shown(page) == counted.ids(first) and not box(page, *second).is_checked()
    page.go_back()
    assert shown(page) == set(counted.records)
    page.go_forward()
    assert shown(page) == counted.ids(first)


def test_unknown_words_in_the_address_are_passed_over(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse("?sector=finns-ej&nonsense=1&sort=upp&view=karta-over-mars&toString=1&type=%3Cscript%3E")
    assert shown(page) == set(counted.records)
    assert page.locator("#cb-chips").is_hidden()


def test_what_the_address_says_is_never_markup(browse: Callable[..., Page]) -> None:
    page = browse("?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&id=%3Cb%3E,../../x,pimm")
    assert page.locator("#cb-chips img").count() == 0
    expect(page.locator("#cb-chips")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("#cb-tray summary")).to_have_text("Valda: 1")


def test_typing_does_not_fill_the_history(browse: Callable[..., Page]) -> None:
    page = browse()
    before = page.evaluate("history.length")
    page.locator("#cb-q").press_sequentially("region")
    assert query(page) == {"q": ["region"]} and page.evaluate("history.length") == before


# ------------------------------------------------------------------------------ order and views


def test_orders(browse: Callable[..., Page], real_bank: Any) -> None:
    starts = {entry.id: (entry.record.period.start or "") if entry.record.period else "" for entry in real_bank.entries}
    results = {entry.id: sum(one.goal_status != "expected" for one in entry.record.results) for entry in real_bank.entries}
    page = browse()

    def order(name: str) -> list[str]:
        page.locator('select[name="sort"]').select_option(name)
        unfold(page)
        return page.locator("#cb-list > li").evaluate_all("list => list.map(one => one.dataset.id)")

    newest = [starts[id] for id in order("newest")]
    assert newest == sorted(newest, reverse=True)
    oldest = [starts[id] for id in order("oldest")]
    assert oldest == sorted(oldest, key=lambda start: start or "~")
    most = [results[id] for id in order("results")]
    assert most == sorted(most, reverse=True)
    say = wording_in(real_bank.reference, "sv")
    titles = {entry.id: say.local(entry.record.title).text for entry in real_bank.entries}
    assert order("title") == sorted(titles, key=lambda id: (sort_key(titles[id], "sv"), id))


def test_table_and_timeline_say_what_the_cards_say(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse(f"?type={counted.biggest('type')}")
    unfold(page)
    titles = sorted(page.locator("#cb-list h2").all_text_contents())
    page.get_by_role("button", name="Tabell", exact=True).click()
    unfold(page)
    table = page.get_by_role("table")
    assert sorted(table.locator("tbody th a").all_text_contents()) == titles
    assert table.locator("thead th").all_inner_texts() == ["Namn", "Typ", "Plats", "Tid", "Utfall", "Jämför"]
    assert page.get_by_role("button", name="Tabell", exact=True).get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Tidslinje", exact=True).click()
    unfold(page)
    assert sorted(page.locator(".cb-time li a").all_text_contents()) == titles
    assert page.locator("table.cb-listing").is_hidden() and page.locator("#cb-list").is_hidden()


def test_timeline_is_in_order_and_its_bars_lie_where_the_years_are(browse: Callable[..., Page], real_bank: Any) -> None:
    page = browse("?view=timeline")
    dated = [entry for entry in real_bank.entries if entry.record.period and (entry.record.period.start or entry.record.period.end)]
    unfold(page)
    bars = page.locator("#cb-gantt li")
    assert bars.count() == len(dated)
    assert page.locator("#cb-undated li").count() == len(real_bank.entries) - len(dated)
    whole = next(entry for entry in dated if entry.record.period.start and entry.record.period.end)
    years = page.locator("#cb-years span")
    first, second = int(years.nth(0).inner_text()), int(years.nth(1).inner_text())
    axis, step = years.nth(0).bounding_box(), years.nth(1).bounding_box()["x"] - years.nth(0).bounding_box()["x"]
    title = wording_in(real_bank.reference, "sv").local(whole.record.title).text
    bar = bars.filter(has_text=title).locator(".cb-track span").bounding_box()
    year = first + (bar["x"] - axis["x"]) / step * (second - first)
    assert abs(year - int(whole.record.period.start[:4])) < 1.1


# ------------------------------------------------------------------------------ chips, nothing, out


def test_chips_take_away_what_they_name_and_keep_the_focus(browse: Callable[..., Page], counted: Counted) -> None:
    sector, kind = counted.biggest("sector"), counted.biggest("type")
    page = browse(f"?q=a&sector={sector}&type={kind}")
    chips = page.locator("#cb-chips .cb-chip")
    assert chips.count() == 3
    chips.nth(0).focus()
    page.keyboard.press("Enter")
    assert query(page).keys() == {"sector", "type"} and page.locator("#cb-q").input_value() == ""
    focus_is_somewhere(page)
    assert page.evaluate("document.activeElement.className") == "cb-chip"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    focus_is_somewhere(page)
    assert shown(page) == set(counted.records) and query(page) == {}


def test_clear_all(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse(f"?q=vård&sector={counted.biggest('sector')}&view=table&id=pimm")
    page.locator("#cb-chips").get_by_role("button", name="Rensa alla filter").click()
    assert query(page) == {"view": ["table"], "id": ["pimm"]}, "the view and what is picked are no filters"
    focus_is_somewhere(page)


def test_nothing_found_shows_ways_on_that_lead_somewhere(browse: Callable[..., Page], counted: Counted) -> None:
    sector = counted.biggest("sector")
    page = browse(f"?q=xyzzy&sector={sector}")
    nothing = page.locator("#cb-nothing")
    expect(nothing).to_be_visible()
    assert page.locator("#cb-list").is_hidden()
    way = nothing.get_by_role("button", name=f"{len(counted.ids(('sector', sector)))} fall")
    way.click()
    assert shown(page) == counted.ids(("sector", sector))
    expect(nothing).to_be_hidden()
    focus_is_somewhere(page)


def test_the_count_is_announced_once_the_typing_rests(browse: Callable[..., Page]) -> None:
    page = browse()
    assert page.locator("#cb-announce").inner_text() == "", "nothing is read out before anything was done"
    page.locator("#cb-q").press_sequentially("upphandling")
    expect(page.locator("#cb-announce")).to_have_text(page.locator("#cb-hits").inner_text())


def test_csv_holds_the_selection_and_no_formula(
    browse: Callable[..., Page], counted: Counted, site_url: str
) -> None:
    page = browse()
    # A record whose title a spreadsheet would run, put in on the way to the browser.
    html = page.context.request.get(f"{site_url}fall/").text()
    victim = sorted(counted.records)[0]
    start = html.index(f'data-id="{victim}"')
    title = re.search(r"<h2><a [^>]*>(.*?)</a>", html[start:]).group(1)
    html = html[:start] + html[start:].replace(f">{title}</a>", '>=HYPERLINK("x";"y")</a>', 1)
    page.route("**/fall/", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(f"{site_url}fall/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta urvalet som CSV").click()
    data = Path(download.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and download.value.suggested_filename == "fall.csv"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == ["id", "title", "type", "place", "period", "outcome", "url"]
    assert {row["id"] for row in rows} == set(counted.records)
    by_id = {row["id"]: row for row in rows}
    assert by_id[victim]["title"] == """'=HYPERLINK("x";"y")"""
    assert by_id["innovationsupphandling-x"]["url"] == f"{site_url}fall/innovationsupphandling-x/"


def test_printing_takes_the_whole_selection(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse(f"?type={counted.biggest('type')}")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#cb-list > li").count() == len(counted.ids(("type", counted.biggest("type"))))
    assert page.locator("#cb-selection").is_visible() and "av" in page.locator("#cb-selection").inner_text()
    assert page.locator("#cb-filters").is_hidden()


# ------------------------------------------------------------------------------ tray


def test_the_tray_is_kept_in_the_address_and_goes_along_to_other_pages(
    browse: Callable[..., Page], counted: Counted, site_url: str
) -> None:
    page = browse(f"?type={counted.biggest('type')}")
    first, second = sorted(counted.ids(("type", counted.biggest("type"))))[:2]
    tray = page.locator("#cb-tray")
    assert tray.is_hidden()
    unfold(page)
    page.locator(f'[data-cb-pick][value="{first}"]').check()
    expect(tray).to_contain_text("Välj minst ett till.")
    assert tray.get_by_role("link").count() == 0, "one record is no comparison"
    page.locator(f'[data-cb-pick][value="{second}"]').check()
    assert page.url.endswith(f"?type={counted.biggest('type')}&id={first},{second}")
    expect(tray.get_by_role("link", name="Jämför 2")).to_be_visible()
    # To a record: the picks go along, the filters do not.
    page.locator("#cb-list h2 a").nth(2).click()
    page.wait_for_url(f"**/fall/*/?id={first},{second}")
    page.go_back()
    expect(tray.get_by_role("link", name="Jämför 2")).to_be_visible()
    tray.get_by_role("link", name="Jämför 2").click()
    page.wait_for_url(f"{site_url}jamfor/?id={first},{second}")
    # And back to the list from there.
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Alla fall").click()
    page.wait_for_url(f"{site_url}fall/?id={first},{second}")
    unfold(page)
    expect(page.locator(f'[data-cb-pick][value="{first}"]')).to_be_checked()


def test_the_tray_on_a_topic_page_knows_titles_picked_elsewhere(open_page: Callable[..., Page], real_bank: Any) -> None:
    facet, code = max((key for key in real_bank.by_term if key[0] == "barrier"), key=lambda key: (len(real_bank.by_term[key]), key))
    here = {entry.id for entry in real_bank.by_term[facet, code]}
    elsewhere = next(entry for entry in real_bank.entries if entry.id not in here)
    page = open_page(f"fall/{facet}/{code.lower()}/?id={elsewhere.id}", viewport=WIDE)
    page.locator("#cb-tray summary").click()
    expect(page.locator("#cb-tray li")).to_contain_text(wording_in(real_bank.reference, "sv").local(elsewhere.record.title).text)
    page.locator("[data-cb-pick]").first.check()
    expect(page.locator("#cb-tray summary")).to_have_text("Valda: 2")


def test_no_more_than_six(browse: Callable[..., Page], counted: Counted) -> None:
    ids = sorted(counted.records)
    page = browse(f"?id={','.join(ids[:6])}")
    unfold(page)
    seventh = page.locator(f'[data-cb-pick][value="{ids[6]}"]')
    seventh.click()
    expect(seventh).not_to_be_checked()
    expect(page.locator("#cb-tray")).to_contain_text("Högst 6")
    assert query(page)["id"] == [",".join(ids[:6])]


def test_taking_away_in_the_tray_keeps_the_focus_and_back_brings_it_again(browse: Callable[..., Page], counted: Counted) -> None:
    ids = sorted(counted.records)[:2]
    page = browse(f"?id={','.join(ids)}")
    page.locator("#cb-tray summary").click()
    page.locator("#cb-tray li button").first.click()
    assert query(page)["id"] == [ids[1]]
    focus_is_somewhere(page)
    page.locator("#cb-tray li button").first.click()
    expect(page.locator("#cb-tray")).to_be_hidden()
    focus_is_somewhere(page)
    page.go_back()
    unfold(page)
    expect(page.locator(f'[data-cb-pick][value="{ids[1]}"]')).to_be_checked()


def test_the_language_switch_takes_the_whole_choice_along(browse: Callable[..., Page], counted: Counted) -> None:
    kind = counted.biggest("type")
    page = browse(f"?type={kind}&view=table&id=pimm")
    page.locator(".cb-langs").get_by_role("link", name="English").click()
    page.wait_for_url(f"**/en/cases/?type={kind}&view=table&id=pimm")
    expect(page.get_by_role("table")).to_be_visible()


def test_links_are_left_alone_when_nothing_is_picked(browse: Callable[..., Page], site_url: str) -> None:
    page = browse("?q=pimm")
    link = page.locator("#cb-list h2 a").first
    link.hover()
    assert "?" not in link.get_attribute("href")


# ------------------------------------------------------------------------------ keyboard, phone, size


STATES = {
    "chips and an open tray": ("?q=vård&type={type}&id=pimm,spelplanen", "document.querySelector('#cb-tray details').open = true"),
    "all facets open": ("?type={type}", "document.querySelectorAll('#cb-filters details').forEach(one => { one.open = true })"),
    "table": ("?view=table&id=pimm", ""),
    "timeline": ("?view=timeline", ""),
    "nothing found": ("?q=xyzzy&type={type}", ""),
    "sheet on a phone": ("?type={type}", "document.getElementById('cb-filters').showPopover()"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_no_state_has_an_accessibility_fault(state: str, scheme: str, browse: Callable[..., Page], counted: Counted) -> None:
    address, script = STATES[state]
    page = browse(address.format(type=counted.biggest("type")), viewport=PHONE if "phone" in state else WIDE, color_scheme=scheme)
    if script:
        page.evaluate(script)
    result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert result.violations_count == 0, result.generate_report()


def test_everything_by_keyboard(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse()
    kind = page.locator('#cb-filters input[name="type"]').first
    page.locator("#cb-q").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if kind.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Space")
    assert kind.evaluate("one => one === document.activeElement"), "the focus stays on what was chosen"
    assert shown(page) == counted.ids(("type", kind.get_attribute("value")))
    page.get_by_role("button", name="Tabell", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_be_visible()
    assert page.evaluate("document.activeElement.dataset.view") == "table"


def test_enter_in_the_field_does_not_leave_the_page(browse: Callable[..., Page]) -> None:
    page = browse()
    page.locator("#cb-q").fill("region")
    page.locator("#cb-q").press("Enter")
    assert query(page) == {"q": ["region"]}


def test_on_a_phone_the_facets_are_a_sheet(browse: Callable[..., Page], counted: Counted) -> None:
    page = browse(viewport=PHONE)
    sheet = page.locator("#cb-filters")
    assert sheet.is_hidden()
    opener = page.get_by_role("button", name="Filtrera")
    opener.focus()
    page.keyboard.press("Enter")
    expect(sheet).to_be_visible()
    kind = counted.biggest("type")
    choose(page, "type", kind)
    done = sheet.get_by_role("button", name=f"Visa {len(counted.ids(('type', kind)))} fall")
    done.click()
    expect(sheet).to_be_hidden()
    assert shown(page) == counted.ids(("type", kind))
    expect(opener).to_contain_text("valda: 1")
    opener.click()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.fixture(scope="module")
def thousands(site_url: str, browser: Any) -> Iterator[str]:
    """The browse page's HTML with 5,000 records made of the real ones."""
    context = browser.new_context()
    html = context.request.get(f"{site_url}fall/").text()
    context.close()
    cards = re.findall(r'<li class="cb-card".*?</li>', html, re.S)
    data = json.loads(re.search(r'id="cb-data">(.*?)</script>', html, re.S).group(1))
    ids = [re.search(r'data-id="([^"]+)"', card).group(1) for card in cards]
    count = len(cards)
    records = [data["records"][n % count] for n in range(5000)]
    many = [cards[n % count].replace(ids[n % count], f"{ids[n % count]}-{n}") for n in range(5000)]
    first, last = html.index(cards[0]), html.index(cards[-1]) + len(cards[-1])
    safe = json.dumps({**data, "records": records}).replace("<", "\\u003c")
    html = html[:first] + "".join(many) + html[last:]
    yield re.sub(r'(id="cb-data">).*?(</script>)', lambda match: match.group(1) + safe + match.group(2), html, flags=re.S)


def test_five_thousand_records_put_no_more_in_the_page_than_sixty(page: Page, site_url: str, thousands: str, counted: Counted) -> None:
    page.route("**/fall/", lambda route: route.fulfill(body=thousands, content_type="text/html; charset=utf-8"))
    page.goto(f"{site_url}fall/")
    expect(page.locator("#cb-hits")).to_have_text("5\xa0000 fall")
    cards = page.locator("#cb-list > li")
    assert cards.count() == 60
    more = page.get_by_role("button", name=re.compile("Visa fler"))
    more.click()
    assert cards.count() == 120
    assert page.evaluate("document.activeElement === document.querySelectorAll('#cb-list h2 a')[60]"), "focus goes to the first new one"
    page.locator("#cb-q").fill("region")
    assert cards.count() <= 60
    total = int(re.match(r"[\d\xa0]+", page.locator("#cb-hits").inner_text()).group().replace("\xa0", ""))
    assert total > 60, "all are found though not all are in the page"
