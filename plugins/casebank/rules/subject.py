"""What a rule is given: one record with its marks, or all the records that could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casebank.draft import Draft
from casebank.findings import Finding, finding
from casebank.folder import RecordFolder
from casebank.narrative import Narrative
from casebank.record import Record
from casebank.reference import Reference
from casebank.source_file import Document
from casebank.validation import excerpt
from casebank.walk import Path


@dataclass(frozen=True, slots=True)
class Subject:
    """One record, with all a rule may want to look at; for the rules on documents `record` may be None."""

    id: str
    record: Record
    document: Document
    folder: RecordFolder
    narratives: Mapping[str, Narrative]
    reference: Reference

    def at(self, code: str, path: Path, *, key: bool = False, **values: object) -> Finding:
        """A finding at a place in case.yaml."""
        marks = self.document.marks
        mark = marks.key(path) if key else marks.value(path)
        return finding(code, self.document.name, mark, excerpt=excerpt(self.document, mark.line), **values)


@dataclass(frozen=True, slots=True)
class Drafts:
    """Every record of the bank that has the model's shape, before the bank is made."""

    label: str
    drafts: tuple[Draft, ...]
    names: tuple[str, ...]  # the folders' names, broken records too
