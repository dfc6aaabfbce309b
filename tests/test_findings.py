"""Findings: the catalogue is whole, texts are safe to print, and the three forms are what they
promise.
"""

from __future__ import annotations

import json
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebank.findings import (
    CATALOGUE,
    Mark,
    as_github,
    as_json,
    as_text,
    did_you_mean,
    finding,
    has_errors,
    mark_at,
    sort_findings,
)

UNKNOWN_KEY = {"key": "titel", "where": "the top of the file", "suggestion": "did you mean title?"}


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_explains_itself(code: str) -> None:
    entry = CATALOGUE[code]
    assert entry.code == code
    assert re.fullmatch(r"CB[1-79]\d\d", code)
    assert entry.severity in ("error", "warning")
    for text in (entry.title, entry.what, entry.why, entry.how, entry.message, entry.fix):
        assert text.strip() == text and len(text) >= 3
    for sentence in (entry.what, entry.why, entry.how):
        assert sentence.endswith(".")


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_template_can_be_filled(code: str) -> None:
    entry = CATALOGUE[code]
    names = {
        name
        for text in (entry.message, entry.fix)
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }
    made = finding(code, "case.yaml", Mark(3, 5), **dict.fromkeys(names, "word"))
    assert (made.code, made.severity, made.line, made.column) == (code, entry.severity, 3, 5)
    assert "{" not in made.message.replace("[ or {", "").replace("bracket {", "")


def test_codes_stand_in_order() -> None:
    assert list(CATALOGUE) == sorted(CATALOGUE)


def test_values_are_made_printable_and_short() -> None:
    made = finding("CB204", "a", Mark(1, 1), value="x\x1b[31m\u202e" + "y" * 200, vocabulary="v")
    assert "\x1b" not in made.message and "\u202e" not in made.message
    assert "\\u001b" in made.message and "\\u202e" in made.message
    assert "y" * 81 not in made.message


def test_a_value_cannot_fill_other_templates() -> None:
    assert (
        "{vocabulary}"
        in finding("CB204", "a", Mark(1, 1), value="{vocabulary}", vocabulary="v").message
    )


def test_an_empty_hint_leaves_no_stub() -> None:
    assert (
        finding("CB301", "a", Mark(1, 1), value="x", suggestion="").fix
        == "Correct the key, or add the source"
    )


@given(st.text(max_size=400), st.integers(1, 400))
def test_excerpts_are_short_and_printable(line: str, column: int) -> None:
    line = line.replace("\n", "")
    excerpt = finding("CB208", "a", Mark(1, column), excerpt=line).excerpt
    assert len(excerpt) <= 121
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", excerpt)


def test_text_shows_place_line_caret_and_fix() -> None:
    made = finding("CB201", "cases/x/case.yaml", Mark(12, 3), excerpt="  titel: X", **UNKNOWN_KEY)
    assert as_text([made]) == (
        "cases/x/case.yaml:12:3: error CB201 Unknown key titel in the top of the file.\n"
        "      titel: X\n"
        "      ^\n"
        "  fix: Correct or remove the key; did you mean title?\n"
        "\n"
        "1 error, 0 warnings\n"
    )


def test_the_caret_stands_under_the_column_of_a_long_line() -> None:
    line = "a" * 300 + "X" + "b" * 300
    _, shown, caret, *_ = as_text([finding("CB208", "f", Mark(1, 301), excerpt=line)]).split("\n")
    assert shown[caret.index("^")] == "X"


def test_text_ends_with_a_summary() -> None:
    assert as_text([]) == "0 errors, 0 warnings\n"
    warning = finding("CB209", "f", Mark(1, 1), value="a", replacement="b")
    assert as_text([warning, warning]).endswith("\n0 errors, 2 warnings\n")


def test_github_annotations_are_escaped() -> None:
    made = finding(
        "CB204",
        "cases/a,b:c.yaml",
        Mark(2, 4),
        value="100 %\n::error::",
        vocabulary="v",
        suggestion="",
    )
    line = as_github([made])
    assert line.count("\n") == 1
    assert line.startswith(
        "::error file=cases/a%2Cb%3Ac.yaml,line=2,col=4,title=CB204::100 %25\\n::error::"
    )
    assert "%0AWrite one of its terms" in line


def test_json_has_the_promised_keys() -> None:
    made = finding("CB201", "sv.md", Mark(1, 2), **UNKNOWN_KEY)
    warning = finding("CB209", "sv.md", Mark(1, 2), value="å", replacement="b")
    parsed = json.loads(as_json([made, warning]))
    assert list(parsed) == ["findings", "errors", "warnings"]
    assert (parsed["errors"], parsed["warnings"]) == (1, 1)
    assert list(parsed["findings"][0]) == [
        "code",
        "severity",
        "file",
        "line",
        "column",
        "message",
        "fix",
    ]
    assert as_json([warning]).isascii()


def test_findings_are_sorted_and_said_once() -> None:
    late = finding("CB208", "b", Mark(1, 1))
    early = finding("CB208", "a", Mark(10, 1))
    earlier = finding("CB208", "a", Mark(9, 5))
    bare = finding("CB208", "a", Mark(9, 5))
    with_line = finding("CB208", "a", Mark(9, 5), excerpt="x: ")
    assert sort_findings([late, early, earlier, bare, with_line]) == (with_line, early, late)


def test_only_errors_are_errors() -> None:
    warning = finding("CB209", "f", Mark(1, 1), value="a", replacement="b")
    assert not has_errors([warning])
    assert has_errors([warning, finding("CB208", "f", Mark(1, 1))])


@given(st.text(alphabet="ab\nå", max_size=60), st.data())
def test_mark_at_counts_from_one(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, max(len(text) - 1, 0)))
    mark = mark_at(text, offset)
    lines = text.split("\n")
    assert sum(len(line) + 1 for line in lines[: mark.line - 1]) + mark.column - 1 == offset


TERMS = [
    "buyer",
    "supplier",
    "funder",
    "evaluator",
    "pilot-site",
    "owner",
    "partner",
    "procuring-entity",
]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("buyr", "buyer"),
        ("Buyer", "buyer"),
        ("suplier", "supplier"),
        ("pilotsite", "pilot-site"),
        ("pilot_site", "pilot-site"),
        ("evalautor", "evaluator"),
        ("procuring entity", "procuring-entity"),
        ("procuring", "procuring-entity"),
        ("banana", None),
        ("", None),
        ("-", None),
    ],
)
def test_did_you_mean(written: str, meant: str | None) -> None:
    assert did_you_mean(written, TERMS) == meant
    assert did_you_mean(written, reversed(TERMS)) == meant


def test_did_you_mean_overlooks_accents() -> None:
    assert (
        did_you_mean("aktiv-hälsostyrning", ["aktiv-halsostyrning", "x"]) == "aktiv-halsostyrning"
    )
    assert did_you_mean("baerum", ["Bærum"]) == "Bærum"


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=8))
def test_did_you_mean_gives_a_candidate_or_nothing(word: str, candidates: list[str]) -> None:
    answer = did_you_mean(word, candidates)
    assert answer is None or answer in candidates
    assert did_you_mean(word, sorted(candidates)) == answer
