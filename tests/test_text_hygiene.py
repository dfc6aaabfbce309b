"""Text hygiene: what hides or misleads is told of at its place; honest text in any script is left
alone.
"""

# ruff: noqa: E501  (expected output and sample texts stand on one line)

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebank.findings import mark_at
from casebank.text_hygiene import MAX_PER_CODE, check_text, printable, safe_url


def found(text: str, **options: object) -> list[tuple[str, int, int]]:
    marks = check_text(text, "f", lambda offset: mark_at(text, offset), **options)  # type: ignore[arg-type]
    return [(each.code, each.line, each.column) for each in marks]


HONEST = {
    "Swedish": "Innovationsupphandling på sjukhus – å ä ö, 1 000 kr, 5 °C, ”citat”, 2012–2014, § 3, € 5",
    "Norwegian": "Innkjøp i Bærum, Trøndelag",
    "Lule Sámi": "Sáme giella, jávllamánno, ŋ đ ŧ",
    "South Sámi": "ïïsje, åarjelsaemien",
    "Hebrew": "שלום עולם",
    "Hebrew with points": "שָׁלוֹם",
    "Arabic": "السلام عليكم",
    "Persian with a joiner": "می\u200cخواهم",
    "Hindi with a joiner": "क्\u200dष",
    "Vietnamese": "Tiếng Việt ệ",
    "Chinese": "采购创新",
    "family": "👨\u200d👩\u200d👧 och 👩🏽\u200d⚕\ufe0f",
    "heart": "❤\ufe0f ☎\ufe0e 1\ufe0f\u20e3 ℹ\ufe0f ™\ufe0f",
    "flags": "🇸🇪 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 🏳\ufe0f\u200d🌈",
    "no-break space": "1\u00a0000\u202fkr",
    "ampersand and less-than": "A & B, < 5 %, 3<5, a > b, <3",
    "template markers": "{{ page.title }} {% include x %} {# c #}",
    "the word javascript": "javascript är ett språk, data: är ett ord",
    "mathematics": "x² ≤ 3 ⇒ √2 − 1",
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_text_passes(name: str) -> None:
    assert found(HONEST[name], plain=True) == []


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("\x00", "CB106"),
        ("\x01", "CB107"),
        ("\x1b", "CB107"),
        ("\x7f", "CB107"),
        ("\x9f", "CB107"),
        ("\r", "CB107"),
        ("\x0b", "CB108"),
        ("\x0c", "CB108"),
        ("\x85", "CB108"),
        ("\u2028", "CB108"),
        ("\u2029", "CB108"),
        ("\ud800", "CB109"),
        ("\udfff", "CB109"),
        ("\u200e", "CB150"),
        ("\u202a", "CB150"),
        ("\u202e", "CB150"),
        ("\u2066", "CB150"),
        ("\u2069", "CB150"),
        ("\u061c", "CB150"),
        ("\u200b", "CB151"),
        ("\u200c", "CB151"),
        ("\u200d", "CB151"),
        ("\u2060", "CB151"),
        ("\ufeff", "CB151"),
        ("\xad", "CB151"),
        ("\u034f", "CB151"),
        ("\u180e", "CB151"),
        ("\u3164", "CB151"),
        ("\ufe0f", "CB151"),
        ("\U000e0041", "CB151"),
        ("\U000e0100", "CB151"),
        ("\ue000", "CB152"),
        ("\ufffd", "CB152"),
        ("\ufffe", "CB152"),
        ("\ufdd0", "CB152"),
        ("\U0001ffff", "CB152"),
        ("\U000f0000", "CB152"),
        ("\U00100000", "CB152"),
    ],
)
def test_each_hidden_character_is_told_of_at_its_place(char: str, code: str) -> None:
    assert found(f"ett\nupp{char}handling") == [(code, 2, 4)]


def test_a_joiner_between_latin_letters_hides() -> None:
    assert found("می\u200c\u200cخواهم a\u200db") == [
        ("CB151", 1, 3),
        ("CB151", 1, 4),
        ("CB151", 1, 12),
    ]


def test_selectors_cannot_carry_a_message() -> None:
    assert [code for code, _, _ in found("😀\ufe0f\ufe01\ufe02")] == ["CB151", "CB151"]


def test_letters_in_parts() -> None:
    (each,) = check_text("fo\u0308r sent", "f", lambda offset: mark_at("", offset))
    assert each.code == "CB153"
    assert "ö" in each.message and "U+006F U+0308" in each.message
    assert found("ett\nfo\u0308r\nA\u030angstro\u0308m") == [("CB153", 2, 2), ("CB153", 3, 1)]


def test_a_pile_of_accents() -> None:
    assert [code for code, _, _ in found("z" + "\u0335" * 5)] == ["CB154"]


@pytest.mark.parametrize(
    "markup",
    ["<b>", "</b>", "<script", "<img src=x>", "<!-- x -->", "<!DOCTYPE", "<?php", "<svg/onload=x>"],
)
def test_html_in_a_plain_field(markup: str) -> None:
    assert found(f"Ett {markup}", plain=True) == [("CB155", 1, 5)]
    assert found(f"Ett {markup}") == []


def test_tabs_only_where_they_may_stand() -> None:
    assert found("a\tb") == []
    assert found("a\tb", tabs=False) == [("CB107", 1, 2)]


def test_a_file_full_of_one_mistake_is_told_of_in_short() -> None:
    assert len(found("\u200b" * 10_000)) == MAX_PER_CODE


@given(st.text())
def test_never_raises_and_points_into_the_text(text: str) -> None:
    for _, line, column in found(text, plain=True, tabs=False):
        assert 1 <= line <= text.count("\n") + 1 and column >= 1


@given(
    st.text(
        alphabet=st.characters(
            max_codepoint=0x24F, exclude_categories=("C",), exclude_characters="\xad"
        )
    )
)
def test_latin_text_passes_once_composed(text: str) -> None:
    assert found(unicodedata.normalize("NFC", text)) == []


@given(st.text(alphabet=st.characters()))
def test_printable_text_can_be_saved_and_keeps_its_length(text: str) -> None:
    clean = printable(text)
    clean.encode("utf-8")
    assert len(clean) == len(text)
    assert clean.splitlines() == clean.split("\n")[: len(clean.splitlines())]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.upphandlingsmyndigheten.se/",
        "http://example.se/a_(b)?x=1&y=%C3%A5#avsnitt",
        "https://sv.wikipedia.org/wiki/Innovation_(begrepp)",
        "https://malmö.se/vård",
        "https://example.se:8443/a",
        "HTTPS://EXAMPLE.SE/",
        "https://example.se/a'b;c,d!e*f~g@h:i",
    ],
)
def test_ordinary_addresses_pass(url: str) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "empty"),
        ("javascript:alert(1)", "javascript:"),
        ("JaVaScRiPt:alert(1)", "javascript:"),
        ("data:text/html,<b>", "sign"),
        ("data:text/html;base64,PHN2Zz4", "data:"),
        ("vbscript:x", "vbscript:"),
        ("file:///etc/passwd", "file:"),
        ("blob:https://a.se/x", "blob:"),
        ("//example.se/", "https://"),
        ("/a/b", "https://"),
        ("../x", "https://"),
        ("example.se", "https://"),
        ("https:example.se", "slashes"),
        ("https:/example.se", "slashes"),
        ("https:///example.se", "slashes"),
        ("https:\\\\example.se", "sign"),
        ("https://example.se\\@evil.se", "sign"),
        ("https://user:pw@example.se/", "user name"),
        ("https://example.se@evil.se/", "user name"),
        ("java\nscript:x", "space"),
        (" https://example.se", "space"),
        ("https://exam ple.se", "space"),
        ("https://example.se/\u202egnp", "invisible"),
        ("https://exa\u200bmple.se", "invisible"),
        ("https://example\uff0ese/", "look-alike"),
        ("https://\uff45xample.se/", "look-alike"),
        ("https://127.0.0.1/", "number"),
        ("https://2130706433/", "number"),
        ("https://0x7f.0x1/", "number"),
        ("https://[::1]/", "number"),
        ("https://localhost/", "public"),
        ("https://intranet/", "public"),
        ("https://server.local/", "public"),
        ("https://example.se:99999/", "port"),
        ("https://example.se:x/", "port"),
        ("https://-a.se/", "valid name"),
        ("https://a..se/", "valid name"),
        ("https://%65xample.se/", "valid name"),
        ("https:///", "slashes"),
        ("https://", "valid name"),
        ("https://a.se/" + "x" * 2000, "longer"),
    ],
)
def test_other_addresses_are_refused_with_a_reason(url: str, reason: str) -> None:
    assert reason in (safe_url(url) or "")


@given(st.text())
def test_safe_url_never_raises(url: str) -> None:
    assert safe_url(url) is None or safe_url(url)
    assert safe_url("https://" + url) is None or safe_url("https://" + url)
