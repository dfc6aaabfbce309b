"""Findings: what is wrong in a contributed file, where, and how to mend it.

Every part of the core reports through :func:`finding`, whose texts come from the catalogue, so that
one code always says the same thing. The functions at the end write findings for a terminal, for
GitHub's annotations and for programs.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from casebank.catalogue import CATALOGUE, Code

__all__ = [
    "CATALOGUE",
    "Code",
    "Finding",
    "Mark",
    "as_github",
    "as_json",
    "as_text",
    "did_you_mean",
    "finding",
    "has_errors",
    "mark_at",
    "sort_findings",
    "visible",
]

VALUE_LENGTH = 80
"""Characters of a contributor's own text that a message repeats."""
_PHRASE_LENGTH = 400
_PHRASES = frozenset(("example", "problem", "reason", "suggestion"))  # mostly the bank's own words
EXCERPT_LENGTH = 120
"""Characters of the offending line that a finding carries."""
_BEFORE_COLUMN = 60
"""Characters kept before the column when a long line is cut."""

# Characters that a terminal or a browser would obey, or not show, instead of printing them.
_UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


class Mark(NamedTuple):
    """A place in a file; both numbers start at 1 and ``column`` counts characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, ready to be shown; make it with :func:`finding`."""

    code: str
    severity: str
    """``error`` (nothing is published) or ``warning``."""
    file: str
    line: int
    column: int
    message: str
    fix: str
    excerpt: str = ""
    """The offending line, made printable and cut around the column; may be empty."""


def finding(code: str, file: str, mark: Mark, *, excerpt: str = "", **values: object) -> Finding:
    """Make the finding ``code`` at ``mark`` in ``file``.

    ``values`` fill the catalogue's templates and are made printable and short first; ``excerpt`` is
    the whole offending line. A value that a template wants and nobody gave is written as ``?``, so
    that a slip in a rule never hides what it found. Raises KeyError for an unknown code.
    """
    entry = CATALOGUE[code]
    safe = _Values(
        (name, value if isinstance(value, int) else _shown(value, name))
        for name, value in values.items()
    )
    return Finding(
        code=code,
        severity=entry.severity,
        file=file,
        line=mark.line,
        column=mark.column,
        message=entry.message.format_map(safe),
        # A hint that is empty leaves its "; " behind.
        fix=entry.fix.format_map(safe).rstrip(" ;"),
        excerpt=_cut_around(excerpt, mark.column),
    )


class _Values(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "" if name == "suggestion" else "?"


def mark_at(text: str, offset: int) -> Mark:
    """Return the place of the character at ``offset`` in ``text``; only LF ends a line."""
    return Mark(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


def visible(text: str) -> str:
    """Return ``text`` with control and invisible characters written as escapes (``\\u202e``)."""
    return _UNSHOWABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    return {9: "\\t", 10: "\\n", 13: "\\r"}.get(number) or (
        f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
    )


def _shown(value: object, name: str) -> str:
    limit = _PHRASE_LENGTH if name in _PHRASES else VALUE_LENGTH
    text = visible(str(value)[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _cut_around(line: str, column: int) -> str:
    """Cut ``line`` to the excerpt's length around ``column``; each hidden character becomes one
    visible one.
    """
    line = line.rstrip("\n")
    start = max(0, min(column - 1, len(line)) - _BEFORE_COLUMN) if len(line) > EXCERPT_LENGTH else 0
    piece = line[start : start + EXCERPT_LENGTH - (start > 0)]
    if start + len(piece) < len(line):
        piece = piece[:-1] + "…"
    # One character for one keeps the caret under its column.
    piece = _UNSHOWABLE.sub(
        lambda match: (
            chr(0x2400 + ord(match[0])) if match[0] < " " else "\N{REPLACEMENT CHARACTER}"
        ),
        piece,
    )
    return ("…" if start else "") + piece


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings by file, line, column and code, each only once (whatever its excerpt)."""
    unique: dict[tuple[object, ...], Finding] = {}
    for each in findings:
        place = (each.file, each.line, each.column, each.code, each.message, each.fix)
        if place not in unique or not unique[place].excerpt:
            unique[place] = each
    return tuple(unique[place] for place in sorted(unique))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any finding is an error."""
    return any(each.severity == "error" for each in findings)


def _count(findings: Sequence[Finding]) -> tuple[int, int]:
    errors = sum(each.severity == "error" for each in findings)
    return errors, len(findings) - errors


def as_text(findings: Iterable[Finding]) -> str:
    """Write findings for a terminal: place and message, the line with a caret, the fix; a summary
    last.
    """
    findings = tuple(findings)
    parts = []
    for each in findings:
        parts.append(
            f"{visible(each.file)}:{each.line}:{each.column}: "
            f"{each.severity} {each.code} {each.message}\n"
        )
        if each.excerpt.strip():
            caret = each.column - 1
            if caret > _BEFORE_COLUMN and each.excerpt.startswith("…"):
                caret = _BEFORE_COLUMN + 1
            parts.append(f"    {each.excerpt}\n    {' ' * min(caret, len(each.excerpt))}^\n")
        parts.append(f"  fix: {each.fix}\n\n")
    errors, warnings = _count(findings)
    parts.append(
        f"{errors} error{'' if errors == 1 else 's'}, "
        f"{warnings} warning{'' if warnings == 1 else 's'}\n"
    )
    return "".join(parts)


def as_github(findings: Iterable[Finding]) -> str:
    """Write findings as GitHub workflow commands, which become annotations; one line each."""

    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def attribute(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    return "".join(
        f"::{each.severity} file={attribute(each.file)},line={each.line},col={each.column},"
        f"title={attribute(each.code)}::{data(each.message)}%0A{data(each.fix)}\n"
        for each in findings
    )


def as_json(findings: Iterable[Finding]) -> str:
    """Write findings as one JSON object (ASCII, so that any terminal or pipe can carry it)."""
    findings = tuple(findings)
    errors, warnings = _count(findings)
    names = ("code", "severity", "file", "line", "column", "message", "fix")
    rows = [{name: getattr(each, name) for name in names} for each in findings]
    return json.dumps({"findings": rows, "errors": errors, "warnings": warnings}, indent=2) + "\n"


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that ``word`` was most likely meant to be, or None when none is close.

    Capitals, accents, spaces, hyphens and underscores do not count. The answer depends only on the
    set of candidates, not on their order.
    """
    return _closest(word[:200], candidates if isinstance(candidates, tuple) else tuple(candidates))


@lru_cache(maxsize=4096)
def _closest(word: str, candidates: tuple[str, ...]) -> str | None:
    folded = _folded(word)
    names, forms = _folded_all(candidates)
    if not folded or not names:
        return None
    # One slip in a short word, two in a middling one, then about one in four characters.
    allowed = 1 if len(folded) < 5 else max(2, len(folded) // 4)
    near = process.extract(folded, forms, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    if near:
        best = min(
            near, key=lambda hit: (hit[1], -JaroWinkler.similarity(folded, hit[0]), names[hit[2]])
        )
        # A word shorter than the slips it would need resembles everything.
        return names[best[2]] if best[1] < len(folded) else None
    if len(folded) >= 3:
        longer = [name for name, form in zip(names, forms, strict=True) if form.startswith(folded)]
        if len(longer) == 1:
            return longer[0]
    return None


@lru_cache(maxsize=64)
def _folded_all(candidates: tuple[str, ...]) -> tuple[list[str], list[str]]:
    names = sorted(set(candidates))
    return names, [_folded(name) for name in names]


_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ŋ": "n",
        "ł": "l",
        "_": "",
        "-": "",
        " ": "",
    }
)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char)).translate(_LETTERS)
