"""The YAML reader: strict, bounded, nothing executed, and every mistake told of at its place."""

from __future__ import annotations

import json
import math
import time
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casebank.source_file import MAX_DEPTH, RECORD_LIMIT, Document, decode, read_yaml
from casebank.text_hygiene import MAX_PER_CODE


def read(text: str | bytes, **options: int) -> Document:
    return read_yaml(
        text if isinstance(text, bytes) else text.encode("utf-8"), "case.yaml", **options
    )


def told(text: str | bytes) -> list[tuple[str, int, int]]:
    document = read(text)
    assert document.data is None
    return [(each.code, each.line, each.column) for each in document.findings]


# -- what is read ---------------------------------------------------------------------------------


def test_a_record() -> None:
    document = read(
        "# yaml-language-server: $schema=x\n"
        "type: case\n"
        "title: {sv: Hälsa, en: 'Health: care'}\n"
        "summary:\n"
        "  sv: >-\n"
        "    Två rader\n"
        "    blir en.\n"
        "period: {start: 2012, end: 2014-06-30}\n"
        "results:\n"
        "  - value: 3.5\n"
        "    approximate: true\n"
        "    unit:\n"
        "  - value: -7\n"
        "countries: [SE, NO]\n"
        "aliases: []\n"
    )
    assert document.findings == ()
    assert document.data == {
        "type": "case",
        "title": {"sv": "Hälsa", "en": "Health: care"},
        "summary": {"sv": "Två rader blir en."},
        "period": {"start": 2012, "end": "2014-06-30"},
        "results": [{"value": 3.5, "approximate": True, "unit": None}, {"value": -7}],
        "countries": ["SE", "NO"],
        "aliases": [],
    }
    assert document.ambiguous == {("countries", 1): "NO"}
    assert document.marks.key(("period", "end")) == (8, 23)
    assert document.marks.value(("results", 1, "value")) == (13, 12)
    assert document.marks.key(("results", 1)) == (13, 5)


def test_marks_fall_back_to_the_nearest_ancestor() -> None:
    marks = read("a:\n  b:\n    - c: 1\n").marks
    assert marks.key(("a", "b", 0, "missing", "deeper")) == marks.key(("a", "b", 0)) == (3, 7)
    assert marks.key(("a", "missing")) == (1, 1)
    assert marks.value(("a", "missing")) == (2, 3)
    assert marks.key(()) == marks.value(("missing",)) == (1, 1)


def test_a_part_keeps_its_place() -> None:
    document = read("first: {x: 1}\nsecond:\n  land: no\n")
    part = document.part(("second",), document.data["second"])
    assert part.data == {"land": "no"}
    assert part.marks.key(("land",)) == (3, 3)
    assert part.marks.key(()) == (2, 1)
    assert part.ambiguous == {("land",): "no"}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("-3", -3),
        ("3.10", 3.1),
        ("1e3", 1000.0),
        ("2012-02-30", "2012-02-30"),
        ("2012-02", "2012-02"),
        ("33196000-2", "33196000-2"),
        ("12:30 i dag", "12:30 i dag"),
        ("1 000", "1 000"),
        ("v3", "v3"),
        ("-", "-"),
        (".", "."),
        ("+46 8", "+46 8"),
        ("nej", "nej"),
        ("'no'", "no"),
        ('"012"', "012"),
        ('"å\\u00e5\\n"', "åå\n"),
    ],
)
def test_plain_values(written: str, value: object) -> None:
    document = read(f"a: {written}\n") if written != "-" else read('a: "-"\n')
    assert document.findings == ()
    assert document.data == {"a": value} and type(document.data["a"]) is type(value)
    assert document.ambiguous == {}


AMBIGUOUS = [
    "no",
    "NO",
    "No",
    "yes",
    "Yes",
    "YES",
    "on",
    "On",
    "OFF",
    "off",
    "y",
    "Y",
    "n",
    "N",
    "012",
    "00",
    "-07",
    "1:30",
    "12:30:45",
    "190:20:30.15",
    "1_000",
    "1_000.5",
    "0o7",
    "0x1F",
    "0b101",
    ".inf",
    "-.INF",
    ".nan",
    ".5",
    "5.",
    "+5",
    "1e400",
    "=",
    "0777",
]


@pytest.mark.parametrize("written", AMBIGUOUS)
def test_words_that_readers_take_differently_stay_texts(written: str) -> None:
    document = read(f"a:\n  - x\n  - b: {written}\n")
    assert document.findings == ()
    assert document.data == {"a": ["x", {"b": written}]}
    assert document.ambiguous == {("a", 1, "b"): written}


def test_numbers_with_absurdly_many_digits_are_no_numbers() -> None:
    digits = "9" * 5000
    assert read(f"a: {digits}\n").ambiguous == {("a",): digits}


# -- what is refused ------------------------------------------------------------------------------

BAD = {
    "empty": ("", ("CB102", 1, 1)),
    "spaces": ("  \n\n", ("CB102", 1, 1)),
    "comment only": ("# x\n", ("CB102", 1, 1)),
    "null": ("~\n", ("CB102", 1, 1)),
    "separator only": ("---\n", ("CB102", 1, 1)),
    "Latin-1": ("type: case\ntitle: Vård\n".encode("latin-1"), ("CB103", 2, 9)),
    "UTF-16": ("type: case\n".encode("utf-16"), ("CB103", 1, 1)),
    "UTF-16 without mark": ("type: case\n".encode("utf-16-be"), ("CB103", 1, 1)),
    "overlong": (b"a: \xc0\xaf\n", ("CB103", 1, 4)),
    "raw surrogate": (b"a: \xed\xa0\x80\n", ("CB103", 1, 4)),
    "2 MB": (b"a: b\n" * 400_000, ("CB101", 1, 1)),
    "BOM": ("\ufefftype: case\n", ("CB104", 1, 1)),
    "CRLF": ("type: case\r\ntitle: x\r\n", ("CB105", 1, 11)),
    "CR": ("type: case\rtitle: x\r", ("CB105", 1, 11)),
    "NUL": ("type: ca\x00se\n", ("CB106", 1, 9)),
    "escape": ("type: \x1b[31m\n", ("CB107", 1, 7)),
    "NEL": ("type: a\x85title: b\n", ("CB108", 1, 8)),
    "line separator": ("type: a\u2028title: b\n", ("CB108", 1, 8)),
    "direction": ("type: a # \u202e x\n", ("CB150", 1, 11)),
    "zero width": ("ti\u200btle: a\n", ("CB151", 1, 3)),
    "not NFC": ("title: Va\u030ard\n", ("CB153", 1, 9)),
    "tab indent": ("a:\n\tb: c\n", ("CB110", 2, 1)),
    "tab after key": ("a:\tb\n", ("CB110", 1, 3)),
    "hidden by a code": ('a: "in\\u200bnovation"\n', ("CB151", 1, 4)),
    "vertical tab by a code": ('a: "\\x0b"\n', ("CB108", 1, 4)),
    "surrogate by a code": ('a: "\\ud800"\n', ("CB127", 1, 5)),
    "colon": ("title: Rapport: del ett\n", ("CB121", 1, 15)),
    "no space": ("type: case\ntitle:Hej\n", ("CB122", 2, 7)),
    "no colon": ("type: case\ntitle\nb: c\n", ("CB122", 2, 1)),
    "no-break space": ("type:\u00a0case\nb: c\n", ("CB122", 1, 6)),
    "too far in": ("type: case\n  title: x\n", ("CB123", 2, 3)),
    "half out": ("a:\n    b: 1\n  c: 2\n", ("CB123", 3, 3)),
    "list item missing": ("a:\n  - x\n  y: 2\n", ("CB123", 3, 3)),
    "list on key line": ("a: - x\n", ("CB123", 1, 4)),
    "first line in": ("  a: 1\nb: 2\n", ("CB123", 2, 1)),
    "quote not closed": ('a: "hej\nb: c\n', ("CB124", 1, 4)),
    "quote closed by the next": ('a: "hej\nb: "c"\n', ("CB124", 1, 4)),
    "apostrophe": ("a: 'it's'\n", ("CB128", 1, 8)),
    "bracket": ("a: [b, c\nd: e\n", ("CB125", 1, 4)),
    "bracket as text": ("a: [Utkast] Titel\n", ("CB125", 1, 4)),
    "comma": ("a: [b, , c]\n", ("CB125", 1, 8)),
    "at sign": ("a: @key\n", ("CB126", 1, 4)),
    "backslash": ('a: "C:\\dir"\n', ("CB127", 1, 7)),
    "text after quote": ('title: "Innovation" i vården\n', ("CB128", 1, 21)),
    "text after pipe": ("a: | text\n", ("CB129", 1, 4)),
    "anchor": ("a: &b c\n", ("CB131", 1, 4)),
    "anchor on a list": ("a: &b [c]\n", ("CB131", 1, 4)),
    "ampersand": ("a: & c\n", ("CB131", 1, 4)),
    "alias": ("a: *b\n", ("CB132", 1, 4)),
    "emphasis": ("a: **viktigt**\n", ("CB132", 1, 4)),
    "merge": ("a: {<<: b}\n", ("CB133", 1, 5)),
    "python tag": ("a: !!python/object/apply:os.system [x]\n", ("CB134", 1, 4)),
    "env tag": ("a: !ENV HOME\n", ("CB134", 1, 4)),
    "plain tag": ("a: ! x\n", ("CB134", 1, 4)),
    "directive": ("%YAML 1.1\n---\na: b\n", ("CB135", 1, 1)),
    "two documents": ("a: b\n---\nc: d\n", ("CB136", 2, 1)),
    "two documents with dots": ("a: b\n...\nc: d\n", ("CB136", 3, 1)),
    "duplicate key": ("a: b\nc: d\na: e\n", ("CB140", 3, 1)),
    "duplicate key inside": ("x:\n  - a: b\n    a: c\n", ("CB140", 3, 5)),
    "duplicate key quoted": ('a: b\n"a": c\n', ("CB140", 2, 1)),
    "number as key": ("2012: x\n", ("CB141", 1, 1)),
    "no as key": ("no: x\n", ("CB141", 1, 1)),
    "empty key": (": x\n", ("CB141", 1, 1)),
    "list as key": ("? [a]\n: b\n", ("CB141", 1, 3)),
    "list": ("- a\n- b\n", ("CB142", 1, 1)),
    "text": ("hej\n", ("CB142", 1, 1)),
    "100 deep": ("a: " + "[" * 100 + "]" * 100 + "\n", ("CB143", 1, 4 + MAX_DEPTH - 1)),
    "100 deep in blocks": ("".join("  " * i + "a:\n" for i in range(100)), ("CB143", 13, 25)),
    "too many values": ("a: [" + "1," * 17_000 + "1]\n", ("CB144", 1, 2 * (RECORD_LIMIT // 4) - 1)),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_one_finding_at_its_place(name: str) -> None:
    text, expected = BAD[name]
    assert told(text) == [expected]


def test_all_mistakes_are_told_at_once_where_the_text_can_still_be_read() -> None:
    text = "\ufefftype: &x case\r\ntype: !t b\r\nno: c\r\nd: \u200b\r\ne: *x\r\n"
    assert told(text) == [
        ("CB104", 1, 1),
        ("CB131", 1, 7),
        ("CB105", 1, 14),
        ("CB140", 2, 1),
        ("CB134", 2, 7),
        ("CB141", 3, 1),
        ("CB151", 4, 4),
        ("CB132", 5, 4),
    ]


def test_what_can_be_read_in_spite_of_errors_is_kept_apart() -> None:
    document = read("a: b\r\nb: c\r\n")
    assert document.data is None
    assert document.salvage == {"a": "b", "b": "c"}
    assert read("a: [b\n").salvage is None


def test_duplicates_name_both_places() -> None:
    (each,) = read("a: b\nc: d\na: e\n").findings
    assert "already on line 1" in each.message
    assert "lines 1 and 3" in each.fix


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("title: Rapport: del ett\n", 'Put the text in quotes: title: "Rapport: del ett"'),
        ("title:Hej\nb: c\n", "Write title: Hej"),
        ("source: @key\n", 'Put the text in quotes: "@key"'),
        ('title: Säger "hej": allt\n', "Put the text in quotes: title: 'Säger \"hej\": allt'"),
    ],
)
def test_fixes_are_concrete(text: str, fix: str) -> None:
    assert read(text).findings[0].fix == fix


def test_findings_show_the_line() -> None:
    (each,) = read("type: case\ntitle: Rapport: del ett\n").findings
    assert each.excerpt == "title: Rapport: del ett"


def test_a_reference_file_may_be_larger() -> None:
    data = b"".join(b"key-%d: value\n" % number for number in range(20_000))
    assert read(data).findings[0].code == "CB101"
    assert len(read(data, limit=1_000_000).data) == 20_000


def test_keys_x_and_y_are_honest() -> None:
    assert read("x: 1\ny: 2\n").data == {"x": 1, "y": 2}


# -- bounds ---------------------------------------------------------------------------------------

HEAVY = {
    "merge bomb": "a: &a {x: 1}\n"
    + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} {{<<: [*{chr(97 + i)}, *{chr(97 + i)}]}}\n"
        for i in range(20)
    ),
    "laughs": "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a,*a,*a,*a,*a,*a]\n" for i in range(500)),
    "brackets": "a: " + "[" * 60_000,
    "braces": "a: " + "{" * 60_000,
    "dashes": "- " * 30_000,
    "questions": "? " * 30_000,
    "long line": "a: " + "x" * 60_000,
    "quoted": 'a: "' + "x\n" * 30_000,
    "keys": "".join(f"k{i}: v\n" for i in range(7000)),
    "same keys": "a: b\n" * 13_000,
    "tabs": "\t" * 60_000,
    "hidden": "a: " + "\u200b" * 20_000,
    "escapes": "a: [" + '"\\x0b",' * 8000 + "]",
    "anchors": "".join(f"a{i}: &b c\n" for i in range(5000)),
    "tags": "a: [" + "!x y," * 10_000 + "]",
    "comments": "# x\n" * 16_000,
    "documents": "---\n" * 16_000,
    "colons": "a: " * 20_000,
    "digits": "a: [" + "9" * 60_000 + "]",
    "folded": "a: >\n" + "  x\n\n" * 12_000,
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_input_is_answered_soon_and_in_short(name: str) -> None:
    data = HEAVY[name].encode("utf-8")[:RECORD_LIMIT]
    began = time.process_time()
    document = read(data)
    document.marks.key(("a", 0))
    assert time.process_time() - began < 2
    assert len(document.findings) <= 3 * MAX_PER_CODE


def test_memory_is_bounded() -> None:
    tracemalloc.start()
    for text in HEAVY.values():
        read(text.encode("utf-8")[:RECORD_LIMIT])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000


@given(st.binary(max_size=300))
@example(b"\xff")
@example(b"a: \xf0\x9f\x98\x80\n")
def test_any_bytes_are_answered(data: bytes) -> None:
    document = read(data)
    assert document.data is None or isinstance(document.data, dict)
    assert document.data is not None or document.findings
    for each in document.findings:
        assert each.line >= 1 and each.column >= 1


YAML_LIKE = st.text(alphabet="ab:-?[]{},&*!|>%@`'\"# \n\t\\01~<.åé\r\x00\u2028", max_size=80)


@given(YAML_LIKE)
def test_any_text_that_looks_like_yaml_is_answered(text: str) -> None:
    document = read(text)
    assert (document.data is None) == any(each.severity == "error" for each in document.findings)
    for each in document.findings:
        assert 1 <= each.line <= max(len(document.lines), 1)
        assert "?" not in each.message.split() and each.fix


SAFE = st.text(
    alphabet=st.characters(
        max_codepoint=0x2FF, exclude_categories=("C",), exclude_characters="\xad"
    ),
    max_size=30,
)
NUMBERS = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | SAFE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SAFE, inner, max_size=4),
    max_leaves=20,
)


def depth(value: object) -> int:
    inner = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    )
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(
    st.dictionaries(SAFE, JSON, min_size=1, max_size=5).filter(
        lambda value: depth(value) <= MAX_DEPTH
    )
)
def test_json_is_read_as_itself(value: dict[str, object]) -> None:
    # Lines, because YAML allows a key only 1,024 characters and one line in flow style.
    document = read(json.dumps(value, ensure_ascii=False, indent=1))
    assert document.findings == ()
    assert document.data == value
    assert document.ambiguous == {}
    assert _kinds(document.data) == _kinds(value)


def _kinds(value: object) -> object:
    if isinstance(value, dict):
        return {key: _kinds(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_kinds(inner) for inner in value]
    return (type(value), math.copysign(1, value)) if isinstance(value, float) else type(value)


KEYS = st.text(alphabet="abcåäöxyz_-", min_size=1, max_size=8).filter(
    lambda key: key[0].isalpha() and key not in ("y", "n", "no", "on")
)
TREES = st.recursive(
    st.sampled_from(["ord", "2012-01-01", "5", "två ord"]),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=15,
)


def written(value: object, indent: str = "") -> str:
    """Block YAML, written by hand so that the test does not lean on the library under test."""
    if isinstance(value, dict):
        return "".join(
            f"\n{indent}{key}:{written(inner, indent + '  ')}" for key, inner in value.items()
        )
    if isinstance(value, list):
        return "".join(f"\n{indent}-{written(inner, indent + '  ')}" for inner in value)
    return f" {value}"


def paths(value: object, path: tuple = ()) -> list[tuple]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [found for key, child in inner for found in [(*path, key), *paths(child, (*path, key))]]


@given(
    st.dictionaries(KEYS, TREES, min_size=1, max_size=4).filter(
        lambda value: depth(value) <= MAX_DEPTH
    )
)
def test_marks_point_at_keys_and_values(value: dict[str, object]) -> None:
    document = read(written(value).lstrip("\n") + "\n")
    assert document.findings == ()
    for path in paths(value):
        line, column = document.marks.key(path)
        if isinstance(path[-1], str):
            assert document.lines[line - 1][column - 1 :].startswith(path[-1] + ":")
        leaf: object = value
        for step in path:
            leaf = leaf[step]  # type: ignore[index]
        if isinstance(leaf, str):
            line, column = document.marks.value(path)
            assert document.lines[line - 1][column - 1 :] == leaf


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=100))
def test_decoded_text_holds_nothing_that_yaml_takes_for_a_line_break(text: str) -> None:
    decoded, findings = decode(text.encode("utf-8"), "sv.md")
    assert (
        "\r" not in decoded
        and "\x85" not in decoded
        and "\u2028" not in decoded
        and "\x00" not in decoded
    )
    if not findings:
        assert decoded == text
