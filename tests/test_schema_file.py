"""The JSON Schema in the repository, which editors read, is the one the model makes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from casebank.exports.json_schema import schema_text
from casebank.reference import read_reference
from casebank.source_file import read_yaml

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "site_src" / "reference" / "case.schema.json"


def test_the_file_is_what_the_model_makes() -> None:
    reference, _ = read_reference(ROOT / "site_src", "site_src")
    assert FILE.read_text(encoding="utf-8") == schema_text(reference), (
        "run: .venv/bin/casebank schema > site_src/reference/case.schema.json"
    )


def test_the_file_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(FILE.read_text(encoding="utf-8")))


def test_every_record_fits_the_schema() -> None:
    validator = Draft202012Validator(json.loads(FILE.read_text(encoding="utf-8")))
    wrong = []
    for path in sorted((ROOT / "cases").glob("*/case.yaml")):
        data = read_yaml(path.read_bytes(), path.parent.name).data
        wrong += [f"{path.parent.name}: {error.json_path} {error.message[:120]}" for error in validator.iter_errors(data)]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize("broken", [{"type": "nonsense"}, {"unknown": 1}, {"summary": {"sv": "x" * 301}}])
def test_the_schema_refuses_what_the_check_refuses(broken: dict) -> None:
    validator = Draft202012Validator(json.loads(FILE.read_text(encoding="utf-8")))
    assert list(validator.iter_errors(broken))
