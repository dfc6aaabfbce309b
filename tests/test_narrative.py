"""Narratives: what contributors write becomes safe HTML with citations, or findings at their place."""

# ruff: noqa: E501  (expected output and sample texts stand on one line)

from __future__ import annotations

import re
import time

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebank import narrative_html
from casebank.narrative import Narrative, parse, render

NUMBERS = {"vinnova-2014": 1, "ks-2012": 2}
RECORDS = {"seniormedicin": "../seniormedicin/"}


def page(markdown: str) -> Narrative:
    return render(
        markdown,
        "sv.md",
        numbers=NUMBERS,
        picture_base="../bilder/",
        record_url=RECORDS.get,
        record_ids=RECORDS,
        anchors=("resultat",),
    )


def html(markdown: str) -> str:
    """The HTML of a narrative that is in order but for lacking citations."""
    made = page(markdown)
    assert [each for each in made.findings if each.code != "CB520"] == []
    return made.html.strip()


def told(markdown: str) -> list[tuple[str, int, int]]:
    return [
        (each.code, each.line, each.column)
        for each in page(markdown).findings
        if each.code != "CB520"
    ]


# -- what is rendered -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Ett *ord* och **två**.", "<p>Ett <em>ord</em> och <strong>två</strong>.</p>"),
        ("a  \nb\nc", "<p>a<br>\nb\nc</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("---", "<hr>"),
        ("`<b>&`", "<p><code>&lt;b&gt;&amp;</code></p>"),
        ("```html\n<b>\n```", '<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>'),
        (
            "A & B, < 5 %, a<3, 3>2 \"x\" 'y'",
            "<p>A &amp; B, &lt; 5 %, a&lt;3, 3&gt;2 \"x\" 'y'</p>",
        ),
        ("1\u00a0000 &amp; &lt;b&gt;", "<p>1&nbsp;000 &amp; &lt;b&gt;</p>"),
        ('~~a~~ {: .b} {{ c }} --8<-- "d"', '<p>~~a~~ {: .b} {{ c }} --8&lt;-- "d"</p>'),
        ("    indraget", "<p>indraget</p>"),
        ("a\n---", "<p>a</p>\n<hr>"),
        ("[x](case:seniormedicin)", '<p><a href="../seniormedicin/">x</a></p>'),
        ("[x](#resultat)", '<p><a href="#resultat">x</a></p>'),
        ("[x](mailto:info@example.se)", '<p><a href="mailto:info@example.se">x</a></p>'),
        (
            "[x](https://example.se/å?a=1&b=(2))",
            '<p><a href="https://example.se/%C3%A5?a=1&amp;b=(2)" rel="noopener noreferrer external">x</a></p>',
        ),
        (
            "<https://example.se/>",
            '<p><a href="https://example.se/" rel="noopener noreferrer external">https://example.se/</a></p>',
        ),
        (
            "[x][y]\n\n[y]: https://example.se/",
            '<p><a href="https://example.se/" rel="noopener noreferrer external">x</a></p>',
        ),
        (
            '![Två "rum"](rum-1.png "Foto: A")',
            '<p><span class="cb-picture"><img src="../bilder/rum-1.png" alt="Två &quot;rum&quot;" loading="lazy"'
            ' decoding="async"><span class="cb-caption">Foto: A</span></span></p>',
        ),
        (
            "![5 < 6 > 4 & x](a.png)",
            '<p><span class="cb-picture"><img src="../bilder/a.png" alt="5 &lt; 6 &gt; 4 &amp; x" loading="lazy"'
            ' decoding="async"></span></p>',
        ),
        (
            "|Län|Antal|\n|:-:|--:|\n|Skåne|5|",
            '<div class="cb-scroll" role="region" tabindex="0" aria-label="Län, Antal"><table>\n<thead><tr>'
            '<th scope="col" class="cb-center">Län</th><th scope="col" class="cb-right">Antal</th></tr>\n</thead>\n'
            '<tbody>\n<tr><td class="cb-center">Skåne</td><td class="cb-right">5</td></tr>\n</tbody></table></div>',
        ),
        ("## Behovet på Åland", '<h2 id="avsnitt-behovet-pa-aland">Behovet på Åland</h2>'),
    ],
)
def test_markdown_becomes_html(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


def test_citations_become_numbered_references() -> None:
    made = page("Så var det [@vinnova-2014, s. 50]. Mer\n[@ks-2012; @vinnova-2014, §\u00a03].")
    assert made.html == (
        '<p>Så var det<sup class="cb-cite"><a href="#ref-vinnova-2014" id="n-vinnova-2014-1" role="doc-noteref">'
        "[1, s. 50]</a></sup>. Mer\n"
        '<sup class="cb-cite"><a href="#ref-ks-2012" id="n-ks-2012-1" role="doc-noteref">[2]</a>'
        '<a href="#ref-vinnova-2014" id="n-vinnova-2014-2" role="doc-noteref">[1, §&nbsp;3]</a></sup>.</p>\n'
    )
    assert [(each.key, each.locator, each.anchor, each.mark) for each in made.citations] == [
        ("vinnova-2014", "s. 50", "n-vinnova-2014-1", (1, 12)),
        ("ks-2012", "", "n-ks-2012-1", (2, 1)),
        ("vinnova-2014", "§\u00a03", "n-vinnova-2014-2", (2, 1)),
    ]
    assert made.text == "Så var det. Mer ."
    assert made.findings == ()


def test_citations_in_code_and_escaped_are_text() -> None:
    made = page("`[@a]` och \\[@b]")
    assert made.citations == ()
    assert "<code>[@a]</code> och [@b]" in made.html


def test_headings_have_lasting_unique_anchors() -> None:
    made = page("## Behov\n\n### Åtgärd [@ks-2012]\n\n## Behov\n\n## Behov 2\n\n## שלום\n")
    assert [(each.level, each.id, each.text) for each in made.headings] == [
        (2, "avsnitt-behov", "Behov"),
        (3, "avsnitt-atgard", "Åtgärd"),
        (2, "avsnitt-behov-2", "Behov"),
        (2, "avsnitt-behov-2-2", "Behov 2"),
        (2, "avsnitt-1", "שלום"),
    ]
    for each in made.headings:
        assert f'id="{each.id}"' in made.html


def test_pictures_and_links_are_listed_with_their_place() -> None:
    made = page(
        "x [a](https://example.se) ![b](c.webp)\n- [d](case:seniormedicin)\n\n> <https://e.se>\n"
    )
    assert made.images == (("c.webp", "b", (1, 27)),)
    assert made.links == (
        ("https://example.se", (1, 3)),
        ("case:seniormedicin", (2, 3)),
        ("https://e.se", (4, 3)),
    )


def test_text_for_search_has_no_markup() -> None:
    made = page(
        "## Behov\n\nEtt *ord* [länk](https://example.se) `kod` [@ks-2012].\n\n|a|\n|-|\n|b|\n"
    )
    assert made.text == "Behov\nEtt ord länk kod.\na\nb"


def test_paragraphs_without_citation() -> None:
    made = page(
        "Utan.\n\nMed [@ks-2012].\n\n## Rubrik\n\n- ett\n- två [@ks-2012]\n\nDet blev så här:\n\n- a [@ks-2012]\n\n"
        "Och så här:\n\n1. b\n\n|x|\n|-|\n|y|\n\n![z](z.png)\n\n> citat\n\nSlut:\n"
    )
    assert made.uncited == ((1, 1), (14, 1), (18, 1), (24, 1), (26, 1))
    assert [(each.code, each.severity, each.line) for each in made.findings] == [
        ("CB520", "warning", line) for line, _ in made.uncited
    ]


def test_parse_needs_no_bank() -> None:
    parsed = parse("[x](case:okand) [@okand]", "sv.md")
    assert parsed.findings == ()
    assert [each.key for each in parsed.citations] == ["okand"]
    assert [each.code for each in render(parsed, "sv.md", numbers=NUMBERS).findings] == ["CB503"]
    assert render(parsed, "sv.md", numbers=NUMBERS, record_url=RECORDS.get).html == "<p>x</p>\n"


# -- what is refused ------------------------------------------------------------------------------

BAD = {
    "empty": ("", [("CB102", 1, 1)]),
    "script": ("<script>alert(1)</script>\n", [("CB501", 1, 1)]),
    "inline html": ("Ett <b>ord</b> till", [("CB501", 1, 5), ("CB501", 1, 11)]),
    "comment": ("Ett <!-- x --> ord", [("CB501", 1, 5)]),
    "html in a list": ("- a\n- <img src=x onerror=alert(1)>\n", [("CB501", 2, 3)]),
    "html in a heading": ("## <i>x</i>", [("CB501", 1, 4), ("CB501", 1, 8)]),
    "html in a cell": ("|a|b|\n|-|-|\n|x|<br>|\n", [("CB501", 3, 4)]),
    "html in a link": ("[<b>x</b>](https://example.se)", [("CB501", 1, 2), ("CB501", 1, 6)]),
    "html in an alt text": ("![<b>x](a.png)", [("CB501", 1, 1)]),
    "processing instruction": ("a <?php x ?> b", [("CB501", 1, 3)]),
    "citation without at": ("[@]", [("CB502", 1, 1)]),
    "citation not closed": ("Text [@ks-2012, s. 5", [("CB502", 1, 6)]),
    "citation with words": ("Se [se @ks-2012, s. 5].", [("CB502", 1, 4)]),
    "citation without comma": ("[@ks-2012 s. 5]", [("CB502", 1, 1)]),
    "unknown source": ("Text [@ks-2021, s. 1].", [("CB503", 1, 6)]),
    "javascript link": ("[x](javascript:alert(1))", [("CB504", 1, 1)]),
    "javascript with entity": ("[x](javascript&colon;alert(1))", [("CB504", 1, 1)]),
    "javascript with entities": ("[x](&#106;avascript:alert(1))", [("CB504", 1, 1)]),
    "javascript with newline": ("[x](java&NewLine;script:alert(1))", [("CB504", 1, 1)]),
    "javascript autolink": ("<javascript:alert(1)>", [("CB504", 1, 1)]),
    "javascript by reference": ("a [x]\n\n[x]: javascript:alert(1)\n", [("CB504", 1, 3)]),
    "data link": ("[x](data:text/html;base64,PHNjcmlwdD4)", [("CB504", 1, 1)]),
    "vbscript link": ("[x](vbscript:x)", [("CB504", 1, 1)]),
    "protocol-relative": ("[x](//evil.se/)", [("CB504", 1, 1)]),
    "backslashes": ("[x](https:\\\\\\\\evil.se)", [("CB504", 1, 1)]),
    "password": ("[x](https://a:b@example.se)", [("CB504", 1, 1)]),
    "relative": ("[x](../../data/)", [("CB504", 1, 1)]),
    "absolute path": ("[x](/fall/)", [("CB504", 1, 1)]),
    "no address": ("[x]()", [("CB504", 1, 1)]),
    "attribute breakout": ('[x](https://a.se/"onclick=alert(1)//)', [("CB504", 1, 1)]),
    "case with path": ("[x](case:../../x)", [("CB504", 1, 1)]),
    "mail with headers": ("[x](mailto:a@b.se?bcc=c@d.se)", [("CB504", 1, 1)]),
    "title as heading": ("# Titel", [("CB505", 1, 1)]),
    "level five": ("## A\n\n##### B", [("CB505", 3, 1)]),
    "level skipped": ("## A\n\n#### B", [("CB506", 3, 1)]),
    "first level skipped": ("### A", [("CB506", 1, 1)]),
    "empty heading": ("##\n", [("CB507", 1, 1)]),
    "heading with citation only": ("## [@ks-2012]\n", [("CB507", 1, 1)]),
    "picture elsewhere": ("![x](https://example.se/a.png)", [("CB508", 1, 1)]),
    "picture above": ("![x](../a.png)", [("CB508", 1, 1)]),
    "picture as data": ("![x](data:image/svg+xml;base64,PHN2Zz4)", [("CB508", 1, 1)]),
    "svg": ("![x](a.svg)", [("CB508", 1, 1)]),
    "capital letters": ("![x](Bild.PNG)", [("CB508", 1, 1)]),
    "picture without alt": ("Bild: ![](a.png)", [("CB608", 1, 7)]),
    "deep quotes": ("> " * 6 + "a", [("CB509", 1, 1)]),
    "deep lists": ("\n".join("  " * i + "- a" for i in range(6)), [("CB509", 6, 11)]),
    "too much markup": ("[" * 5000, [("CB510", 1, 1)]),
    "too many lines": ("a\n" * 5000, [("CB510", 4000, 1)]),
    "table too large": ("|a" * 50 + "|\n" + "|-" * 50 + "|\n" + "|b\n" * 100, [("CB515", 1, 1)]),
    "unknown heading": ("## Mål\n\n[x](#avsnitt-mal-2)", [("CB511", 3, 1)]),
    "link without text": ("[](https://example.se)", [("CB512", 1, 1)]),
    "unknown record": ("[x](case:senior-medicin)", [("CB303", 1, 1)]),
    "too large": ("a " * 40_000, [("CB101", 1, 1)]),
    "direction": ("ett \u202eord", [("CB150", 1, 5)]),
    "direction by entity": ("ett &#x202e;ord", [("CB150", 1, 5)]),
    "zero width by entity": ("ett &#8203;ord", [("CB151", 1, 5)]),
    "zero width in alt": ("![a&#8203;b](a.png)", [("CB151", 1, 1)]),
    "NUL": ("a\x00b", [("CB106", 1, 2)]),
    "surrogate": ("a\ud800b", [("CB109", 1, 2)]),
    "not NFC": ("Va\u030ard", [("CB153", 1, 2)]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_markdown_is_told_of_and_does_not_reach_the_page(name: str) -> None:
    markdown, expected = BAD[name]
    made = page(markdown)
    assert told(markdown) == expected
    assert_harmless(made.html)


@pytest.mark.parametrize(
    ("markdown", "suggestion"),
    [
        ("[@vinova-2014]", "vinnova-2014"),
        ("[x](case:senior-medicin)", "seniormedicin"),
        ("## Mål\n\n[x](#mal)", None),
        ("## Mål\n\n[x](#avsnitt-maal)", "avsnitt-mal"),
    ],
)
def test_suggestions(markdown: str, suggestion: str | None) -> None:
    fix = next(each.fix for each in page(markdown).findings if each.code != "CB520")
    assert (f"did you mean {suggestion}?" in fix) if suggestion else ("did you mean" not in fix)


def test_only_the_text_of_a_refused_link_is_left() -> None:
    assert page("a [b *c*](javascript:x) d").html == "<p>a b <em>c</em> d</p>\n"


HONEST = {
    "Hebrew": "שלום עולם",
    "Sámi": "Jåhkåmåhke, giella ŋ",
    "emoji": "Bra 👍🏽 👩\u200d⚕\ufe0f",
    "javascript in prose": "Man skrev javascript: och data: i texten.",
    "address with brackets": "[x](https://sv.wikipedia.org/wiki/LOU_(lag))",
    "html sample": "Skriv `<script>` så här:\n\n```\n<script>alert(1)</script>\n```",
    "asterisks": "5 * 3 * 2 och snake_case_namn",
    "e-mail in prose": "skriv till info@example.se",
    "at sign": "[@handle](https://example.se)",
    "shortcut brackets": "Se [1] och [sic] och [ ] ruta",
    "template": "{{ config }} {% raw %}",
    "footnote look": "Text[^1].",
    "quotes": "”citat” – 'x' \"y\"",
    "numbers": "Den 1. maj var 12:30 klar, 100 % & 1 000 kr",
    "long": "Ett ord och ett till. " * 400,
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_text_passes(name: str) -> None:
    assert told(HONEST[name]) == []


# -- nothing unsafe, ever -------------------------------------------------------------------------

ALLOWED = {
    "p": set(), "ul": set(), "ol": {"start"}, "li": set(), "blockquote": set(), "table": set(), "thead": set(),
    "tbody": set(), "tr": set(), "th": {"scope", "class"}, "td": {"class"}, "hr": set(), "em": set(), "strong": set(),
    "br": set(), "code": set(), "pre": {"tabindex"}, "div": {"class", "role", "tabindex", "aria-label"},
    "span": {"class"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "a": {"href", "id", "rel", "role"}, "sup": {"class"},
    "img": {"src", "alt", "loading", "decoding"},
}  # fmt: skip


def assert_harmless(text: str) -> None:
    """Parse as a browser does and compare every element, attribute and address with an allow-list."""
    tree = html5lib.parseFragment(text, namespaceHTMLElements=False)
    for element in tree.iter():
        if element is tree:
            continue
        assert element.tag in ALLOWED, element.tag
        assert set(element.attrib) <= ALLOWED[element.tag], element.attrib
        href = element.get("href")
        if href is not None:
            assert re.match(
                r"https?://[^/@\\\s]+(/|\?|#|$)|mailto:[^?\s]+$|#[\w.:-]+$|\.\./[a-z0-9-]+/$", href
            ), href
        if element.tag == "img":
            assert re.fullmatch(r"\.\./bilder/[a-z0-9-]+\.(webp|png|jpg)", element.get("src", ""))
        if element.get("id"):
            assert re.match(r"(avsnitt|n)-", element.get("id", ""))


PIECES = [
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "<!--", "-->", "<svg/onload=", "javascript:", "data:text/html,",
    "](", "[", "]", "(", ")", "![", "`", "```\n", "*", "_", "\\", "<", ">", '"', "'", "&#x3c;", "&lt;", "&colon;", "&#0;",
    "[@vinnova-2014", ", s. 5", "; @", "@", "#", "## ", "> ", "- ", "1. ", "|", "|-|\n", "\n", "\n\n", " ", "\t", "a", "å",
    "https://example.se/", "//", "case:seniormedicin", "#avsnitt-a", "a.png", "onclick=", "\u202e", "\x00", "[a]: ", "{{", "}}",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_is_written_nothing_unsafe_is_made(markdown: str) -> None:
    made = page(markdown)
    assert_harmless(made.html)
    assert "CB514" not in [each.code for each in made.findings]  # the second lock had nothing to do
    assert "CB901" not in [each.code for each in made.findings]
    for each in made.findings:
        assert (
            1 <= each.line <= markdown.count("\n") + markdown.count("\r") + 1 and each.column >= 1
        )
    for citation in made.citations:
        if citation.key in NUMBERS:
            assert made.html.count(f'id="{citation.anchor}"') == 1


@given(st.text())
def test_any_text_is_answered(markdown: str) -> None:
    made = page(markdown)
    assert_harmless(made.html)
    assert not {"CB514", "CB901"}.intersection(each.code for each in made.findings)


@pytest.mark.parametrize(
    "unsafe",
    [
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        "<svg onload=alert(1)></svg>",
        '<p style="position:fixed">x</p>',
        "<p data-pagefind-ignore>x</p>",
        "<base href=//evil.se>",
        "<iframe src=//evil.se></iframe>",
        '<sup class="md-header">x</sup>',
        "<form action=//evil.se><input></form>",
    ],
)
def test_the_second_lock_alone_would_hold(unsafe: str) -> None:
    assert not re.search(
        "script|onclick|onload|style|pagefind|evil|data:|md-header|<form",
        narrative_html._CLEANER.clean(unsafe),
    )


def test_what_the_second_lock_removes_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(narrative_html._TAGS, "em_open", "<em onclick=x>")
    made = page("*a* [@ks-2012]")
    assert "onclick" not in made.html
    assert [each.code for each in made.findings] == ["CB514"]


def test_same_text_same_html() -> None:
    text = "## A\n\n[@ks-2012] [x](https://example.se)\n\n## A\n"
    assert page(text) == page(text)


# -- bounds ---------------------------------------------------------------------------------------

HEAVY = {
    "brackets": "[" * 20_000,
    "numbers": "1. " * 5_000,
    "quotes": "> " * 30_000,
    "quotes and lists": "> - " * 15_000,
    "a million characters": "a" * 1_000_000,
    "stars": "*a **b " * 9_000,
    "backticks": "".join("`" * i + " " for i in range(350)),
    "half links": "[a](<b" * 10_000,
    "half pictures": "![" * 30_000,
    "nested pictures": "![" * 5_000 + "a" + "](a.png)" * 5_000,
    "half tags": '<a x="' * 10_000,
    "comments": "<!-- " * 12_000,
    "entities": "&amp;" * 12_000,
    "citations": "[@a; " * 12_000,
    "headings": "## a\n" * 3_900,
    "items": "- a\n" * 3_900,
    "numbered items in quotes": "> 1. a\n" * 3_900,
    "paragraphs": "a\n\n" * 1_900,
    "references": "".join(f"[a{i}]: x\n" for i in range(3_900)),
    "wide table": "|a" * 1_900 + "|\n" + "|-" * 1_900 + "|\n" + "|b\n" * 100,
    "long table": "a|b\n-|-\n" + "x\n" * 3_900,
    "fences": "```\n" * 3_900,
    "hidden": "\u200b" * 20_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_text_is_answered_soon(name: str) -> None:
    began = time.process_time()
    made = page(HEAVY[name])
    assert time.process_time() - began < 2
    assert len(made.html) < 1_000_000
    assert len(made.findings) < 100
