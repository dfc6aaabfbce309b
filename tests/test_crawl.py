"""Every page of the built site: what it links to is there, and every page can be reached."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conftest import ROOT, SITE_URL
from html_pages import Page, pages, target


@pytest.fixture(scope="module")
def site(built_site: Path) -> dict[str, Page]:
    """Every page of the real site."""
    return pages(built_site)


def told(problems: list[str]) -> None:
    """Fail with the first problems and their number."""
    assert not problems, f"{len(problems)} problems:\n" + "\n".join(problems[:25])


def test_every_internal_link_leads_to_a_file(site: dict[str, Page], built_site: Path) -> None:
    """Links, style sheets, scripts, pictures and srcset: each is a file of the site."""
    files = {path.relative_to(built_site).as_posix() for path in built_site.rglob("*") if path.is_file()}
    problems = []
    for page in site.values():
        for link in page.links:
            goal = target(page.path, link.url)
            if goal is not None and goal[0] not in files and page.path != "404.html":  # which has a test of its own
                problems.append(f"{page.path}: <{link.tag}> {link.url}")
    told(problems)


def test_every_anchor_is_on_its_page(site: dict[str, Page]) -> None:
    """A link with # leads to an id of the page it names."""
    ids = {path: set(page.ids) for path, page in site.items()}
    problems = []
    for page in site.values():
        for link in page.links:
            goal = target(page.path, link.url)
            if goal and goal[1] and goal[0] in ids and goal[1] not in ids[goal[0]]:
                problems.append(f"{page.path}: {link.url}")
    told(problems)


def test_links_keep_within_a_sub_path(site: dict[str, Page]) -> None:
    """No address begins with / (it would leave /repo/) or climbs out of the site."""
    problems = []
    for page in site.values():
        if page.path == "404.html":
            continue  # shown at any depth, so its addresses have to be absolute
        for link in page.links:
            goal = target(page.path, link.url)
            if link.url.startswith("/") or (goal and goal[0].startswith("..")):
                problems.append(f"{page.path}: {link.url}")
    told(problems)


def test_the_page_for_what_is_missing_works_at_any_depth(site: dict[str, Page], built_site: Path) -> None:
    """404.html is shown at other addresses than its own: absolute paths, below the site's own path."""
    base = urlsplit(SITE_URL).path
    for link in site["404.html"].links:
        parts = urlsplit(link.url)
        if parts.scheme or not parts.path:
            continue
        assert parts.path.startswith(base), link
        path = built_site / parts.path[len(base) :]
        assert (path / "index.html" if parts.path.endswith("/") else path).is_file(), link


def test_no_address_without_purpose(site: dict[str, Page]) -> None:
    """No empty href and no `#` that leads nowhere."""
    told([f"{page.path}: <{link.tag}> {link.url!r}" for page in site.values() for link in page.links if link.url in ("", "#")])


def test_every_page_can_be_reached(site: dict[str, Page]) -> None:
    """From the home page by links alone."""
    seen = {"index.html"}
    queue = deque(seen)
    while queue:
        page = site[queue.popleft()]
        for link in page.links:
            goal = target(page.path, link.url)
            if link.tag == "a" and goal and goal[0] in site and goal[0] not in seen:
                seen.add(goal[0])
                queue.append(goal[0])
    told(sorted(site.keys() - seen - {"404.html"}))


def test_links_to_other_hosts_are_safe(site: dict[str, Page]) -> None:
    """Other hosts only behind links that a visitor clicks: never loaded, never script."""
    problems = []
    for page in site.values():
        for link in page.links:
            parts = urlsplit(link.url)
            loads = link.tag != "a" and not (link.tag == "link" and link.rel in ("alternate", "canonical", "license"))
            if parts.scheme not in ("", "http", "https", "mailto") or (parts.netloc and loads):
                problems.append(f"{page.path}: <{link.tag} rel={link.rel}> {link.url}")
    told(problems)


def test_style_sheets_fetch_nothing_from_elsewhere(built_site: Path) -> None:
    """No @import and no url() to another host; what a style sheet names is there."""
    for path in built_site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "@import" not in text, path.name
        for url in re.findall(r"url\(\s*['\"]?([^'\")]+)", text):
            if not url.startswith(("data:", "#")):
                assert not urlsplit(url).netloc and (path.parent / url).is_file(), f"{path.name}: {url}"


def test_scripts_load_only_what_is_there(built_site: Path) -> None:
    """Modules import each other by the names they have after hashing."""
    for path in (built_site / "assets" / "casebank").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""", text):
            assert (path.parent / name).is_file(), f"{path.name} imports {name}"


def test_addresses_that_are_fixed(site: dict[str, Page]) -> None:
    """The addresses that others rely on, in three languages."""
    ids = sorted(path.name for path in (ROOT / "cases").iterdir() if (path / "case.yaml").is_file())
    for home, browse, compare, rest in (
        ("", "fall/", "jamfor/", ("aktorer/", "kallor/", "data/", "bidra/", "om/", "tillganglighet/")),
        ("en/", "en/cases/", "en/compare/", ("en/actors/", "en/sources/", "en/data/", "en/contribute/", "en/about/", "en/accessibility/")),
        ("nb/", "nb/caser/", "nb/sammenlign/", ("nb/aktorer/", "nb/kilder/", "nb/data/", "nb/bidra/", "nb/om/", "nb/tilgjengelighet/")),
    ):  # fmt: skip
        for address in (home, browse, compare, *rest, *(f"{browse}{id}/" for id in ids), f"{browse}barrier/ledarskap/"):
            assert f"{address}index.html" in site, address


def test_sitemap_has_every_page_and_only_pages(site: dict[str, Page], built_site: Path) -> None:
    """Each page but 404.html, under the address that its canonical link gives."""
    listed = re.findall(r"<loc>([^<]+)</loc>", (built_site / "sitemap.xml").read_text(encoding="utf-8"))
    assert len(listed) == len(set(listed))
    assert sorted(listed) == sorted(SITE_URL + page.address for page in site.values() if page.path != "404.html")
