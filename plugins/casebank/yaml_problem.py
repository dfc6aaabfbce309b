"""What libyaml says of a text it cannot read → a code, the right place, and words for people.

The parser reports where it gave up and in its own terms; the mistake is often a line earlier. This
module looks at the lines around to tell the usual mistakes apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yaml import YAMLError

from casebank.findings import Mark

__all__ = ["explain"]

_KEY = re.compile(r"\s*(?:- +)*(?P<key>[^\s:#\"'][^:#\"']*?)\s*:(?P<value>\s.*)?$")
_TIGHT = re.compile(r"\s*(?:- +)*(?P<key>[A-Za-z_][\w-]*):(?P<value>[^\s/].*)$")
_HARD = "[\xa0\u2000-\u200a\u202f\u3000]"
_HARD_SPACE = re.compile(rf"^[ -]*{_HARD}|^[ -]*[\w-]+:{_HARD}|^ *-{_HARD}")

Explained = tuple[str, Mark, dict[str, object]]


def explain(error: YAMLError, lines: Sequence[str], last: Any = None) -> Explained:
    """Return code, place and template values for ``error``; ``last`` is the event before it."""
    problem = str(
        getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable text"
    )
    context = str(getattr(error, "context", None) or "")
    mark = _mark(getattr(error, "problem_mark", None), lines)
    begun = (
        _mark(getattr(error, "context_mark", None), lines)
        if getattr(error, "context_mark", None)
        else mark
    )
    line = _line(lines, mark)

    if hard := _hard_space(mark, lines):
        return hard
    late = _late_quote(last, mark)
    if late is not None:
        return late
    if "quoted scalar" in context:
        if "escape" in problem or "hexdecimal" in problem:
            return "CB127", _backslash(mark, line), {}
        return "CB124", begun, {"quote": _char(lines, begun)}
    if "mapping values are not allowed" in problem:
        return _stray_colon(mark, line, lines)
    if "could not find expected ':'" in problem:
        return _no_colon(begun, lines)
    if "block sequence entries are not allowed" in problem:
        return (
            "CB123",
            mark,
            {
                "problem": "A list cannot begin on the same line as its key",
                "example": "Begin the list on the next line, two spaces in: each item as - item",
            },
        )
    if "tag" in context or "tag handle" in problem:
        return "CB134", begun, {"tag": _word(lines, begun)}
    if "directive" in context or "directive" in problem:
        return "CB135", begun, {}
    if "anchor" in context or "alias" in context:
        code = "CB132" if _char(lines, begun) == "*" else "CB131"
        return code, begun, {"name": ""}
    if "block scalar" in context:
        return "CB129", begun, {"sign": _char(lines, begun)}
    if "cannot start any token" in problem or "mapping keys are not allowed" in problem:
        value = line[mark.column - 1 :]
        if _open_bracket(line[: mark.column - 1]):
            value = re.split(r"[],}]", value, maxsplit=1)[0]
        return "CB126", mark, {"sign": _char(lines, mark), "example": _quoted(value)}
    if "flow" in context or "node content" in problem:
        return _bracket(begun, mark, lines)
    if "tab" in problem:
        return "CB110", mark, {}
    return _out_of_step(problem, mark, line, lines)


def _hard_space(mark: Mark, lines: Sequence[str]) -> Explained | None:
    """A no-break space where YAML wants an ordinary one, on the error's line or the one above."""
    for number in (mark.line, mark.line - 1):
        if number >= 1 and (hard := _HARD_SPACE.search(_line(lines, Mark(number, 1)))):
            return (
                "CB122",
                Mark(number, hard.end()),
                {
                    "problem": "There is a space here that is not an ordinary one"
                    " (it often comes from a web page or Word)",
                    "example": "Delete it and type a space.",
                },
            )
    return None


def _late_quote(last: Any, mark: Mark) -> Explained | None:
    """A text in quotes over several lines before the error: its closing mark was forgotten."""
    if last is None or getattr(last, "style", None) not in ("'", '"'):
        return None
    start, end = last.start_mark, last.end_mark
    if start.line < end.line and mark.line - 1 == end.line:
        return "CB124", Mark(start.line + 1, start.column + 1), {"quote": last.style}
    return None


def _stray_colon(mark: Mark, line: str, lines: Sequence[str]) -> Explained:
    before = line[: mark.column - 1]
    if (first := _KEY.match(before + " ")) or ": " in before:
        start = first.end("key") if first else before.index(": ")
        value = line[start:].lstrip().removeprefix(":").strip()
        return "CB121", mark, {"example": f"{line[:start].strip()}: {_quoted(value)}"}
    above = next(
        (lines[number] for number in range(mark.line - 2, -1, -1) if lines[number].strip()), ""
    )
    if (key := _TIGHT.match(above)) and _indent(above) == _indent(line):
        return _tight(key, above, lines)
    return (
        "CB123",
        Mark(mark.line, _indent(line) + 1),
        {
            "problem": "This key stands further in than the one before it, which has a value",
            "example": "Give the key the same number of spaces as its neighbours"
            " (or put a text over several lines after >-).",
        },
    )


def _tight(key: re.Match[str], line: str, lines: Sequence[str]) -> Explained:
    number = list(lines).index(line) + 1
    return (
        "CB122",
        Mark(number, key.start("value") + 1),
        {
            "problem": f"There is no space after the colon of {key['key']}",
            "example": f"Write {key['key']}: {key['value'].strip()}",
        },
    )


def _no_colon(begun: Mark, lines: Sequence[str]) -> Explained:
    line = _line(lines, begun)
    if key := _TIGHT.match(line):
        return _tight(key, line, lines)
    return (
        "CB122",
        begun,
        {
            "problem": "A key and a colon are expected at the beginning of this line",
            "example": "Write key: value; if the line goes on a text above, move it two spaces"
            " further in than the text's key and put >- after that key.",
        },
    )


def _bracket(begun: Mark, mark: Mark, lines: Sequence[str]) -> Explained:
    bracket = _char(lines, begun)
    if bracket not in ("[", "{"):
        line, sign = _line(lines, mark), _char(lines, mark)
        if column := _open_bracket(line[: mark.column - 1]):
            return (
                "CB125",
                mark,
                {"bracket": line[column - 1], "problem": f"a value is missing before {sign}"},
            )
        if sign in ("]", "}", ","):
            return "CB126", mark, {"sign": sign, "example": _quoted(line[mark.column - 1 :])}
        return _out_of_step("a value is expected", mark, line, lines)
    closing = "]" if bracket == "[" else "}"
    return "CB125", begun, {"bracket": bracket, "problem": f"a comma or {closing} is missing"}


def _out_of_step(problem: str, mark: Mark, line: str, lines: Sequence[str]) -> Explained:
    before = line[: mark.column - 1].rstrip()
    if before.endswith(('"', "'")):
        return "CB128", mark, {}
    if before.endswith(("]", "}")):
        opening = "[" if before.endswith("]") else "{"
        column = before.find(opening) + 1 or mark.column
        return (
            "CB125",
            Mark(mark.line, column),
            {"bracket": opening, "problem": "text follows it on the same line"},
        )
    if line[mark.column - 1 :].startswith("%"):
        return "CB135", mark, {}
    if line[mark.column - 1 :].startswith(":"):
        return "CB141", mark, {"key": "An empty text"}
    if not before.strip(" -"):
        if "..." in lines[: mark.line - 1] and "document start" in problem:
            return "CB136", mark, {}
        if "'-' indicator" in problem:
            said = "A list's next item is expected here, but the line does not begin with a hyphen"
            mend = "Begin it with - and a space, or move it in or out to the keys it belongs to."
        elif "document start" in problem:
            said = "This line stands further out than the first line of the file"
            mend = "Begin the first lines without spaces, or give this line as many as they have."
        else:
            said = "The spaces before this line match neither the line above nor any before it"
            mend = "Give it exactly as many spaces as the lines it belongs to."
        return "CB123", Mark(mark.line, _indent(line) + 1), {"problem": said, "example": mend}
    return "CB120", mark, {"problem": problem}


def _open_bracket(before: str) -> int:
    """The column of the last bracket in ``before`` that is not closed there, or 0."""
    opened = max(before.rfind("["), before.rfind("{"))
    return opened + 1 if opened > max(before.rfind("]"), before.rfind("}")) else 0


def _backslash(mark: Mark, line: str) -> Mark:
    column = line.rfind("\\", 0, mark.column)
    return Mark(mark.line, column + 1) if column >= 0 else mark


def _mark(mark: Any, lines: Sequence[str]) -> Mark:
    """The parser's mark as ours; one after the end becomes the end of the last line with text."""
    if mark is None:
        return Mark(1, 1)
    if mark.line < len(lines) and not (
        mark.line == len(lines) - 1 and not lines[mark.line].strip()
    ):
        return Mark(mark.line + 1, mark.column + 1)
    number = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].strip()), 0)
    return Mark(number + 1, len(lines[number].rstrip()) + 1)


def _line(lines: Sequence[str], mark: Mark) -> str:
    return lines[mark.line - 1] if mark.line <= len(lines) else ""


def _char(lines: Sequence[str], mark: Mark) -> str:
    return _line(lines, mark)[mark.column - 1 : mark.column]


def _word(lines: Sequence[str], mark: Mark) -> str:
    words = _line(lines, mark)[mark.column - 1 :].split()
    return words[0] if words else ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _quoted(value: str) -> str:
    value = value.strip()
    return (
        "'" + value + "'"
        if '"' in value and "'" not in value
        else '"' + value.replace('"', "”") + '"'
    )
