"""The built site, page by page: head, headings, languages, weight; and that nothing leaks into it."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT, mkdocs, tree
from conftest import SITE_URL as HOME
from html_pages import Page, pages, text_of

LANGUAGES = ("sv", "en", "nb")
BROWSE = {"sv": "fall/", "en": "en/cases/", "nb": "nb/caser/"}
FIRST_VIEW = 75_000  # bytes, compressed


@pytest.fixture(scope="module")
def site(built_site: Path) -> dict[str, Page]:
    """Every page of the real site."""
    return pages(built_site)


@pytest.fixture(scope="module")
def shown(site: dict[str, Page]) -> list[Page]:
    """The pages with an address of their own."""
    return [page for page in site.values() if page.path != "404.html"]


def told(problems: list[str]) -> None:
    """Fail with the first problems and their number."""
    assert not problems, f"{len(problems)} problems:\n" + "\n".join(problems[:25])


def language_of(page: Page) -> str:
    first = page.path.partition("/")[0]
    return first if first in LANGUAGES else "sv"


# ------------------------------------------------------------------------- the build


def test_the_build_says_nothing_is_wrong(build_log: str) -> None:
    """No warning of MkDocs: a link that leads nowhere, a page without a place."""
    told([line for line in build_log.splitlines() if re.match(r"(WARNING|ERROR)\b", line)])


def test_strict_build_leaves_the_project_as_it_was(small_project: Path) -> None:
    """`--strict` builds too, and besides site/ and caches nothing is written."""
    before = {path: path.read_bytes() for path in small_project.rglob("*") if path.is_file()}
    result = mkdocs(small_project, "build", "--strict")
    assert result.returncode == 0, result.stdout
    assert {path.relative_to(small_project).parts[0] for path in set(small_project.rglob("*")) - before.keys() if path.is_file()} <= {"site", ".cache", ".site.lock"}
    assert all(path.read_bytes() == data for path, data in before.items())


# ------------------------------------------------------------------------- every page


def test_no_page_has_an_unfilled_slot(site: dict[str, Page]) -> None:
    """Neither our slot marks nor a template's own signs."""
    told([page.path for page in site.values() if re.search(r"@@slot|\{\{|\{%|Undefined", page.text)])


def test_no_id_twice_in_a_page(site: dict[str, Page]) -> None:
    """An anchor leads to one place."""
    told([f"{page.path}: {id} {n} times" for page in site.values() for id, n in Counter(page.ids).items() if n > 1 or not id])


def test_every_page_says_its_language(site: dict[str, Page]) -> None:
    """`lang` on <html>, that of the tree it lies in."""
    told([f"{page.path}: {page.lang}" for page in site.values() if page.lang != language_of(page)])


def test_every_page_has_a_head(shown: list[Page]) -> None:
    """A title and a description of its own, one canonical address: the page's own."""
    problems = []
    for page in shown:
        head = page.tree
        title = text_of(head.css_first("head > title"))
        description = head.css_first('meta[name="description"]')
        canonical = [node.attributes.get("href") for node in head.css('link[rel="canonical"]')]
        if len(title) < 4 or "Praktikfallsbanken" not in title:
            problems.append(f"{page.path}: title {title!r}")
        if description is None or len(description.attributes.get("content") or "") < 12:
            problems.append(f"{page.path}: description {description and description.attributes.get('content')!r}")
        if canonical != [HOME + page.address]:
            problems.append(f"{page.path}: canonical {canonical}")
        for name in ("og:title", "og:description", "og:url", "og:locale"):
            if head.css_first(f'meta[property="{name}"]') is None:
                problems.append(f"{page.path}: no {name}")
    told(problems)


def test_titles_tell_pages_apart(shown: list[Page]) -> None:
    """No two pages of one kind have one title (a record may be called like the organisation behind it)."""

    def kind(page: Page) -> tuple[str, ...]:
        return (page.lang, *page.path.split("/")[:-2])

    titles = Counter((kind(page), text_of(page.tree.css_first("head > title"))) for page in shown)
    told([f"{'/'.join(kind)}: {title} ({n})" for (kind, title), n in titles.items() if n > 1])


def test_every_page_names_its_other_languages(shown: list[Page], site: dict[str, Page]) -> None:
    """hreflang for sv, en, nb and x-default; each page named names this one back."""
    alternates: dict[str, dict[str, str]] = {}
    problems = []
    for page in shown:
        links = [node.attributes for node in page.tree.css("link[hreflang]")]
        alternates[page.address] = {link["hreflang"] or "": link.get("href") or "" for link in links}
        if any((link.get("rel") or "").strip() != "alternate" for link in links):
            problems.append(f"{page.path}: an hreflang link that is no alternate")
    for page in shown:
        mine = alternates[page.address]
        if sorted(mine) != ["en", "nb", "sv", "x-default"]:
            problems.append(f"{page.path}: {sorted(mine)}")
            continue
        if mine[page.lang] != HOME + page.address or mine["x-default"] != mine["sv"]:
            problems.append(f"{page.path}: {mine}")
        for language in LANGUAGES:
            other = mine[language].removeprefix(HOME)
            if alternates.get(other) != mine:
                problems.append(f"{page.path}: {language} {other} does not answer")
    told(problems)


def test_language_switch_stays_on_the_same_thing(shown: list[Page]) -> None:
    """The switch in the header leads where hreflang says."""
    problems = []
    for page in shown:
        document = page.tree
        alternates = {node.attributes["hreflang"]: node.attributes["href"] for node in document.css("link[hreflang]")}
        switch = document.css('header a[hreflang]')
        if sorted(node.attributes["hreflang"] or "" for node in switch) != ["en", "nb", "sv"]:
            problems.append(f"{page.path}: {len(switch)} languages in the header")
        depth = page.address.count("/")
        for node in switch:
            wanted = ("../" * depth or "./") + (alternates.get(node.attributes["hreflang"]) or "").removeprefix(HOME)
            if node.attributes["href"] != wanted or node.attributes.get("lang") != node.attributes["hreflang"]:
                problems.append(f"{page.path}: {node.html} is not {wanted}")
    told(problems)


def test_structured_data_parses(shown: list[Page]) -> None:
    """JSON-LD on every page, valid JSON, with a context and a type."""
    problems = []
    for page in shown:
        scripts = [node.text() for node in page.tree.css('script[type="application/ld+json"]')]
        if not scripts:
            problems.append(f"{page.path}: none")
        for script in scripts:
            data = json.loads(script)
            if data.get("@context") != "https://schema.org" or not (data.get("@type") or data.get("@graph")):
                problems.append(f"{page.path}: {script[:80]}")
    told(problems)


def test_headings_are_an_outline(site: dict[str, Page]) -> None:
    """One h1, no level skipped, no empty heading."""
    problems = []
    for page in site.values():
        levels = [level for level, _ in page.headings]
        if levels.count(1) != 1:
            problems.append(f"{page.path}: {levels.count(1)} h1")
        if any(after > before + 1 for before, after in zip(levels, levels[1:], strict=False)) or levels[:1] != [1]:
            problems.append(f"{page.path}: levels {levels}")
        if not all(text for _, text in page.headings):
            problems.append(f"{page.path}: an empty heading")
    told(problems)


def test_nothing_needs_an_inline_script_or_style(site: dict[str, Page]) -> None:
    """What the Content-Security-Policy forbids is not there, and the policy is."""
    problems = []
    for page in site.values():
        document = page.tree
        if document.css("[style], style"):
            problems.append(f"{page.path}: a style in the page")
        if any("src" not in node.attributes and "json" not in (node.attributes.get("type") or "") for node in document.css("script")):
            problems.append(f"{page.path}: a script in the page")
        if re.search(r"<[a-z][^<>]*\son[a-z]+\s*=", page.text):
            problems.append(f"{page.path}: an event handler in the page")
        policy = document.css_first('meta[http-equiv="Content-Security-Policy"]')
        if policy is None or "default-src 'none'" not in (policy.attributes.get("content") or ""):
            problems.append(f"{page.path}: no policy")
    told(problems)


def test_tables_are_tables(site: dict[str, Page]) -> None:
    """Every table has a caption, header cells with scope, and can be scrolled by keyboard where it is wide."""
    problems = []
    for page in site.values():
        for table in page.tree.css("table"):
            if not text_of(table.css_first("caption")):
                problems.append(f"{page.path}: a table without caption")
            if any(not cell.attributes.get("scope") for cell in table.css("th")):
                problems.append(f"{page.path}: a header cell without scope")
            around = table.parent
            if around is None or around.attributes.get("tabindex") != "0" or around.attributes.get("role") != "region":
                problems.append(f"{page.path}: a table outside a region that can be scrolled")
    told(problems)


def test_pictures_have_alt_text(site: dict[str, Page]) -> None:
    """An alt attribute on each; empty only for decoration that carries nothing."""
    told([f"{page.path}: {node.html}" for page in site.values() for node in page.tree.css("img") if node.attributes.get("alt") is None])


# ------------------------------------------------------------------------- records


def test_text_in_another_language_says_so(site: dict[str, Page], real_bank) -> None:
    """A Swedish narrative on an English or Norwegian page stands in an element with lang="sv", and a note says so."""
    problems = []
    for entry in real_bank.entries:
        for language in ("en", "nb"):
            if language in entry.narratives:
                continue
            page = site[f"{BROWSE[language]}{entry.id}/index.html"]
            sentence = next(line for line in entry.narratives["sv"].text.split("\n") if len(line) > 60)[:40]
            marked = (re.sub(r"\[\d+[^\]]*\]", "", text_of(node)) for node in page.tree.css("article [lang=sv]"))  # without citations
            if not any(sentence in told_in_swedish for told_in_swedish in marked):
                problems.append(f"{page.path}: {sentence!r} is not marked as Swedish")
    told(problems)


def test_facts_without_norwegian_are_marked(site: dict[str, Page], real_bank) -> None:
    """A result that is told in Swedish and English only stands on the Norwegian page with its own lang."""
    problems = []
    for entry in real_bank.entries:
        for result in entry.record.results:
            if result.text.nb is None:
                page = site[f"nb/caser/{entry.id}/index.html"]
                marked = [text_of(node) for node in page.tree.css("[lang=sv], [lang=en]")]
                if not any(result.text.sv in text or result.text.en in text for text in marked):
                    problems.append(f"{page.path}: {result.text.sv[:60]}")
    told(problems)


def test_first_view_of_a_record_is_light(site: dict[str, Page], built_site: Path, real_bank) -> None:
    """What a browser fetches to show a record, compressed: page, styles, scripts, icon, pictures."""
    problems = []
    for entry in real_bank.entries:
        for language in LANGUAGES:
            page = site[f"{BROWSE[language]}{entry.id}/index.html"]
            size = len(gzip.compress(page.text.encode(), 6))
            for link in {link for link in page.links if link.tag in ("script", "img") or link.rel in ("stylesheet", "icon", "modulepreload")}:
                file = (built_site / page.path).parent / link.url
                size += len(gzip.compress(file.read_bytes(), 6))
            if size > FIRST_VIEW:
                problems.append(f"{page.path}: {size} bytes")
    told(problems)


def test_a_record_page_tells_all_its_facts(site: dict[str, Page], real_bank) -> None:
    """Every result, barrier, lesson, event and sum of the record is on its Swedish page, unreached goals too."""
    problems = []
    for entry in real_bank.entries:
        text = text_of(site[f"fall/{entry.id}/index.html"].tree.css_first("article"))
        record = entry.record
        facts = [*record.results, *record.barriers, *record.success_factors, *record.lessons, *record.events, *record.follow_ups, *record.notes]
        for fact in facts:
            if " ".join(fact.text.sv.split()) not in text:
                problems.append(f"{entry.id}: {fact.text.sv[:70]}")
    told(problems)


# ------------------------------------------------------------------------- nothing leaks


def test_only_known_kinds_of_file(built_site: Path) -> None:
    """Nothing of templates, sources or caches is published."""
    allowed = {".html", ".css", ".js", ".json", ".csv", ".xml", ".svg", ".png", ".webp", ".jpg", ".pagefind", ".pf_meta", ".pf_fragment", ".pf_index", ".pf_filter", ".gz", ".txt", ".ico", ".map"}  # fmt: skip
    told([str(path) for path in built_site.rglob("*") if path.is_file() and path.suffix not in allowed])


def test_no_source_is_published(built_site: Path) -> None:
    """No YAML, Markdown or template, under whatever name."""
    names = {path.name for path in built_site.rglob("*") if path.is_file()}
    assert not names & {"case.yaml", "sv.md", "en.md", "nb.md", "sources.yaml", "mkdocs.yml", "main.html", "_parts.html", "record.html"}
    hidden = [path for path in built_site.rglob("*") if path.name.startswith((".", "_"))]
    assert hidden == []
    assert not [path for path in built_site.rglob("shell-*")]


def test_no_machine_path_is_published(built_site: Path) -> None:
    """Neither this machine's folders nor its time stand in any text file."""
    needles = [str(built_site.parent), str(ROOT), "localhost", "127.0.0.1"]
    problems = []
    for name, (_, data) in tree(built_site).items():
        if not name.endswith((".png", ".webp", ".jpg", ".gz")) and not name.startswith("pagefind/"):
            text = data.decode("utf-8")
            problems += [f"{name}: {needle}" for needle in needles if needle in text]
    told(problems)
