"""JSON: the whole bank, and a file a record."""

from __future__ import annotations

from typing import Any

import orjson

from casebank import addresses
from casebank.bank import Bank, Entry
from casebank.fields import LANGUAGES, Model, SourceRef

SCHEMA_VERSION = "1.0.0"
LICENCE = "CC-BY-4.0"


def canonical_json(data: Any) -> bytes:
    """JSON with our key order kept, UTF-8, two spaces, a newline last: one form for one content."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def envelope(name: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    """A list as a file: with the version of the format, the licence and how many there are."""
    return {"schema_version": SCHEMA_VERSION, "licence": LICENCE, "count": len(items), name: items}


def cases_json(bank: Bank) -> dict[str, Any]:
    """Every record, with the version of the format and the licence."""
    return envelope("cases", [record_data(entry, bank) for entry in bank.entries])


def record_json(entry: Entry, bank: Bank) -> dict[str, Any]:
    """One record as a file of its own."""
    return {"schema_version": SCHEMA_VERSION, "licence": entry.record.licence or LICENCE, "case": record_data(entry, bank)}


def record_data(entry: Entry, bank: Bank) -> dict[str, Any]:
    """A record: the facts as its file has them, its sources in full, its narratives as text."""
    data: dict[str, Any] = {
        "id": entry.id,
        "urls": {language: addresses.record(entry.id, language) for language in LANGUAGES},
    }
    data.update(plain(entry.record))
    data["sources"] = [
        {"id": key, **{name: value for name, value in plain(bank.source(entry, key)).items() if name != "id"}}
        for key in entry.source_keys
    ]
    data["narratives"] = {language: entry.narratives[language].text for language in LANGUAGES if language in entry.narratives}
    return data


def plain(model: Model) -> dict[str, Any]:
    """A model without what it does not say; references as {key, locator}."""
    data: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = _value(getattr(model, name))
        # False and 0 say something; nothing and empty lists do not.
        if value is not None and value != [] and not (name == "approximate" and value is False):
            data[name] = value
    return data


def _value(value: Any) -> Any:
    if isinstance(value, SourceRef):
        return {"key": value.key, "locator": value.locator} if value.locator else {"key": value.key}
    if isinstance(value, Model):
        return plain(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return value
