"""Exports: the bank as files for other programs.  Serializers, never templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casebank.bank import Bank
from casebank.exports.json_files import canonical_json, cases_json, record_json
from casebank.exports.json_schema import schema_text
from casebank.exports.tables import cases_csv

__all__ = ["canonical_json", "data_files", "record_json"]


def data_files(bank: Bank) -> Mapping[str, Callable[[], bytes]]:
    """The data files of the bank as a whole: path → how to make its bytes."""
    return {
        "data/v1/cases.json": lambda: canonical_json(cases_json(bank)),
        "data/v1/cases.csv": lambda: cases_csv(bank),
        "data/v1/case.schema.json": lambda: schema_text(bank.reference).encode(),
    }
