"""The record's JSON Schema, made from the model and the vocabularies."""

from __future__ import annotations

import json
from typing import Any

from casebank.record import Record
from casebank.reference import Reference


def schema(reference: Reference) -> dict[str, Any]:
    """JSON Schema 2020-12 of case.yaml, each controlled field with its codes."""
    made = Record.model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "Praktikfallsbanken: case.yaml"
    return _with_codes(made, reference)


def schema_text(reference: Reference) -> str:
    """The schema as the text of a file."""
    return json.dumps(schema(reference), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _with_codes(node: Any, reference: Reference) -> Any:
    if isinstance(node, list):
        return [_with_codes(item, reference) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: _with_codes(value, reference) for key, value in node.items()}
    if "x-vocabulary" in made:
        made["enum"] = list(reference.vocabularies[made["x-vocabulary"]].by_code)
    return made
