"""From folders of bytes to a bank, or to everything there is to say against it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebank.bank import Bank, Entry
from casebank.fields import LANGUAGES
from casebank.findings import Finding, Mark, finding, has_errors, sort_findings
from casebank.folder import RecordFolder, read_folder, record_folders, stray_files
from casebank.narrative import Narrative
from casebank.narrative import render as render_narrative
from casebank.pictures import check_pictures
from casebank.record import Record
from casebank.reference import Reference, read_reference
from casebank.rules import check_bank, check_record
from casebank.rules.subject import Drafts, Subject
from casebank.source_file import Document, decode, read_yaml
from casebank.validation import ambiguous, validate


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave: the bank (None when there are errors) and all findings, in order."""

    bank: Bank | None
    findings: tuple[Finding, ...]


def load(cases: Path, site_src: Path, root: Path, extra: Sequence[Path] = ()) -> Loaded:
    """Read the bank in `cases` with the reference data in `site_src`.

    `root` is what paths in findings are relative to.  `extra` are record folders from elsewhere,
    read as if they were in `cases` (one with the same name takes that one's place); findings
    are then only those of the `extra` folders.
    """
    reference, found = read_reference(site_src, _label(site_src, root))
    label = _label(cases, root)
    if has_errors(found):
        return Loaded(None, sort_findings(found))
    if not cases.is_dir():
        found.append(finding("CB702", label, Mark(1, 1), name=label))
        return Loaded(None, sort_findings(found))
    replaced = {path.name for path in extra}
    folders = [read_folder(path, f"{label}/{path.name}") for path in record_folders(cases) if path.name not in replaced]
    outside = [read_folder(path, _label(path, root)) for path in extra]
    found += stray_files(cases, label)
    found += load_folders([*folders, *outside], reference, label, entries := [])
    if extra:
        labels = tuple(folder.label for folder in outside)
        found = [item for item in found if item.file in labels or item.file.startswith(tuple(f"{one}/" for one in labels))]
    found = list(sort_findings(found))
    if has_errors(found):
        return Loaded(None, tuple(found))
    return Loaded(Bank(tuple(sorted(entries, key=lambda entry: entry.id)), reference), tuple(found))


def load_folders(
    folders: Sequence[RecordFolder], reference: Reference, label: str, entries: list[Entry]
) -> list[Finding]:
    """Validate `folders`, append an entry for each sound one, return all findings."""
    names = tuple(folder.name for folder in folders)
    known = frozenset(names)
    found: list[Finding] = []
    subjects: list[Subject] = []
    for folder in folders:
        subject, problems = read_record(folder, reference, known)
        found += problems
        if subject is not None:
            subjects.append(subject)
            if not has_errors(problems):
                entries.append(_entry(subject))
    found += check_bank(Drafts(label, tuple(subjects), names))
    return found


def read_record(
    folder: RecordFolder, reference: Reference, known: frozenset[str]
) -> tuple[Subject | None, list[Finding]]:
    """One folder as a subject for rules and bank, with every finding on it.

    `known` are the ids of all records.  None when case.yaml has not the model's shape.
    """
    found = list(folder.findings)
    found += check_pictures(folder)
    if folder.case is None:
        return None, found
    document = read_yaml(folder.case, f"{folder.label}/case.yaml")
    found += document.findings
    numbers = _source_numbers(document)
    narratives = {
        language: _narrative(folder, language, numbers, known, found)
        for language in LANGUAGES
        if language in folder.texts
    }
    if document.data is None:
        return None, found
    context = reference.context(known, frozenset(numbers))
    record, problems = validate(Record, document, context)
    found += problems
    if record is None:
        found += ambiguous(document, _controlled(document, reference))
        return None, found
    subject = Subject(folder.name, record, document, folder, narratives, reference)
    found += check_record(subject)
    return subject, found


def _narrative(
    folder: RecordFolder, language: str, numbers: dict[str, int], known: Iterable[str], found: list[Finding]
) -> Narrative:
    name = f"{folder.label}/{language}.md"
    text, problems = decode(folder.texts[language], name)
    found += problems
    known = frozenset(known)
    narrative = render_narrative(
        text, name, numbers=numbers, record_url=lambda id: f"../{id}/" if id in known else None, record_ids=known
    )
    found += narrative.findings
    return narrative


def _source_numbers(document: Document) -> dict[str, int]:
    """Source key → its number on the page: its place in the record's list."""
    listed = document.data.get("sources") if isinstance(document.data, dict) else None
    keys = []
    for item in listed if isinstance(listed, list) else ():
        key = item.get("id") if isinstance(item, dict) else item
        if isinstance(key, str) and key not in keys:
            keys.append(key)
    return {key: number for number, key in enumerate(keys, start=1)}


def _controlled(document: Document, reference: Reference) -> dict[tuple, str]:
    """For a record that has not the model's shape: ambiguous words that are codes somewhere."""
    codes = {code for vocabulary in reference.vocabularies.values() for code in vocabulary.by_code}
    return {path: written for path, written in document.ambiguous.items() if written in codes}


def _entry(subject: Subject) -> Entry:
    folder = subject.folder
    digest = hashlib.sha256()
    for name, data in [("case.yaml", folder.case or b""), *sorted(folder.texts.items()), *sorted(folder.pictures.items())]:
        digest.update(f"{name}:{len(data)}:".encode())
        digest.update(data)
    return Entry(
        id=subject.id,
        record=subject.record,
        narratives=dict(subject.narratives),
        pictures=folder.pictures,
        digest=digest.hexdigest(),
        path=f"{folder.label}/case.yaml",
    )


def _label(path: Path, root: Path) -> str:
    """`path` as findings show it: relative to `root` where it lies below it, POSIX."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return Path(os.path.abspath(path)).as_posix()
