"""The data files, read back with parsers that others use."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casebank.exports.json_schema import schema_text
from casebank.exports.tables import cases_csv, safe_cell
from casebank.source_file import read_yaml
from conftest import ROOT, SmallBank

DATA = "data/v1"


@pytest.fixture(scope="module")
def data(built_site: Path) -> Path:
    """The folder of data files of the built site."""
    return built_site / DATA


@pytest.fixture(scope="module")
def cases(data: Path) -> Any:
    """`cases.json`, parsed."""
    return json.loads((data / "cases.json").read_text(encoding="utf-8"))


def strings(node: Any) -> Iterator[str]:
    """Every text in parsed JSON."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


# ------------------------------------------------------------------ JSON


def test_cases_json_has_its_promised_shape(cases: Any, real_bank: Any) -> None:
    """Version, licence, count, and every record once, by id."""
    assert list(cases) == ["schema_version", "licence", "count", "cases"]
    assert cases["licence"] == "CC-BY-4.0"
    assert [part.isdigit() for part in cases["schema_version"].split(".")] == [True] * 3
    assert cases["count"] == len(cases["cases"]) == len(real_bank.entries)
    assert [case["id"] for case in cases["cases"]] == sorted(case["id"] for case in cases["cases"])


def test_each_record_has_a_file_that_says_the_same(cases: Any, data: Path) -> None:
    """`cases/<id>.json` is the record of cases.json, and there are no others."""
    for case in cases["cases"]:
        one = json.loads((data / "cases" / f"{case['id']}.json").read_text(encoding="utf-8"))
        assert one == {"schema_version": cases["schema_version"], "licence": case.get("licence", "CC-BY-4.0"), "case": case}
    assert {path.stem for path in (data / "cases").glob("*.json")} == {case["id"] for case in cases["cases"]}


def test_json_holds_every_fact_of_the_file(cases: Any) -> None:
    """Every text of case.yaml is in the export, and no number is rounded."""
    for case in cases["cases"]:
        document = read_yaml((ROOT / "cases" / case["id"] / "case.yaml").read_bytes(), "case.yaml")
        exported = set(strings(case))
        for name, value in document.data.items():
            if name == "sources":
                continue
            for text in strings(value):
                key, _, locator = text.partition(",")
                assert {" ".join(text.split()), text.strip(), key.strip().removeprefix("@")} & {*exported, *(" ".join(one.split()) for one in exported)}, f"{case['id']}.{name}: {text}"
        for mine, theirs in zip(document.data.get("money", ()), case.get("money", ()), strict=True):
            assert mine["amount"] == theirs["amount"]


def test_facts_in_json_carry_their_sources(cases: Any) -> None:
    """Each as key and locator, and each key is one of the record's sources, given in full."""
    for case in cases["cases"]:
        keys = {source["id"] for source in case["sources"]}
        for source in case["sources"]:
            assert source["title"] and source["type"]
        for group in ("results", "barriers", "success_factors", "lessons", "events", "money", "organisations"):
            for fact in case.get(group, ()):
                assert fact["source"] and {ref["key"] for ref in fact["source"]} <= keys, f"{case['id']}: {fact}"


def test_what_the_sources_do_not_say_is_absent(cases: Any) -> None:
    """No null and no empty list or text stands for it."""

    def walk(node: Any) -> None:
        assert node not in (None, "", [], {})
        for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            walk(value)

    walk(cases["cases"])


@pytest.mark.parametrize("name", ["organisations", "sources", "vocabularies", "surveys"])
def test_reference_data_is_published(data: Path, name: str) -> None:
    """The other promised files: version, licence, count and the things themselves."""
    file = json.loads((data / f"{name}.json").read_text(encoding="utf-8"))
    assert file["schema_version"] and file["licence"] == "CC-BY-4.0"
    assert file["count"] == len(file[name]) > 0


def test_every_json_file_is_utf_8_with_a_last_newline(built_site: Path) -> None:
    """One form for one content: letters as they are, not escaped, no BOM, no carriage return."""
    for path in built_site.glob("data/**/*.json"):
        raw = path.read_bytes()
        assert raw.endswith(b"\n") and b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf"), path.name
        json.loads(raw)
    assert "ä".encode() in (built_site / DATA / "cases.json").read_bytes()


# ------------------------------------------------------------------ the schema


@pytest.fixture(scope="module")
def validator(data: Path) -> Any:
    """The published schema as a validator."""
    import jsonschema

    schema = json.loads((data / "case.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_every_record_is_valid_against_the_published_schema(validator: Any) -> None:
    """What the bank takes, an editor with the schema takes too."""
    problems = []
    for path in sorted((ROOT / "cases").glob("*/case.yaml")):
        document = read_yaml(path.read_bytes(), path.parent.name)
        problems += [f"{path.parent.name}: {'/'.join(map(str, error.path))}: {error.message[:150]}" for error in validator.iter_errors(document.data)]
    assert not problems, "\n".join(problems[:20])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("coverage: ", "coverge: "), ("type: case", "type: cases"), ("countries: [SE]", "countries: SE"), ("countries: [SE]", "countries: [Sverige]"),
        ("sources:", "source:"), ("title:", "titles:"),
    ],
)  # fmt: skip
def test_the_schema_refuses_what_the_bank_refuses(validator: Any, old: str, new: str) -> None:
    """An editor marks the commonest slips."""
    text = (ROOT / "cases" / "innovationsupphandling-x" / "case.yaml").read_text(encoding="utf-8")
    assert f"\n{old}" in f"\n{text}"
    spoilt = f"\n{text}".replace(f"\n{old}", f"\n{new}", 1)
    assert list(validator.iter_errors(read_yaml(spoilt.encode(), "x").data))


def test_the_schema_explains_itself(validator: Any) -> None:
    """Every field at the top has a description, and controlled fields their codes."""
    schema = validator.schema
    bare = [name for name, field in schema["properties"].items() if "description" not in field and "$ref" not in json.dumps(field)]
    assert bare == []
    assert schema["additionalProperties"] is False
    assert "case" in json.dumps(schema["properties"]["type"])


def test_the_schema_does_not_depend_on_chance(real_bank: Any) -> None:
    """The same model gives the same text."""
    assert schema_text(real_bank.reference) == schema_text(real_bank.reference)


# ------------------------------------------------------------------ CSV


def rows(raw: bytes) -> list[dict[str, str]]:
    """CSV as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_csv_opens_right_in_a_spreadsheet(data: Path, cases: Any) -> None:
    """A BOM so that å is å, CRLF, a row a record, every row as long as the heading."""
    raw = (data / "cases.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
    assert {len(row) for row in table} == {len(table[0])}
    assert len(set(table[0])) == len(table[0])
    assert [row[0] for row in table[1:]] == [case["id"] for case in cases["cases"]]


def test_csv_says_what_json_says(data: Path, cases: Any) -> None:
    """Titles, dates and countries are the same."""
    for row, case in zip(rows((data / "cases.csv").read_bytes()), cases["cases"], strict=True):
        assert row["title_sv"].lstrip("'") == case["title"]["sv"]
        assert row["start"] == case.get("period", {}).get("start", "")
        assert row["countries"] == " | ".join(case.get("countries", []))
        assert row["need_sv"].lstrip("'") == case.get("need", {}).get("sv", "")


def test_no_cell_is_a_formula(data: Path) -> None:
    """No spreadsheet runs anything of it."""
    for row in csv.reader(io.StringIO((data / "cases.csv").read_text(encoding="utf-8-sig"), newline="")):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"x\")", " =1+1", "＝1+1"])
def test_cells_that_look_like_formulas_are_made_safe(text: str) -> None:
    """Whatever a contributor writes."""
    made = safe_cell(text)
    assert made.lstrip().startswith("'") and made.endswith(text)


def test_hostile_texts_in_csv(small_bank: SmallBank) -> None:
    """Quotes, line breaks, separators and formulas come back as they were written."""
    small_bank.copy("seniormedicin-se")
    path = "cases/seniormedicin-se/case.yaml"
    text = (small_bank.root / path).read_text(encoding="utf-8")
    start = text.index("\n  sv: ", text.index("\ntitle:"))
    end = text.index("\n", start + 1)
    small_bank.write(path, text[:start] + "\n  sv: \"=cmd|'/c calc'!A1 \\\"citat\\\", komma; semikolon | streck\"" + text[end:])
    loaded = small_bank.load()
    assert loaded.bank is not None, loaded.findings
    (row,) = rows(cases_csv(loaded.bank))
    assert row["title_sv"] == "'=cmd|'/c calc'!A1 \"citat\", komma; semikolon | streck"
