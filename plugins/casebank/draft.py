"""A draft: a record that has been read and judged by itself, before the bank is made of it.

Reading and judging is what costs; a draft without findings can be noted in a cache and taken
from there as long as neither its folder nor what it points to has changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casebank.findings import Finding, Mark, finding
from casebank.folder import RecordFolder
from casebank.narrative import Citation, Heading, Image, Link, Narrative
from casebank.record import Record
from casebank.source_file import read_yaml
from casebank.validation import excerpt


@dataclass(frozen=True, slots=True)
class Draft:
    """A record with the model's shape; `data` is case.yaml as plain data, from which `record` is made."""

    folder: RecordFolder
    data: Mapping[str, Any]
    record: Record
    narratives: Mapping[str, Narrative]

    @property
    def id(self) -> str:
        return self.folder.name

    def at(self, code: str, path: tuple[int | str, ...], **values: object) -> Finding:
        """A finding at a place in case.yaml; the file is read again for its marks."""
        document = read_yaml(self.folder.case or b"", f"{self.folder.label}/case.yaml")
        mark = document.marks.value(path)
        return finding(code, document.name, mark, excerpt=excerpt(document, mark.line), **values)


@dataclass(slots=True)
class DraftCache:
    """Clean drafts of the last load, in a file; `key` stands for code and reference data."""

    path: Path | None = None
    key: str = ""
    _old: dict[str, Any] = field(default_factory=dict)
    _new: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path | None, key: str) -> DraftCache:
        """The cache in `path`, empty when it is missing, unreadable or made with another `key`."""
        old: dict[str, Any] = {}
        if path is not None:
            try:
                notes = json.loads(path.read_bytes())
                if notes["key"] == key:
                    old = notes["drafts"]
            except (OSError, ValueError, KeyError, TypeError):
                old = {}
        return cls(path, key, old)

    def get(self, folder: RecordFolder, known: frozenset[str]) -> Draft | None:
        """The draft of `folder` if it was clean, has not changed, and all it points to is still there."""
        note = self._old.get(folder.name)
        try:
            if note is None or note["digest"] != digest_of(folder) or not known.issuperset(note["points_to"]):
                return None
            narratives = {language: _narrative(data) for language, data in note["narratives"].items()}
            draft = Draft(folder, note["data"], Record.model_validate(note["data"]), narratives)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):  # a damaged cache costs only time
            return None
        self._new[folder.name] = note
        return draft

    def put(self, draft: Draft) -> None:
        """Note a draft that nothing was found against."""
        self._new[draft.id] = {
            "digest": digest_of(draft.folder),
            "points_to": sorted(_points_to(draft)),
            "data": draft.data,
            "narratives": {language: _plain(narrative) for language, narrative in draft.narratives.items()},
        }

    def save(self) -> None:
        """Write the cache, whole or not at all; one that cannot be written only costs time."""
        if self.path is None or self._new == self._old:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_suffix(".new")
            beside.write_text(json.dumps({"key": self.key, "drafts": self._new}), encoding="utf-8")
            beside.replace(self.path)
        except OSError:
            pass


def digest_of(folder: RecordFolder) -> str:
    """A hash of all the bytes of a record's folder, with their names and its label."""
    digest = hashlib.sha256(folder.label.encode())
    for name, data in [("case.yaml", folder.case or b""), *sorted(folder.texts.items()), *sorted(folder.pictures.items())]:
        digest.update(f"\0{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _points_to(draft: Draft) -> set[str]:
    record = draft.record
    found = {*record.part_of, *record.related, *record.builds_on, *record.reused_by}
    for narrative in draft.narratives.values():
        found |= {link.href.removeprefix("case:").partition("#")[0] for link in narrative.links if link.href.startswith("case:")}
    return found


def _plain(narrative: Narrative) -> dict[str, Any]:
    return {
        "html": narrative.html,
        "text": narrative.text,
        "headings": [[one.level, one.id, one.text] for one in narrative.headings],
        "citations": [[one.key, one.locator, one.anchor, one.mark] for one in narrative.citations],
        "images": narrative.images,
        "links": narrative.links,
    }


def _narrative(data: Mapping[str, Any]) -> Narrative:
    return Narrative(
        html=data["html"],
        headings=tuple(Heading(*one) for one in data["headings"]),
        citations=tuple(Citation(one[0], one[1], one[2], Mark(*one[3])) for one in data["citations"]),
        images=tuple(Image(one[0], one[1], Mark(*one[2])) for one in data["images"]),
        links=tuple(Link(one[0], Mark(*one[1])) for one in data["links"]),
        text=data["text"],
        uncited=(),
        findings=(),
    )
