"""Every kind of page in a real browser: axe, narrow screens, zoom, keyboard, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from axe_playwright_python.base import AXE_FILE_PATH
from casebank import addresses
from casebank.outputs import TEMPLATES
from conftest import ROOT
from html_pages import pages

LANGUAGES = ("sv", "en", "nb")
RECORD, OTHER = "innovationsupphandling-x", "aktiv-halsostyrning"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
AXE = Path(AXE_FILE_PATH).read_text(encoding="utf-8")


def _written(name: str) -> bool:
    return (ROOT / "site_src" / "docs" / f"{addresses.page(name, 'sv').rstrip('/')}.md").is_file()


KINDS = (
    *(name for name in addresses.PAGES if name in TEMPLATES or _written(name)),
    "record", "facet", "term", "source", "actor", "compared", "missing",
)  # fmt: skip
"""Every kind of page: those there is one of in each language, and an example of each other template."""


def address(kind: str, language: str) -> str:
    """Where an example of `kind` is."""
    if kind == "compared":
        return addresses.page("compare", language) + f"?id={RECORD},{OTHER}"
    return {
        "record": addresses.record(RECORD, language),
        "facet": addresses.facet("barrier", language),
        "term": addresses.term("barrier", "ledarskap", language),
        "source": addresses.source("socialstyrelsen-innovation", language),
        "actor": addresses.organisation("socialstyrelsen", language),
        "missing": "404.html",
    }.get(kind) or addresses.page(kind, language)


def loaded(page: Any, kind: str) -> None:
    """Wait for what a script adds to the page."""
    page.wait_for_load_state("load")
    if kind == "compared":
        page.wait_for_selector("table.cb-compare tbody tr td")


def violations(page: Any, where: str, within: str = "") -> list[str]:
    """What axe has against the page (or the element `within`), a line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE + "\n;undefined")
    result = page.evaluate(
        """([within, rules]) => axe.run(within || document, {runOnly: rules, resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})
            .then(result => result.violations.map(one => [one.id, one.help, one.nodes.map(node => node.target.join(' ') + ' ' + node.html.slice(0, 120))]))""",
        [within, RULES],
    )
    return [f"{where}: {id}: {help}: {'; '.join(nodes[:3])}" for id, help, nodes in result]


def too_wide(page: Any, where: str) -> list[str]:
    """What makes the page scroll sideways."""
    return page.evaluate(  # type: ignore[no-any-return]
        """where => {
            const width = document.documentElement.clientWidth;
            if (document.scrollingElement.scrollWidth <= width) return [];
            const wide = [...document.body.querySelectorAll('*')].filter(one => one.getBoundingClientRect().right > width + 1);
            return [where + ': scrolls sideways: ' + wide.slice(-3).map(one => one.outerHTML.slice(0, 100)).join(' | ')];
        }""",
        where,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_violations(kind: str, language: str, open_page: Callable[..., Any]) -> None:
    """Light and dark, 1280 and 320 px wide, search closed and open: axe finds nothing, nothing scrolls sideways.

    All four combinations in Swedish, and two that have each of the four in the other languages: those differ in
    their words, and so in what fits, but not in their colours.
    """
    page = open_page(address(kind, language), viewport=WIDE, color_scheme="light", reduced_motion="reduce")
    loaded(page, kind)
    problems = []
    combinations = [(WIDE, "light"), (NARROW, "dark"), (NARROW, "light"), (WIDE, "dark")]
    for viewport, scheme in combinations if language == "sv" else combinations[:2]:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        where = f"{viewport['width']} px, {scheme}"
        problems += violations(page, where) + too_wide(page, where)
        page.evaluate("document.getElementById('cb-search').showModal()")
        problems += violations(page, f"{where}, search open", "#cb-search") + too_wide(page, f"{where}, search open")
        page.evaluate("document.getElementById('cb-search').close()")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_violations_in_what_opens(open_page: Callable[..., Any], scheme: str, viewport: dict[str, int]) -> None:
    """Menus, filters, details and search results opened: axe finds nothing there either."""
    page = open_page(address("browse", "sv"), viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    problems = []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    problems += violations(page, "details open") + too_wide(page, "details open")
    for button in page.locator("[popovertarget]:not([popovertargetaction])").all():
        if button.is_visible():
            button.click()
            problems += violations(page, f"open: {button.text_content()}") + too_wide(page, "open")
            page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.wait_for_selector("#cb-search[open]")
    page.keyboard.type("innovation")
    page.wait_for_selector("#cb-search [role=option]")
    problems += violations(page, "search results", "#cb-search") + too_wide(page, "search results")
    page.locator("#cb-search-input").fill("qqqqzzzz")
    expect(page.locator("#cb-search-status")).to_contain_text("qqqqzzzz")
    problems += violations(page, "no search results", "#cb-search")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("kind", KINDS)
def test_zoom_and_wider_spacing(kind: str, open_page: Callable[..., Any]) -> None:
    """At 200 % zoom and with WCAG's text spacing nothing scrolls sideways and no text is cut off."""
    page = open_page(address(kind, "sv"), viewport={"width": 640, "height": 450}, bypass_csp=True)
    loaded(page, kind)
    page.add_style_tag(content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }")
    problems = too_wide(page, "640 px, wider spacing")
    problems += page.evaluate(
        """() => [...document.querySelectorAll('main *, header *')].filter(one => {
            const style = getComputedStyle(one);
            return one.children.length === 0 && one.textContent.trim() && style.overflow !== 'visible' && style.position !== 'absolute'
                && one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 1 && one.checkVisibility();
        }).map(one => 'cut off: ' + one.outerHTML.slice(0, 120))"""
    )
    assert not problems, "\n".join(problems)


# ------------------------------------------------------------------ keyboard

REACHABLE = """() => {
    const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
    const groups = new Set();
    return [...document.querySelectorAll(wanted)].filter(one => {
        if (one.disabled || one.inert || !one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) return false;
        if (one.tabIndex < 0 || one.closest('[inert]')) return false;
        if (one.type === 'radio') {  // one stop for a group
            if (groups.has(one.name)) return false;
            groups.add(one.name);
        }
        return true;
    }).map((one, number) => { one.dataset.stop = one.type === 'radio' ? one.name : number; return one.dataset.stop + '' });
}"""
STOP = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const style = getComputedStyle(here);
    const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none';
    const box = here.getBoundingClientRect();
    const name = here.type === 'radio' ? here.name : here.dataset.stop;
    return [name ?? here.outerHTML.slice(0, 100), shown, box.width > 0 && box.height > 0, here.outerHTML.slice(0, 100)];
}"""


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("kind", ["home", "record", "compared", "about", "actors"])
def test_everything_visible_is_reached_by_tab(kind: str, viewport: dict[str, int], open_page: Callable[..., Any]) -> None:
    """Tab stops at every link, button and field that can be seen, each with a visible focus, and comes out at the end."""
    page = open_page(address(kind, "sv"), viewport=viewport, reduced_motion="reduce")
    loaded(page, kind)
    wanted = page.evaluate(REACHABLE)
    assert len(wanted) > 10
    problems, seen = [], []
    for _ in range(len(wanted) + 10):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        name, shown, has_size, html = stop
        seen.append(name)
        if not shown:
            problems.append(f"focus not visible: {html}")
        if not has_size:
            problems.append(f"focus on something without size: {html}")
    else:
        problems.append("Tab never leaves the page")
    missed = set(wanted) - set(seen)
    problems += page.evaluate(
        "stops => stops.map(stop => 'not reached: ' + document.querySelector(`[data-stop='${stop}']`)?.outerHTML.slice(0, 120))", sorted(missed)
    )
    assert not problems, "\n".join(problems[:12])


def test_the_first_tab_leads_past_the_header(open_page: Callable[..., Any]) -> None:
    """The skip link is the first stop, can be seen when it has focus, and moves the focus to the text."""
    page = open_page(address("record", "sv"), viewport=WIDE)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#cb-main"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('cb-main').contains(document.activeElement)")


def test_search_by_keyboard_alone(open_page: Callable[..., Any]) -> None:
    """`/` opens, letters search, arrows move, Enter opens; Escape closes and gives the focus back."""
    page = open_page(address("record", "sv"), viewport=WIDE)
    link = page.locator("main a[href]").first
    link.focus()
    focused = page.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("/")
    page.wait_for_selector("#cb-search[open]")
    assert page.evaluate("document.activeElement.id") == "cb-search-input"
    assert page.locator("#cb-search-input").input_value() == ""
    page.keyboard.press("Escape")
    page.wait_for_selector("#cb-search:not([open])", state="attached")
    assert page.evaluate("document.activeElement.outerHTML") == focused

    page.keyboard.press("/")
    page.keyboard.type("aktiv hälsostyrning")
    page.wait_for_selector("#cb-search [role=option]")
    page.keyboard.press("ArrowDown")
    active = page.locator("#cb-search-input").get_attribute("aria-activedescendant")
    assert active and page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator("#cb-search-input").get_attribute("aria-activedescendant") == active
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/fall/aktiv-halsostyrning/" in page.url


def test_slash_in_a_field_is_a_slash(open_page: Callable[..., Any]) -> None:
    """Who writes in a field is not thrown into the search."""
    page = open_page(address("home", "sv"), viewport=WIDE)
    field = page.locator("main input[type=search]").first
    field.focus()
    page.keyboard.type("a/b")
    assert field.input_value() == "a/b"
    assert not page.locator("#cb-search[open]").count()


# ------------------------------------------------------------------ without scripts


@pytest.fixture
def plain(open_page: Callable[..., Any]) -> Iterator[Callable[[str], Any]]:
    """Open a page in a browser that runs no scripts."""
    yield lambda path: open_page(path, java_script_enabled=False, viewport=WIDE)


def test_a_record_can_be_read_without_scripts(plain: Callable[[str], Any], real_bank: Any) -> None:
    """The text, the facts and the references are in the page; nothing that needs a script is shown."""
    page = plain(address("record", "sv"))
    text = page.locator("article").inner_text()
    record = real_bank.by_id[RECORD].record
    for fact in (*record.results, *record.lessons, *record.barriers):
        assert " ".join(fact.text.sv.split()) in " ".join(text.split())
    assert page.locator(".cb-js:visible").count() == 0
    assert page.locator("li[id^=ref-]").count() == len(record.sources)


def test_the_list_is_whole_without_scripts(plain: Callable[[str], Any], real_bank: Any) -> None:
    """Every record is a link in the list."""
    for language in LANGUAGES:
        page = plain(address("browse", language))
        shown = page.locator("main h1 ~ * a:visible, main h3 a:visible").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        listed = {re.sub(r"[^/]*/?\.\./", "", href).strip("/").rpartition("/")[2] for href in shown}
        assert {entry.id for entry in real_bank.entries} <= listed
        assert page.locator(".cb-js:visible").count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_says_something_without_scripts(kind: str, plain: Callable[[str], Any]) -> None:
    """A heading and a text; no message that scripts are wanted where they are not."""
    page = plain(address(kind, "sv"))
    assert page.locator("h1:visible").count() == 1
    assert len(page.locator("main").inner_text()) > 80
    assert page.locator(".cb-js:visible").count() == 0


def test_search_without_scripts_leads_to_the_list(plain: Callable[[str], Any]) -> None:
    """Where the search button is not, a link to the list is."""
    page = plain(address("record", "sv"))
    page.locator("header a.cb-nojs:visible").click()
    assert page.url.endswith("/fall/")


def test_every_link_has_a_name(built_site: Path) -> None:
    """On every page, not only those axe looks at: a text, a label or a picture's alternative."""
    problems = []
    for page in pages(built_site).values():
        for node in page.tree.css("a[href]"):
            named = " ".join(node.text().split()) or node.attributes.get("aria-label") or node.css_first("img[alt], svg title")
            if not named:
                problems.append(f"{page.path}: {(node.html or '')[:120]}")
    assert not problems, "\n".join(problems[:20])
