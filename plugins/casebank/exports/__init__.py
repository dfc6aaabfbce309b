"""Exports: the bank as files for other programs.  Serializers, never templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casebank.bank import Bank
from casebank.exports.json_files import canonical_json, cases_json, record_json
from casebank.exports.json_schema import schema_text
from casebank.exports.knowledge_files import knowledge_files
from casebank.exports.reference_files import organisations_json, sources_json, vocabularies_json
from casebank.exports.surveys import surveys_json
from casebank.exports.tables import cases_csv

__all__ = ["canonical_json", "data_files", "record_json"]


def data_files(bank: Bank) -> Mapping[str, Callable[[], bytes]]:
    """The data files of the bank as a whole: path → how to make its bytes."""
    return {
        "data/v1/cases.json": lambda: canonical_json(cases_json(bank)),
        "data/v1/cases.csv": lambda: cases_csv(bank),
        "data/v1/case.schema.json": lambda: schema_text(bank.reference).encode(),
        "data/v1/surveys.json": lambda: canonical_json(surveys_json(bank)),
        "data/v1/organisations.json": lambda: canonical_json(organisations_json(bank)),
        "data/v1/sources.json": lambda: canonical_json(sources_json(bank)),
        "data/v1/vocabularies.json": lambda: canonical_json(vocabularies_json(bank)),
        **{path: lambda make=make: canonical_json(make()) for path, make in knowledge_files(bank).items()},
    }
