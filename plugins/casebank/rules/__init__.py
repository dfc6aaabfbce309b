"""The rules: explicit tuples of generators of findings, by what each one looks at.

A rule that crashes becomes a finding (CB901) and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterable

from casebank.findings import Finding, Mark, finding
from casebank.rules.bank import BANK_RULES
from casebank.rules.content import content_agrees
from casebank.rules.record import DOCUMENT_RULES, RECORD_RULES
from casebank.rules.subject import Drafts, Subject


def check_record(subject: Subject) -> list[Finding]:
    """Every finding of every rule that looks at one record."""
    return _run((*RECORD_RULES, content_agrees), subject, subject.document.name)


def check_document(subject: Subject) -> list[Finding]:
    """Every finding of the rules that need no record, for files that have not its shape."""
    return _run(DOCUMENT_RULES, subject, subject.document.name)


def check_bank(drafts: Drafts) -> list[Finding]:
    """Every finding of every rule that looks across the records."""
    return _run(BANK_RULES, drafts, drafts.label)


def _run(rules: Iterable, subject: Subject | Drafts, name: str) -> list[Finding]:
    found: list[Finding] = []
    for rule in rules:
        try:
            found.extend(rule(subject))
        except Exception as error:  # noqa: BLE001 - the point: one rule's crash must not hide the rest
            found.append(
                finding("CB901", name, Mark(1, 1), rule=rule.__name__, reason=f"{type(error).__name__}: {error}")
            )
    return found
