"""Contributed bytes → strict YAML: plain values, a place for each, and findings in plain words.

YAML is read as events from libyaml, never as objects: nothing is executed, nothing is reused, and
size, depth and number of values are bounded before anything grows. Scalars follow YAML 1.2's core
rules with JSON's numbers; words that readers of YAML 1.1 take for something else stay texts and are
told apart in ``Document.ambiguous``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yaml import YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from casebank.findings import Finding, Mark, finding, mark_at, sort_findings
from casebank.text_hygiene import MAX_PER_CODE, check_text, printable
from casebank.yaml_marks import MAX_DEPTH, Marks, Path, start_of
from casebank.yaml_problem import explain
from casebank.yaml_scalar import AMBIGUOUS, NONE, is_name, resolve

__all__ = ["MAX_DEPTH", "RECORD_LIMIT", "Document", "Marks", "decode", "read_yaml"]

RECORD_LIMIT = 64 * 1024
"""Bytes of a record's file."""
_BYTES_PER_VALUE = 4
"""A file may hold one value for each four of the bytes it may have; ordinary files hold a third of
that.
"""


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file that has been read.

    ``data`` is plain dict, list, str, int, float, bool and None; it is None when there are errors.
    ``salvage`` is what could be read in spite of errors: good for looking for more of them at once,
    never for building. ``ambiguous`` maps a path to the written form of an unquoted value that YAML
    1.1 reads as something else.
    """

    name: str
    data: Any
    findings: tuple[Finding, ...]
    marks: Marks
    lines: tuple[str, ...]
    ambiguous: Mapping[Path, str] = field(default_factory=dict)
    salvage: Any = None

    def part(self, path: Path, data: Any) -> Document:
        """The part ``data`` at ``path`` as a document of its own: marks but no findings."""
        length = len(path)
        below = {
            rest[length:]: written
            for rest, written in self.ambiguous.items()
            if rest[:length] == path
        }
        return Document(self.name, data, (), self.marks.below(path), self.lines, below, data)


def decode(data: bytes, name: str, *, limit: int = RECORD_LIMIT) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of ``data`` and what is wrong with its bytes and characters.

    With findings the text is still as much as can be used to look for more: without BOM, with LF,
    and with � for what cannot stand in a text; empty when the file is too large or not UTF-8.
    """
    start = Mark(1, 1)
    if len(data) > limit:
        return "", (finding("CB101", name, start, size=len(data), limit=limit),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return "", (_not_utf8(data, error, name),)
    if text.count("\0") > len(text) // 4:
        return "", (finding("CB103", name, start, reason="it looks like UTF-16"),)
    found: list[Finding] = []
    if text.startswith("\ufeff"):
        found.append(finding("CB104", name, start))
        text = text[1:]
    if "\r" in text:
        offset = text.index("\r")
        kind = " LF (Windows)" if text[offset : offset + 2] == "\r\n" else " (old Mac)"
        mark = mark_at(text, offset)
        found.append(
            finding("CB105", name, mark, kind=kind, excerpt=text[:offset].rpartition("\n")[2])
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = check_text(text, name, lambda offset: mark_at(text, offset), lines=_Lines(text))
    if bad:
        found += bad
        text = printable(text)
    return text, tuple(found)


class _Lines(list[str]):
    """The lines of a text, split only if somebody asks: clean files never do."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __len__(self) -> int:
        return self._text.count("\n") + 1

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        if not super().__len__():
            self.extend(self._text.split("\n"))
        return super().__getitem__(index)


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> Finding:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return finding(
            "CB103", name, Mark(1, 1), reason="it was saved as UTF-16 (Notepad calls it Unicode)"
        )
    line_start = data.rfind(b"\n", 0, error.start) + 1
    before = data[line_start : error.start].decode("utf-8")
    line_end = data.find(b"\n", error.start)
    line = data[line_start : line_end if line_end >= 0 else len(data)][:1000].decode(
        "cp1252", "replace"
    )
    byte = data[error.start : error.start + 1]
    letter = byte.decode("cp1252", "replace")
    if letter.isalpha():
        reason = f"the byte {byte.hex().upper()} would be {letter} in Latin-1 or Windows-1252"
    else:
        reason = f"the byte {byte.hex().upper()} is no part of a UTF-8 text"
    mark = Mark(data.count(b"\n", 0, error.start) + 1, len(before) + 1)
    return finding("CB103", name, mark, reason=reason, excerpt=line)


def read_yaml(data: bytes, name: str, *, limit: int = RECORD_LIMIT) -> Document:
    """Read ``data`` as the strict YAML of one record or reference file called ``name``.

    Never raises; time and memory are bounded by ``limit`` (bytes).
    """
    text, problems = decode(data, name, limit=limit)
    reader = _Reader(text, name, max_values=limit // _BYTES_PER_VALUE)
    reader.findings.extend(problems)
    if text or not problems:
        reader.read()
    findings = sort_findings(reader.findings) if reader.findings else ()
    failed = any(each.severity == "error" for each in findings)
    return Document(
        name=name,
        data=None if failed else reader.root,
        findings=findings,
        marks=reader.marks,
        lines=tuple(reader.lines),
        ambiguous=reader.ambiguous,
        salvage=reader.root,
    )


class _Reader:
    """One pass over the events of one file."""

    def __init__(self, text: str, name: str, max_values: int) -> None:
        self.text = text
        self.name = name
        self.max_values = max_values
        self.findings: list[Finding] = []
        self.ambiguous: dict[Path, str] = {}
        self.root: Any = None
        self.stack: list[tuple[Any, Any]] = []
        self.last: Any = None  # the event before the one that could not be read
        self.counts: Counter[str] = Counter()
        self.lines = text.split("\n")
        self.marks = Marks(text)

    def read(self) -> None:
        text = self.text
        if not text.strip():
            self.report("CB102", Mark(1, 1))
            return
        for match in re.finditer("\t", text):
            self.report("CB110", mark_at(text, match.start()))
        try:
            complete = self.build(CParser(text.encode("utf-8", "replace")))
        except YAMLError as error:
            complete = False
            # Tabs and damaged characters have been told of, and are mostly what the parser stumbles
            # on.
            if not any(
                each.code in ("CB106", "CB107", "CB108", "CB109", "CB110") for each in self.findings
            ):
                code, mark, values = explain(error, self.lines, self.last)
                self.report(code, mark, **values)
        if not complete:
            self.root = None
        elif self.root is NONE:
            self.root = None
            if not any(each.code == "CB136" for each in self.findings):
                self.report("CB102", Mark(1, 1))
        elif not isinstance(self.root, dict):
            got = "a list" if isinstance(self.root, list) else "a text without keys"
            self.root = None
            self.report("CB142", _first_content(text), got=got)

    def build(self, parser: CParser) -> bool:
        """Make ``root`` of the events; False when reading stopped at a limit. Raises YAMLError."""
        next_event = parser.get_event
        escapes = "\\" in self.text
        self.root = NONE
        here: Any = None  # the mapping or list being filled
        key: Any = None  # the key whose value comes next, or None where a key is due
        mapping = False
        seen_document = False
        left = self.max_values
        while True:
            event: Any = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                left -= 1
                if left < 0:
                    self.report("CB144", start_of(event), limit=self.max_values)
                    return False
                self.last = event
                if event.anchor is not None or event.tag is not None:
                    self.refuse(event)
                value: Any = event.value
                plain = event.implicit[0]
                if escapes and not plain and event.style == '"':
                    self.check_escapes(event)
                if mapping and key is None:
                    key = value
                    if plain:
                        self.check_key(event)
                    if key in here:
                        self.duplicate(event)
                    continue
                if plain:
                    written = value
                    value = resolve(written)
                    if value is NONE:
                        value = None
                    elif value is AMBIGUOUS:
                        value = written
                        item = key if mapping else len(here) if here is not None else None
                        self.ambiguous[(*self.path(), item) if item is not None else ()] = written
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                left -= 1
                if left < 0:
                    self.report("CB144", start_of(event), limit=self.max_values)
                    return False
                self.last = event
                if event.anchor is not None or event.tag is not None:
                    self.refuse(event)
                if len(self.stack) >= MAX_DEPTH:
                    self.report("CB143", start_of(event), limit=MAX_DEPTH)
                    return False
                value = {} if kind is MappingStartEvent else []
                if mapping and key is None:
                    self.report("CB141", start_of(event), key="A list or mapping")
                    return False
                if here is None:
                    self.root = value
                elif mapping:
                    here[key] = value
                else:
                    here.append(value)
                self.stack.append((here, key))
                here, key, mapping = value, None, kind is MappingStartEvent
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                here, key = self.stack.pop()
                key, mapping = None, type(here) is dict
                continue
            elif kind is AliasEvent:
                self.report("CB132", start_of(event), name=event.anchor)
                if mapping and key is None:
                    return False
                value = None
            elif kind is DocumentStartEvent:
                if event.version or event.tags:
                    self.report("CB135", _first_content(self.text))
                if seen_document:
                    self.report("CB136", start_of(event))
                    return True
                seen_document = True
                continue
            elif kind is StreamEndEvent:
                return True
            else:
                continue
            if here is None:
                self.root = NONE if value is None else value
            elif mapping:
                here[key] = value
                key = None
            else:
                here.append(value)

    def path(self) -> Path:
        """The path of the container being filled."""
        steps = [
            key if type(outer) is dict else len(outer) - 1
            for outer, key in self.stack
            if outer is not None
        ]
        return tuple(steps)

    def report(self, code: str, mark: Mark, **values: object) -> None:
        excerpt = self.lines[mark.line - 1] if mark.line <= len(self.lines) else ""
        self.add(finding(code, self.name, mark, excerpt=excerpt, **values))

    def add(self, each: Finding) -> None:
        self.counts[each.code] += 1
        if self.counts[each.code] <= MAX_PER_CODE:
            self.findings.append(each)

    def refuse(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        if event.anchor is not None:
            self.report("CB131", start_of(event), name=event.anchor)
        if event.tag is not None:
            self.report("CB134", start_of(event), tag=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def check_key(self, event: ScalarEvent) -> None:
        written = event.value
        if written == "<<":
            self.report("CB133", start_of(event))
        elif not is_name(written):
            self.report("CB141", start_of(event), key=written or "An empty text")

    def check_escapes(self, event: ScalarEvent) -> None:
        """Look at what backslash codes have made; the file's own characters have been checked
        already.
        """
        place = start_of(event)
        for each in check_text(
            event.value, self.name, lambda offset: place, tabs=False, lines=self.lines
        ):
            self.add(each)

    def duplicate(self, event: ScalarEvent) -> None:
        place = start_of(event)
        first = self.marks.key((*self.path(), event.value))
        self.report("CB140", place, key=event.value, first=first.line, second=place.line)


def _first_content(text: str) -> Mark:
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#") and stripped != "---":
            return Mark(number, len(line) - len(line.lstrip()) + 1)
    return Mark(1, 1)
