"""Contributed bytes → strict YAML: plain values, a place for each, and findings in plain words.

YAML is read as events from libyaml, never as objects: nothing is executed, nothing is reused, and
size, depth and number of values are bounded before anything grows. Scalars follow YAML 1.2's core
rules with JSON's numbers; words that readers of YAML 1.1 take for something else stay texts and are
told apart in ``Document.ambiguous``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from yaml import YAMLError
from yaml.cyaml import CParser
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
from casebank.yaml_problem import explain

__all__ = ["MAX_DEPTH", "RECORD_LIMIT", "Document", "Marks", "decode", "read_yaml"]

RECORD_LIMIT = 64 * 1024
"""Bytes of a record's file."""
MAX_DEPTH = 12
"""Levels of values within values."""
_BYTES_PER_VALUE = 4
"""A file may hold one value for each four of the bytes it may have; ordinary files hold a third of that."""

Path = tuple[str | int, ...]


class Marks:
    """Where each key and value of a document stands; worked out when first asked for."""

    __slots__ = ("_index", "_prefix", "_text")

    def __init__(self, text: str, prefix: Path = ()) -> None:
        self._text = text
        self._prefix = prefix
        self._index: dict[Path, tuple[Mark, Mark]] | None = None

    def key(self, path: Path) -> Mark:
        """The place of the key at ``path`` (of a list's item: its value), else of its nearest ancestor."""
        return self._find(path)[0]

    def value(self, path: Path) -> Mark:
        """The place of the value at ``path``, else of its nearest ancestor's value."""
        return self._find(path)[1]

    def below(self, prefix: Path) -> Marks:
        """The marks of the part of the document at ``prefix``, with paths that begin there."""
        marks = Marks(self._text, self._prefix + prefix)
        marks._index = self._index
        return marks

    def _find(self, path: Path) -> tuple[Mark, Mark]:
        if self._index is None:
            self._index = {}
            for where, place in _places(self._text):
                self._index.setdefault(where, place)
        path = self._prefix + tuple(path)
        while path:
            if (place := self._index.get(path)) is not None:
                return place
            path = path[:-1]
        return Mark(1, 1), Mark(1, 1)


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
        """The part ``data`` at ``path`` as a document of its own, without findings; marks are kept."""
        length = len(path)
        below = {rest[length:]: written for rest, written in self.ambiguous.items() if rest[:length] == path}
        return Document(self.name, data, (), self.marks.below(path), self.lines, below, data)


def decode(data: bytes, name: str, *, limit: int = RECORD_LIMIT) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of ``data`` and what is wrong with its bytes and characters.

    With findings the text is still as much as can be used to look for more: without BOM, with LF, and
    with � for what cannot stand in a text; empty when the file is too large or not UTF-8.
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
        found.append(finding("CB105", name, mark, kind=kind, excerpt=text[:offset].rpartition("\n")[2]))
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
        return finding("CB103", name, Mark(1, 1), reason="it was saved as UTF-16 (Notepad calls it Unicode)")
    line_start = data.rfind(b"\n", 0, error.start) + 1
    before = data[line_start : error.start].decode("utf-8")
    line_end = data.find(b"\n", error.start)
    line = data[line_start : line_end if line_end >= 0 else len(data)][:1000].decode("cp1252", "replace")
    byte = data[error.start : error.start + 1]
    letter = byte.decode("cp1252", "replace")
    if letter.isalpha():
        reason = f"the byte {byte.hex().upper()} would be {letter} in Latin-1 or Windows-1252"
    else:
        reason = f"the byte {byte.hex().upper()} is no part of a UTF-8 text"
    mark = Mark(data.count(b"\n", 0, error.start) + 1, len(before) + 1)
    return finding("CB103", name, mark, reason=reason, excerpt=line)


_NONE = object()
_AMBIGUOUS = object()
_WORDS: dict[str, object] = {"": _NONE, "~": _NONE, "null": _NONE, "Null": _NONE, "NULL": _NONE}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WORDS |= {
    form: _AMBIGUOUS for word in ("no", "yes", "on", "off", "y", "n") for form in (word, word.title(), word.upper())
}
_WORDS |= dict.fromkeys(("=", "<<"), _AMBIGUOUS)
_COORDINATES = frozenset("yYnN")  # PyYAML and its kin take these for texts, and x and y are honest keys

_NUMBER_START = frozenset("0123456789+-.")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,63})(\.[0-9]{1,64})?([eE][+-]?[0-9]{1,5})?")
_OTHER_NUMBER = re.compile(
    r"[-+]?(?:[0-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)


def _resolve(written: str) -> object:
    """The value of an unquoted scalar: ``_NONE``, ``_AMBIGUOUS``, a bool, a number, or the text itself."""
    word = _WORDS.get(written)
    if word is not None:
        return word
    if written[0] not in _NUMBER_START:
        return written
    if match := _JSON_NUMBER.fullmatch(written):
        if match[1] is None and match[2] is None:
            return int(written)
        number = float(written)
        return number if math.isfinite(number) else _AMBIGUOUS
    if _OTHER_NUMBER.fullmatch(written) and written not in ("-", "+", "."):
        return _AMBIGUOUS
    return written


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


_TAB = re.compile("\t")


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
        for match in _TAB.finditer(text):
            self.report("CB110", mark_at(text, match.start()))
        try:
            complete = self.build(CParser(text.encode("utf-8", "replace")))
        except YAMLError as error:
            complete = False
            # Tabs and damaged characters have been told of, and are mostly what the parser stumbles on.
            if not any(each.code in ("CB106", "CB107", "CB108", "CB109", "CB110") for each in self.findings):
                code, mark, values = explain(error, self.lines, self.last)
                self.report(code, mark, **values)
        if not complete:
            self.root = None
        elif self.root is _NONE:
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
        resolve = _resolve
        escapes = "\\" in self.text
        self.root = _NONE
        here: Any = None  # the mapping or list being filled
        key: Any = None  # the key whose value comes next, or None where a key is due
        mapping = False
        seen_document = False
        left = self.max_values
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                left -= 1
                if left < 0:
                    self.report("CB144", _start(event), limit=self.max_values)
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
                    if plain and (value in _WORDS or value[0] in _NUMBER_START):
                        self.check_key(event)
                    if key in here:
                        self.duplicate(event)
                    continue
                if plain:
                    written = value
                    value = resolve(written)
                    if value is _NONE:
                        value = None
                    elif value is _AMBIGUOUS:
                        value = written
                        item = key if mapping else len(here) if here is not None else None
                        self.ambiguous[(*self.path(), item) if item is not None else ()] = written
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                left -= 1
                if left < 0:
                    self.report("CB144", _start(event), limit=self.max_values)
                    return False
                self.last = event
                if event.anchor is not None or event.tag is not None:
                    self.refuse(event)
                if len(self.stack) >= MAX_DEPTH:
                    self.report("CB143", _start(event), limit=MAX_DEPTH)
                    return False
                value = {} if kind is MappingStartEvent else []
                if mapping and key is None:
                    self.report("CB141", _start(event), key="A list or mapping")
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
                self.report("CB132", _start(event), name=event.anchor)
                if mapping and key is None:
                    return False
                value = None
            elif kind is DocumentStartEvent:
                if event.version or event.tags:
                    self.report("CB135", _first_content(self.text))
                if seen_document:
                    self.report("CB136", _start(event))
                    return True
                seen_document = True
                continue
            elif kind is StreamEndEvent:
                return True
            else:
                continue
            if here is None:
                self.root = _NONE if value is None else value
            elif mapping:
                here[key] = value
                key = None
            else:
                here.append(value)

    def path(self) -> Path:
        """The path of the container being filled."""
        steps = [key if type(outer) is dict else len(outer) - 1 for outer, key in self.stack if outer is not None]
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
            self.report("CB131", _start(event), name=event.anchor)
        if event.tag is not None:
            self.report("CB134", _start(event), tag=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def check_key(self, event: ScalarEvent) -> None:
        written = event.value
        if written == "<<":
            self.report("CB133", _start(event))
        elif written not in _COORDINATES and not isinstance(_resolve(written), str):
            self.report("CB141", _start(event), key=written or "An empty text")

    def check_escapes(self, event: ScalarEvent) -> None:
        """Look at what backslash codes have made; the file's own characters have been checked already."""
        place = _start(event)
        for each in check_text(event.value, self.name, lambda offset: place, tabs=False, lines=self.lines):
            self.add(each)

    def duplicate(self, event: ScalarEvent) -> None:
        place = _start(event)
        first = self.marks.key((*self.path(), event.value))
        self.report("CB140", place, key=event.value, first=first.line, second=place.line)


def _start(event: Any) -> Mark:
    mark = event.start_mark
    return Mark(mark.line + 1, mark.column + 1)


def _first_content(text: str) -> Mark:
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#") and stripped != "---":
            return Mark(number, len(line) - len(line.lstrip()) + 1)
    return Mark(1, 1)


def _places(text: str) -> Iterator[tuple[Path, tuple[Mark, Mark]]]:
    """Every path of the first document with the places of its key and its value, as far as it can be read."""
    parser = CParser(text.encode("utf-8", "replace"))
    outer: list[tuple[Path, bool, int]] = []  # the containers around: path, whether a mapping, items so far
    path: Path = ()
    mapping = False
    count = 0
    key: ScalarEvent | None = None
    try:
        while (event := parser.get_event()) is not None:
            kind = type(event)
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                path, mapping, count = outer.pop()
                key = None
                if not outer:
                    return
                continue
            if kind is not ScalarEvent and kind is not MappingStartEvent and kind is not SequenceStartEvent:
                if kind is not AliasEvent:
                    continue
            elif mapping and key is None:
                if kind is not ScalarEvent:
                    return
                key = event
                continue
            place = _start(event)
            here = path
            if outer:
                here = (*path, key.value if key is not None else count)
                yield here, (_start(key) if key is not None else place, place)
                count += 1
            key = None
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(outer) >= MAX_DEPTH:
                    return
                outer.append((path, mapping, count))
                path, mapping, count = here, kind is MappingStartEvent, 0
    except YAMLError:
        return
