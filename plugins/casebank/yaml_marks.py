"""Where each key and value of a YAML file stands, worked out by reading its events once more when
asked for.

Clean files are never asked, so that the usual pass over a thousand records keeps no places at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yaml import YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from casebank.findings import Mark

__all__ = ["MAX_DEPTH", "Marks", "Path", "start_of"]

MAX_DEPTH = 12
"""Levels of values within values."""

Path = tuple[str | int, ...]


class Marks:
    """Where each key and value of a document stands; worked out when first asked for."""

    __slots__ = ("_index", "_prefix", "_text")

    def __init__(self, text: str, prefix: Path = ()) -> None:
        self._text = text
        self._prefix = prefix
        self._index: dict[Path, tuple[Mark, Mark]] = {}  # shared with the parts

    def key(self, path: Path) -> Mark:
        """The place of the key at ``path`` (of a list's item: its value), else of its nearest
        ancestor.
        """
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
        if not self._index:
            for where, found in _places(self._text):
                self._index.setdefault(where, found)
        path = self._prefix + tuple(path)
        while path:
            if (place := self._index.get(path)) is not None:
                return place
            path = path[:-1]
        return Mark(1, 1), Mark(1, 1)


def _places(text: str) -> Iterator[tuple[Path, tuple[Mark, Mark]]]:
    """Every path of the first document with the places of its key and its value, as far as it can
    be read.
    """
    event: Any
    parser = CParser(text.encode("utf-8", "replace"))
    outer: list[
        tuple[Path, bool, int]
    ] = []  # the containers around: path, whether a mapping, items so far
    path: Path = ()
    mapping = False
    count = 0
    key: Any = None
    try:
        while (event := parser.get_event()) is not None:
            kind = type(event)
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                path, mapping, count = outer.pop()
                key = None
                if not outer:
                    return
                continue
            if (
                kind is not ScalarEvent
                and kind is not MappingStartEvent
                and kind is not SequenceStartEvent
            ):
                if kind is not AliasEvent:
                    continue
            elif mapping and key is None:
                if kind is not ScalarEvent:
                    return
                key = event
                continue
            place = start_of(event)
            here = path
            if outer:
                here = (*path, key.value if key is not None else count)
                yield here, (start_of(key) if key is not None else place, place)
                count += 1
            key = None
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                if len(outer) >= MAX_DEPTH:
                    return
                outer.append((path, mapping, count))
                path, mapping, count = here, kind is MappingStartEvent, 0
    except YAMLError:
        return


def start_of(event: Any) -> Mark:
    """The place where a parser's event begins."""
    mark = event.start_mark
    return Mark(mark.line + 1, mark.column + 1)
