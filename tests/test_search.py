"""Search: what is found by which words, why, by keyboard, and the same bytes every time.

Queries are judged against small pages written for the purpose, through the script that visitors
use, in a real browser, under a sub-path and a strict Content-Security-Policy.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from conftest import ROOT, Watched, serve

from casebank import pagefind_bundle
from casebank.search import SearchDocument, SearchError, build_index
from casebank.words import LANGUAGES, Lexicon, Splitter, fold, stem

ASSETS = ROOT / "site_src" / "assets"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'"
)
GROUPS = [
    ["upphandling", "procurement", "anskaffelse", "offentlig upphandling", "public procurement"],
    ["innovationsupphandling", "innovation procurement", "innovativ anskaffelse"],
    ["äldreomsorg", "care of older people", "elderly care", "eldreomsorg"],
    ["välfärdsteknik", "welfare technology", "velferdsteknologi"],
    ["läkemedel", "medicines", "legemidler"],
    ["LOU", "lagen om offentlig upphandling"],
    ["hemtjänst", "home help", "hjemmetjeneste"],
]


def document(url: str, language: str, title: str, summary: str, **more: Any) -> SearchDocument:
    given = {"also": (), "need": "", "body": "", "kind": "Fall", "place": "", "period": ""} | more
    return SearchDocument(url=url, language=language, title=title, summary=summary, **given)


DOCUMENTS = (
    document("fall/maten/", "sv", "Innovationsupphandling M", "Fyra kommuner sökte nya sätt att laga mat åt äldre.",
             also=("IM",), place="Gävleborg", period="2012–2015", need="Många gamla åt för lite.",
             body="Måltiderna lagades i skolornas kök. Projektet prövade livsmedelsteknik.",
             foreign=("Innovation procurement M",)),
    document("fall/samtal/", "sv", "Tidig dialog med leverantörer", "En region talade med marknaden innan den köpte.",
             place="Skåne", body="Det ledde till en upphandling av en innovation som ingen hade tänkt på. LOU hindrade inte."),
    document("fall/natten/", "sv", "Trygg tillsyn på natten", "Kameror i stället för besök i äldreomsorgen.",
             need="Personalen väckte dem som sov.", body="Hemtjänsten i Malmö fick välfärdsteknik. Vårdplaneringen ändrades."),
    document("fall/tabletter/", "sv", "Rätt läkemedel till äldre", "En webbplats med råd om tabletter.",
             body="Läkemedelskommittén tog över ansvaret. Ingen fortsatt finansiering fanns."),
    document("fall/sluss/", "sv", "Innovationssluss Väst", "Stöd åt dem som har en idé i vården.", kind="Program",
             also=("VGR:s sluss", "ISV"), place="Västra Götaland", body="Slussarna tog emot tusen idéer."),
    document("fall/natverk/", "sv", "Nätverk i Norge", "Kommuner som lär av varandra.", place="Bærum",
             body="Nätverket arbetar med innkjøp och med e-hälsa."),
    document("fall/journal/", "sv", "Ett system för journaler", "Kommunen ville läsa regionens journaler.",
             body="Försöket stoppades av sekretessen. Vårdgivarna saknade ett gemensamt dokumentationssystem."),
    document("hinder/pengar/", "sv", "Brist på pengar", "När projektet är slut finns inget i budgeten.", kind="Hinder",
             body="Finansieringen upphör och införandet uteblir."),
    document("hinder/skript/", "sv", "<img src=x onerror=alert(1)> & Co", "Om <script>alert(2)</script> i texter.",
             body="Vinkelparentes </span></p> hör till texten."),
    document("en/cases/maten/", "en", "Innovation procurement M", "Four municipalities looked for new ways to cook for older people.",
             body="Meals were made in school kitchens.", foreign=("Innovationsupphandling M",)),
    document("en/cases/natten/", "en", "Safe supervision at night", "Cameras instead of visits in care of older people.",
             body="Home help was given welfare technology."),
    document("en/cases/tabletter/", "en", "The right medicines", "Advice on tablets."),
    document("nb/caser/maten/", "nb", "Innovativ anskaffelse M", "Fire kommuner lette etter nye måter å lage mat på.",
             body="Innkjøpene ble gjort på nytt.", foreign=("Innovationsupphandling M", "Innovation procurement M")),
    document("nb/caser/natten/", "nb", "Trygt tilsyn om natten", "Kameraer i eldreomsorgen.",
             body="Hjemmetjenesten i Bærum fikk velferdsteknologi."),
    document("nb/caser/tabletter/", "nb", "Riktige legemidler", "Råd om tabletter."),
)  # fmt: skip

JUDGED = [
    # Inflections, and words in any form.
    ("sv", "upphandling", {"fall/maten/", "fall/samtal/"}),
    ("sv", "upphandlingarnas", {"fall/maten/", "fall/samtal/"}),
    ("sv", "måltid", {"fall/maten/"}),
    ("sv", "finansiering", {"hinder/pengar/", "fall/tabletter/"}),
    # Parts of compounds, both ways.
    ("sv", "innovation", {"fall/maten/", "fall/samtal/", "fall/sluss/"}),
    ("sv", "innovationsupphandlingar", {"fall/maten/", "fall/samtal/"}),
    ("sv", "omsorg", {"fall/natten/"}),
    ("sv", "planering", {"fall/natten/"}),
    ("sv", "teknik", {"fall/natten/", "fall/maten/"}),
    ("sv", "sluss", {"fall/sluss/"}),
    ("sv", "system", {"fall/journal/"}),
    # Diacritics left out, or the neighbour's.
    ("sv", "aldre", {"fall/maten/", "fall/tabletter/", "fall/natten/"}),
    ("sv", "malmo", {"fall/natten/"}),
    ("sv", "malmø", {"fall/natten/"}),
    ("sv", "baerum", {"fall/natverk/"}),
    ("sv", "bärum", {"fall/natverk/"}),
    ("sv", "innkjop", {"fall/natverk/"}),
    ("sv", "skaane", {"fall/samtal/"}),
    ("nb", "innkjop", {"nb/caser/maten/"}),
    # Other names, abbreviations, hyphens.
    ("sv", "IM", {"fall/maten/"}),
    ("sv", "VGR", {"fall/sluss/"}),
    ("sv", "LOU", {"fall/samtal/"}),
    ("sv", "ehälsa", {"fall/natverk/"}),
    # The other languages' terms.
    ("sv", "procurement", {"fall/maten/", "fall/samtal/"}),
    ("sv", "anskaffelse", {"fall/maten/", "fall/samtal/"}),
    ("sv", "welfare technology", {"fall/natten/"}),
    ("en", "upphandling", {"en/cases/maten/"}),
    ("en", "äldreomsorg", {"en/cases/natten/"}),
    ("nb", "välfärdsteknik", {"nb/caser/natten/"}),
    ("nb", "medicines", {"nb/caser/tabletter/"}),
    # Misspelt.
    ("sv", "uphandling", {"fall/maten/", "fall/samtal/"}),
    ("sv", "lakemedl", {"fall/tabletter/"}),
    # Phrases and whole questions.
    ("sv", '"tidig dialog"', {"fall/samtal/"}),
    ("sv", "hur gör man när pengarna är slut", {"hinder/pengar/"}),
    ("sv", "vem har prövat mat för äldre?", {"fall/maten/"}),
    ("en", "who has tried new meals for older people", {"en/cases/maten/"}),
]  # fmt: skip


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The search bundle of DOCUMENTS."""
    folder = tmp_path_factory.mktemp("search") / "pagefind"
    build_index(DOCUMENTS, folder, lexicon=Lexicon.from_groups(GROUPS))
    return folder


# ------------------------------------------------------------------------------ in the browser


@pytest.fixture(scope="session")
def address(bundle: Path) -> Iterator[str]:
    """A site of one page a language with the real dialog and scripts, and the bundle."""
    site = bundle.parent / "site"
    (site / "assets").mkdir(parents=True)
    shutil.copytree(bundle, site / "pagefind")
    for name in ("site.js", "search.js", "search-engine.js"):
        shutil.copy(ASSETS / name, site / "assets" / name)
    for folder, language in (("", "sv"), ("en/", "en"), ("nb/", "nb")):
        (site / folder / "start").mkdir(parents=True)
        page = _page(language, root="../" * (folder.count("/") + 1))
        (site / folder / "start" / "index.html").write_text(page, encoding="utf-8")
    for url in [one.url for one in DOCUMENTS] + ["browse/"]:
        (site / url).mkdir(parents=True, exist_ok=True)
        (site / url / "index.html").write_text(
            "<!doctype html><title>-</title>" + NO_ICON, encoding="utf-8"
        )
    server, at = serve(site)
    yield at
    server.shutdown()
    server.server_close()


NO_ICON = '<link rel="icon" href="data:,">'


def _page(language: str, root: str) -> str:
    """A page around the theme's own search dialog."""
    texts = yaml.safe_load((ROOT / "site_src" / "i18n" / f"{language}.yaml").read_text("utf-8"))
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "site_src" / "theme"))
    dialog = environment.get_template("partials/search.html").render(
        root=root, t=texts,
        cb={"lang": language, "nav": [("Fall", "browse/", False)], "urls": {"browse": "browse/", "contribute": "browse/"},
            "assets": {name: f"assets/{name}" for name in ("search.js", "search-engine.js")}},
    )  # fmt: skip
    return f"""<!doctype html><html lang="{language}" class="no-js"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>Start</title>{NO_ICON}
        <script src="{root}assets/site.js"></script></head><body>
        <button type="button" id="opener" data-cb-search-open>Sök</button>
        <form action="{root}browse/" data-cb-search-form><input id="home" name="q" aria-label="q"></form>
        <div id="cb-main"></div>{dialog}</body></html>"""


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Open a page of the small site; fails on script errors, policy violations and foreign requests."""
    pages = Watched(browser, address)
    yield pages.open
    pages.close()


ASK = """async ([root, language, queries]) => {
    const { openEngine } = await import(root + 'assets/search-engine.js');
    const engine = await openEngine({ root: new URL(root), language });
    const answers = [];
    for (const query of queries) {
        const { hits, corrected, ignored } = await engine.find(query);
        const shown = await Promise.all(hits.map((hit) => engine.describe(hit)));
        answers.push({ corrected, ignored, hits: shown.map((hit) => ({ ...hit, url: hit.href.slice(root.length) })) });
    }
    return answers;
}"""


@pytest.fixture(scope="session")
def ask(browser: Any, address: str) -> Iterator[Callable[[str, list[str]], list[dict[str, Any]]]]:
    """Ask the engine that visitors use, in a page of the given language."""
    pages = Watched(browser, address)
    opened = {
        code: pages.open(f"{'' if code == 'sv' else code + '/'}start/")
        for code in ("sv", "en", "nb")
    }
    yield lambda language, queries: opened[language].evaluate(ASK, [address, language, queries])
    pages.close()


@pytest.fixture(scope="session")
def answers(ask: Callable[..., Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The answers to all judged queries."""
    found = {}
    for language in ("sv", "en", "nb"):
        queries = [query for code, query, _ in JUDGED if code == language]
        found |= dict(
            zip([(language, query) for query in queries], ask(language, queries), strict=True)
        )
    return found


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "query", "wanted"), JUDGED, ids=[f"{code} {query}" for code, query, _ in JUDGED]
)
def test_a_query_finds_what_it_should_among_the_first_five(
    answers: dict[tuple[str, str], Any], language: str, query: str, wanted: set[str]
) -> None:
    urls = [hit["url"] for hit in answers[language, query]["hits"]]
    assert wanted <= set(urls[:5]), urls


@pytest.mark.browser
def test_the_right_page_comes_first_nearly_always(answers: dict[tuple[str, str], Any]) -> None:
    reciprocal = []
    for language, query, wanted in JUDGED:
        urls = [hit["url"] for hit in answers[language, query]["hits"]]
        reciprocal.append(next((1 / (i + 1) for i, url in enumerate(urls) if url in wanted), 0))
    assert sum(reciprocal) / len(reciprocal) >= 0.9


@pytest.mark.browser
def test_nonsense_and_near_beginnings_find_nothing(ask: Callable[..., Any]) -> None:
    for answer in ask("sv", ["qqqq", "inkzzz", "12345678"]):
        assert answer["hits"] == []
        assert len(answer["ignored"]) == 1


@pytest.mark.browser
def test_a_phrase_is_found_only_where_it_stands(ask: Callable[..., Any]) -> None:
    together, apart = ask(
        "sv", ['"upphandling av en innovation"', '"innovation av en upphandling"']
    )
    assert [hit["url"] for hit in together["hits"]] == ["fall/samtal/"]
    assert apart["hits"] == []


@pytest.mark.browser
def test_a_misspelling_says_what_was_searched_for_instead(
    answers: dict[tuple[str, str], Any],
) -> None:
    assert answers["sv", "uphandling"]["corrected"] == [{"from": "uphandling", "to": "upphandling"}]
    assert answers["sv", "upphandling"]["corrected"] == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "url", "via"),
    [
        ("omsorg", "fall/natten/", [("omsorg", "äldreomsorgen")]),
        ("procurement", "fall/samtal/", [("procurement", "upphandling")]),
        ("procurement", "fall/maten/", [("procurement", "Innovationsupphandling")]),
        (
            "innovationsupphandlingar",
            "fall/samtal/",
            [("innovationsupphandlingar", "innovation + upphandling")],
        ),
        ("upphandlingarnas", "fall/samtal/", []),
        ("malmo", "fall/natten/", []),
    ],
)
def test_a_hit_says_why_it_matched(
    ask: Callable[..., Any], query: str, url: str, via: list[tuple[str, str]]
) -> None:
    [answer] = ask("sv", [query])
    [hit] = [hit for hit in answer["hits"] if hit["url"] == url]
    assert [(one["from"], one["to"]) for one in hit["via"]] == via


@pytest.mark.browser
def test_a_hit_shows_its_facts_and_marks_what_matched(ask: Callable[..., Any]) -> None:
    [answer] = ask("sv", ["kommuner"])
    [hit] = [hit for hit in answer["hits"] if hit["url"] == "fall/maten/"]
    assert hit["facts"] == "Fall · Gävleborg · 2012–2015"
    assert hit["title"] == [["Innovationsupphandling M", False]]
    assert ["kommuner", True] in hit["excerpt"]


@pytest.mark.browser
def test_helper_words_are_never_shown(ask: Callable[..., Any]) -> None:
    for answer in ask("sv", ["omsorg", "teknik", "baerum", "procurement"]):
        for hit in answer["hits"]:
            page = next(one for one in DOCUMENTS if one.url == hit["url"])
            shown = "".join(text for text, _ in hit["excerpt"]).strip("… ")
            assert any(shown in text for text in (page.summary, page.need, page.body)), shown


@pytest.mark.browser
def test_script_and_build_agree_on_words(
    ask: Callable[..., Any], browser: Any, address: str
) -> None:
    words = "Upphandlingarnas äldreomsorgens hemtjänsten kvinnohälsans Bærum tjänsteinnovationer organisation".split()
    pages = Watched(browser, address)
    page = pages.open("start/")
    twins = page.evaluate(
        """async ([root, words]) => {
            const { fold, Lexicon } = await import(root + 'assets/search-engine.js');
            const lexicon = new Lexicon(await (await fetch(root + 'pagefind/lexicon-sv.json')).json());
            return words.map((word) => [fold(word), lexicon.stem(fold(word))]);
        }""",
        [address, words],
    )
    pages.close()
    assert twins == [[fold(word), stem(fold(word), LANGUAGES["sv"])] for word in words]


@pytest.mark.browser
def test_script_and_build_split_compounds_alike(browser: Any, address: str, bundle: Path) -> None:
    listed = json.loads((bundle / "words-sv.json").read_text("utf-8"))["words"]
    known, before = [], ""
    for piece in listed.split(" "):
        before = before[: int(piece[0], 36)] + piece[2:]
        known.append(before)
    words = "innovationsupphandling läkemedelsinnovationer upphandling finansiering kommunjournaler".split()
    pages = Watched(browser, address)
    page = pages.open("start/")
    split = page.evaluate(
        """async ([root, words]) => {
            const { Lexicon, WordList } = await import(root + 'assets/search-engine.js');
            const read = async (name) => (await fetch(root + 'pagefind/' + name)).json();
            const list = new WordList((await read('words-sv.json')).words, new Lexicon(await read('lexicon-sv.json')));
            return words.map((word) => list.split(word).slice(1));
        }""",
        [address, words],
    )
    pages.close()
    splitter = Splitter(known, LANGUAGES["sv"])
    assert [parts[-1:] for parts in split] == [list(splitter.tails(word))[-1:] for word in words]


# ------------------------------------------------------------------------------ the dialog


def hits(page: Any) -> Any:
    return page.locator("#cb-search-list [role=option]")


@pytest.mark.browser
def test_nothing_of_the_search_is_fetched_before_it_is_wanted(visit: Callable[..., Any]) -> None:
    page = visit("start/")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.wait_for_load_state("networkidle")
    assert not [url for url in fetched if "search" in url or "pagefind" in url]
    page.keyboard.press("/")
    page.keyboard.type("omsorg")
    hits(page).first.wait_for()
    assert any("pagefind.js" in url for url in fetched)
    assert not any("worker" in url for url in fetched)


@pytest.mark.browser
def test_the_search_works_by_keyboard_alone(visit: Callable[..., Any], address: str) -> None:
    page = visit("start/")
    page.locator("#opener").focus()
    page.keyboard.press("/")
    field = page.locator("#cb-search-input")
    assert field.evaluate("element => element === document.activeElement")
    assert field.get_attribute("aria-expanded") == "false"
    page.keyboard.type("äldre")
    hits(page).first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert page.locator("#cb-search-status").text_content() == f"{hits(page).count()} träffar."

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#cb-search-list [aria-selected=true]")
    assert chosen.count() == 1
    assert (
        field.get_attribute("aria-activedescendant")
        == chosen.get_attribute("id")
        == hits(page).nth(1).get_attribute("id")
    )
    assert field.evaluate("element => element === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert chosen.count() == 0  # back in the field
    page.keyboard.press("ArrowUp")
    assert chosen.get_attribute("id") == hits(page).last.get_attribute("id")

    page.keyboard.press("Escape")
    assert not page.locator("#cb-search").evaluate("dialog => dialog.open")
    assert page.locator("#opener").evaluate("element => element === document.activeElement")

    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    wanted = hits(page).first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(wanted)
    assert wanted.startswith(address)


@pytest.mark.browser
def test_a_slash_in_a_field_is_a_slash(visit: Callable[..., Any]) -> None:
    page = visit("start/")
    page.locator("#home").focus()
    page.keyboard.press("/")
    assert page.locator("#home").input_value() == "/"
    assert not page.locator("#cb-search").evaluate("dialog => dialog.open")


@pytest.mark.browser
def test_the_shortcut_can_be_turned_off_for_good(visit: Callable[..., Any]) -> None:
    page = visit("start/")
    page.locator("#opener").click()
    page.locator("#cb-search input[type=checkbox]").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("/")
    assert not page.locator("#cb-search").evaluate("dialog => dialog.open")


@pytest.mark.browser
def test_a_field_on_the_page_opens_the_same_search(visit: Callable[..., Any]) -> None:
    page = visit("start/")
    page.locator("#home").fill("omsorg")
    page.keyboard.press("Enter")
    hits(page).first.wait_for()
    assert page.locator("#cb-search-input").input_value() == "omsorg"


@pytest.mark.browser
def test_texts_of_pages_never_become_markup(visit: Callable[..., Any]) -> None:
    page = visit("start/")
    page.keyboard.press("/")
    page.keyboard.type("onerror script")
    hits(page).first.wait_for()
    assert (
        hits(page).first.locator(".cb-hit__title").text_content()
        == "<img src=x onerror=alert(1)> & Co"
    )
    assert page.locator("#cb-search-list img, #cb-search-list script").count() == 0


@pytest.mark.browser
def test_no_hits_leads_on(visit: Callable[..., Any], address: str) -> None:
    page = visit("start/")
    page.keyboard.press("/")
    page.keyboard.type("qqqq")
    page.locator("#cb-search[data-state=none]").wait_for()
    assert "qqqq" in page.locator("#cb-search-status").text_content()
    assert page.locator("#cb-search-all").get_attribute("href") == f"{address}browse/?q=qqqq"
    assert page.locator("#cb-search-idle a").first.is_visible()
    assert hits(page).count() == 0


@pytest.mark.browser
def test_a_misspelling_can_be_put_right_with_one_press(visit: Callable[..., Any]) -> None:
    page = visit("start/")
    page.keyboard.press("/")
    page.keyboard.type("uphandling")
    button = page.locator("#cb-search-suggest button")
    button.wait_for()
    assert page.locator("#cb-search-suggest").text_content() == "Menade du upphandling?"
    button.click()
    page.locator("#cb-search-suggest").wait_for(state="hidden")
    assert page.locator("#cb-search-input").input_value() == "upphandling"


@pytest.mark.browser
def test_a_search_that_cannot_load_says_so_and_leads_on(visit: Callable[..., Any]) -> None:
    page = visit("start/", expect=("pagefind", "Failed to load resource", "dynamically imported"))
    page.route("**/pagefind/**", lambda route: route.abort())
    page.keyboard.press("/")
    page.keyboard.type("omsorg")
    page.locator("#cb-search[data-state=failed]").wait_for()
    assert page.locator("#cb-search-all").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("query", ["", "äldre", "uphandling", "qqqq"])
def test_axe_finds_nothing_in_any_state(visit: Callable[..., Any], query: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit("start/")
    page.keyboard.press("/")
    page.keyboard.type(query)
    if query:
        page.locator("#cb-search:is([data-state=results], [data-state=none])").wait_for()
    found = Axe().run(
        page, context="#cb-search", options={"rules": {"color-contrast": {"enabled": False}}}
    )
    assert found.violations_count == 0, found.generate_report()


# ------------------------------------------------------------------------------ the bundle


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


BUILD = """
import sys; sys.path[:0] = sys.argv[2:4]
from pathlib import Path
from test_search import DOCUMENTS, GROUPS
from casebank.search import build_index
from casebank.words import Lexicon
build_index(reversed(DOCUMENTS), Path(sys.argv[1]), lexicon=Lexicon.from_groups(reversed(GROUPS)))
"""


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C"},
        {
            "PYTHONHASHSEED": "2",
            "TZ": "America/Lima",
            "PAGEFIND_KEEP_INDEX_URL": "true",
            "PAGEFIND_EXCLUDE_SELECTORS": "p",
        },
    ],
)
def test_the_bundle_is_the_same_everywhere(
    bundle: Path, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    """Order, place, time zone, locale, hash seed and settings lying about change no byte."""
    (tmp_path / "pagefind.toml").write_text('root_selector = "nowhere"\n', encoding="utf-8")
    other = tmp_path / "a folder with å" / "out"
    subprocess.run(
        [sys.executable, "-c", BUILD, str(other), str(ROOT / "plugins"), str(ROOT / "tests")],
        env=os.environ | surroundings, cwd=tmp_path, check=True,
    )  # fmt: skip
    assert contents(other) == contents(bundle)


def test_the_bundle_holds_only_what_is_used(bundle: Path) -> None:
    kinds = {
        name.split("/")[-1].split(".")[-1] if "/" in name else name.split("_")[0]
        for name in contents(bundle)
    }
    assert kinds == {
        "pf_fragment", "pf_index", "pagefind-entry.json", "pagefind.js", "pagefind.sv", "pagefind.en", "pagefind.nb",
        "wasm.sv.pagefind", "wasm.en.pagefind", "wasm.nb.pagefind", *(f"{kind}-{code}.json" for kind in ("lexicon", "words")
        for code in ("sv", "en", "nb")),
    }  # fmt: skip
    assert not [name for name in contents(bundle) if Path(name).name.startswith(".")]


def test_a_changed_text_changes_the_names_of_its_files(bundle: Path, tmp_path: Path) -> None:
    changed = [*DOCUMENTS[1:], document("fall/maten/", "sv", "En annan titel", "Något annat.")]
    build_index(changed, tmp_path / "out", lexicon=Lexicon.from_groups(GROUPS))
    before, after = contents(bundle), contents(tmp_path / "out")
    same = before.keys() & after.keys()
    assert all(
        before[name] == after[name] for name in same if name.startswith(("fragment/", "index/"))
    )
    assert before.keys() != after.keys()


def test_the_report_counts_pages_by_language(tmp_path: Path) -> None:
    report = build_index(DOCUMENTS, tmp_path / "out", lexicon=Lexicon())
    assert report.pages == {"sv": 9, "en": 3, "nb": 3}
    assert report.size == sum(len(data) for data in contents(tmp_path / "out").values())


def test_large_banks_keep_pieces_small(tmp_path: Path) -> None:
    """No search of one word fetches much more than the words that begin alike."""
    syllables = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro".split()
    words = [a + b + c for a in syllables for b in syllables for c in syllables[:6]]
    pages = [
        document(
            f"fall/{i}/",
            "sv",
            f"Fall {i}",
            "",
            body=" ".join(words[(i * 37 + j * 11) % len(words)] for j in range(600)),
        )
        for i in range(60)
    ]
    build_index(pages, tmp_path / "out", lexicon=Lexicon())
    pieces = [gzip.decompress(file.read_bytes()) for file in (tmp_path / "out" / "index").iterdir()]
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 40_000


def test_what_every_first_search_fetches_leaves_room_for_the_index(bundle: Path) -> None:
    """A cold search may cost 160 kB with 1,000 records; pieces and pages shown take up to 50 of it."""
    scripts = [ASSETS / "search.js", ASSETS / "search-engine.js", bundle / "pagefind.js"]
    packed = sum(len(gzip.compress(file.read_bytes())) for file in scripts)
    packed += len(gzip.compress((bundle / "lexicon-sv.json").read_bytes()))
    packed += (bundle / "wasm.sv.pagefind").stat().st_size
    assert packed < 105_000


def test_two_pages_with_one_address_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="fall/maten/"):
        build_index([DOCUMENTS[0], DOCUMENTS[0]], tmp_path / "out", lexicon=Lexicon())


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="fi"):
        build_index([document("fi/x/", "fi", "X", "Y")], tmp_path / "out", lexicon=Lexicon())


def test_a_missing_pagefind_says_how_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagefind_bundle, "get_executable", lambda: None)
    with pytest.raises(SearchError, match="pip install"):
        build_index(DOCUMENTS, tmp_path / "out", lexicon=Lexicon())


def _spoiling(folder: Path, spoil: str) -> Path:
    """A Pagefind that spoils its bundle after making it, as a full disk does: exit 0 and no word."""
    program = folder / "pagefind"
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, subprocess, sys\n"
        f"subprocess.run([{str(pagefind_bundle.get_executable())!r}, *sys.argv[1:]], check=True)\n"
        "out = pathlib.Path(sys.argv[sys.argv.index('--output-path') + 1])\n"
        f"{spoil}\n",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.mark.parametrize(
    "spoil",
    [
        "next((out / 'index').iterdir()).write_bytes(b'')",
        "next((out / 'fragment').iterdir()).write_bytes(b'')",
        "next((out / 'fragment').iterdir()).unlink()",
        "file = next((out / 'fragment').iterdir()); file.write_bytes(file.read_bytes()[:-9])",
        "next(out.glob('*.pf_meta')).write_bytes(b'')",
        "next(out.glob('wasm.sv.*')).unlink()",
        "(out / 'pagefind.js').write_bytes(b'')",
        "(out / 'pagefind-entry.json').write_bytes(b'')",
        "import shutil; shutil.rmtree(out / 'index')",
        "sys.exit('no space left')",
    ],
)
def test_a_bundle_that_is_not_whole_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str
) -> None:
    program = _spoiling(tmp_path, spoil)
    monkeypatch.setattr(pagefind_bundle, "get_executable", lambda: program)
    with pytest.raises(SearchError, match="[Bb]uild again"):
        build_index(DOCUMENTS[:2], tmp_path / "out", lexicon=Lexicon())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands here", encoding="utf-8")
    with pytest.raises(SearchError, match="could not be written"):
        build_index(DOCUMENTS[:2], tmp_path / "out", lexicon=Lexicon())
