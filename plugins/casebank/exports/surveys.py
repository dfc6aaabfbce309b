"""JSON: the surveys, each row with its words."""

from __future__ import annotations

from typing import Any

from casebank.bank import Bank
from casebank.exports.json_files import envelope, plain
from casebank.survey import RelatedSurvey, Survey

KINDS = {Survey: "tables", RelatedSurvey: "second-hand findings"}


def surveys_json(bank: Bank) -> dict[str, Any]:
    """Every survey file; `kind` tells which of three shapes it has."""
    items = []
    for name, survey in bank.reference.knowledge.surveys.items():
        data = {"file": name, "kind": KINDS.get(type(survey), "themes"), **plain(survey)}
        if isinstance(survey, Survey):
            data["tables"] = [_table(table, shown, bank) for table, shown in zip(survey.tables, data["tables"], strict=True)]
        items.append(data)
    return envelope("surveys", items)


def _table(table: Any, data: dict[str, Any], bank: Bank) -> dict[str, Any]:
    """A table whose rows carry the label of the term they are, too."""
    if table.vocabulary is None:
        return data
    terms = bank.reference.vocabularies[table.vocabulary].by_code
    rows = [row if "label" in row else {**row, "label": plain(terms[row["id"]].label)} for row in data["rows"]]
    return {**data, "rows": rows}
