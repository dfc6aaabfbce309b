"""From folders of bytes to a bank, or to everything there is to say against it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache as cache_forever
from itertools import chain
from pathlib import Path
from typing import Any

from casebank.bank import Bank, Entry
from casebank.draft import Draft, DraftCache, digest_of
from casebank.fields import LANGUAGES
from casebank.findings import Finding, Mark, finding, has_errors, sort_findings
from casebank.folder import RecordFolder, read_folder, record_folders, stray_files
from casebank.narrative import Narrative
from casebank.narrative import render as render_narrative
from casebank.parallel import in_slices
from casebank.pictures import check_pictures
from casebank.record import Record
from casebank.reference import Reference, read_reference
from casebank.rules import check_bank, check_document, check_record
from casebank.rules.knowledge import check_knowledge
from casebank.rules.subject import Drafts, Subject
from casebank.source_file import Document, decode, read_yaml
from casebank.validation import ambiguous, validate, vocabulary_at


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading gave: the bank (None when there are errors) and all findings, in order.

    `reference` is what records point to, None when that itself is broken.
    """

    bank: Bank | None
    findings: tuple[Finding, ...]
    reference: Reference | None = None


def load(
    cases: Path, site_src: Path, root: Path, extra: Sequence[Path] = (), cache: Path | None = None
) -> Loaded:
    """Read the bank in `cases` with the reference data in `site_src`.

    `root` is what paths in findings are relative to.  `extra` are record folders from elsewhere,
    read as if they were in `cases` (one with the same name takes that one's place); findings
    are then only those of the `extra` folders.  `cache` is a file to keep clean drafts in.
    """
    reference, found = read_reference(site_src, _label(site_src, root))
    label = _label(cases, root)
    if not has_errors(found):
        found += check_knowledge(reference.knowledge, reference.context())
    if has_errors(found):
        return Loaded(None, sort_findings(found))
    if not cases.is_dir():
        found.append(finding("CB702", label, Mark(1, 1), name=label))
        return Loaded(None, sort_findings(found))
    replaced = {path.name for path in extra}
    folders = [read_folder(path, f"{label}/{path.name}") for path in record_folders(cases) if path.name not in replaced]
    outside = [read_folder(path, _label(path, root)) for path in extra]
    found += stray_files(cases, label)
    drafts, problems = read_drafts([*folders, *outside], reference, DraftCache.open(cache, reference.digest + code_digest()))
    found += problems
    found += check_bank(Drafts(label, tuple(drafts), tuple(folder.name for folder in (*folders, *outside))))
    if extra:
        labels = tuple(folder.label for folder in outside)
        found = [item for item in found if item.file in labels or item.file.startswith(tuple(f"{one}/" for one in labels))]
    findings = sort_findings(found)
    if has_errors(findings):
        return Loaded(None, findings, reference)
    entries = sorted((_entry(draft) for draft in drafts), key=lambda entry: entry.id)
    return Loaded(Bank(tuple(entries), reference), findings, reference)


def read_drafts(
    folders: Sequence[RecordFolder], reference: Reference, cache: DraftCache
) -> tuple[list[Draft], list[Finding]]:
    """Every folder that has the model's shape as a draft, and all findings on each by itself."""
    known = frozenset(folder.name for folder in folders)
    kept = {folder.label: draft for folder in folders if (draft := cache.get(folder, known)) is not None}
    fresh = [folder for folder in folders if folder.label not in kept]

    def read(part: Sequence[RecordFolder]) -> list[tuple[Any, dict[str, Narrative], list[Finding]]]:
        return [read_record(folder, reference, known) for folder in part]

    found: list[Finding] = []
    for folder, (data, narratives, problems) in zip(fresh, chain(*in_slices(read, fresh, least=100)), strict=True):
        found += problems
        if data is not None:
            # Checked already, where it was read: made again here because plain data travels lighter.
            draft = Draft(folder, data, Record.model_validate(data), narratives)
            kept[folder.label] = draft
            if not problems:
                cache.put(draft)
    cache.save()
    return [kept[folder.label] for folder in folders if folder.label in kept], found


def read_record(
    folder: RecordFolder, reference: Reference, known: frozenset[str]
) -> tuple[Any, dict[str, Narrative], list[Finding]]:
    """One folder's facts as plain data, its narratives, and every finding on it by itself.

    `known` are the ids of all records.  The data is None when case.yaml has not the model's shape.
    """
    found = list(folder.findings)
    found += check_pictures(folder)
    if folder.case is None:
        return None, {}, found
    document = read_yaml(folder.case, f"{folder.label}/case.yaml")
    found += document.findings
    # What could be read in spite of errors gives the rest of the findings at once.
    readable = document if document.data is not None else replace(document, data=document.salvage)
    numbers = _source_numbers(readable.data)
    narratives = {
        language: _narrative(folder, language, numbers, known, found)
        for language in LANGUAGES
        if language in folder.texts
    }
    if readable.data is None:
        return None, {}, found
    record, problems = validate(Record, readable, reference.context(known, frozenset(numbers or ())))
    subject = Subject(folder.name, record, readable, folder, narratives, reference)
    if record is not None:
        found += check_record(subject)
    else:
        found += _told_once(problems, ambiguous(readable, _controlled(readable, reference)), document.findings)
        found += check_document(subject)
    return (document.data, narratives, found) if record is not None and document.data is not None else (None, {}, found)


def _told_once(problems: Iterable[Finding], words: Iterable[Finding], before: Iterable[Finding]) -> list[Finding]:
    """The findings of a file without those that only repeat another one at the same place.

    `words` are readers' different ways with a word: they explain a wrong kind of value, and say
    nothing new of an unknown term or a wrong date.
    """
    reported = {(one.line, one.column) for one in before}
    problems = [one for one in problems if one.code != "CB203" or (one.line, one.column) not in reported]
    judged = {(one.line, one.column) for one in problems if one.code != "CB203"}
    words = [one for one in words if (one.line, one.column) not in judged]
    explained = {(one.line, one.column) for one in words}
    return [*words, *(one for one in problems if one.code != "CB203" or (one.line, one.column) not in explained)]


def _narrative(
    folder: RecordFolder, language: str, numbers: dict[str, int] | None, known: frozenset[str], found: list[Finding]
) -> Narrative:
    """A narrative, its findings added to `found`; without `numbers` nothing is said of what it cites."""
    name = f"{folder.label}/{language}.md"
    text, problems = decode(folder.texts[language], name)
    found += problems
    narrative = render_narrative(
        text, name, numbers=numbers or {}, record_url=lambda id: f"../{id}/" if id in known else None, record_ids=known
    )
    # Of a file that could not be read, and of a character that was replaced to go on, all is said.
    unread = bool(problems) and not text
    replaced = {(one.line, one.column) for one in problems}
    for one in narrative.findings:
        echo = one.code == "CB152" and (one.line, one.column) in replaced
        if not (unread or echo or (numbers is None and one.code == "CB503")):
            found.append(one)
    return narrative


def _source_numbers(data: Any) -> dict[str, int] | None:
    """Source key → its number on the page: its place in the record's list; None when there is no list."""
    listed = data.get("sources") if isinstance(data, dict) else None
    if not isinstance(listed, list) or not listed:
        return None
    keys = []
    for item in listed:
        key = item.get("id") if isinstance(item, dict) else item
        if isinstance(key, str) and key not in keys:
            keys.append(key)
    return {key: number for number, key in enumerate(keys, start=1)}


def _controlled(document: Document, reference: Reference) -> dict[tuple, str]:
    """For a record that has not the model's shape: ambiguous words that are codes where they stand."""
    found = {}
    for path, written in document.ambiguous.items():
        vocabulary = vocabulary_at(Record, path)
        if vocabulary and written in reference.vocabularies[vocabulary].by_code:
            found[path] = written
    return found


def _entry(draft: Draft) -> Entry:
    return Entry(
        id=draft.id,
        record=draft.record,
        narratives=draft.narratives,
        pictures=draft.folder.pictures,
        digest=digest_of(draft.folder),
        path=f"{draft.folder.label}/case.yaml",
    )


@cache_forever
def code_digest() -> str:
    """A hash of this package's code: what is kept from an earlier build was made by the same."""
    digest = hashlib.sha256()
    package = Path(__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _label(path: Path, root: Path) -> str:
    """`path` as findings show it: relative to `root` where it lies below it, POSIX."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return Path(os.path.abspath(path)).as_posix()
