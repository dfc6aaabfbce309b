"""Contributed Markdown → tokens, in bounded time and with the place of every link, picture and
citation.

CommonMark by markdown-it-py, with tables and citations (Pandoc's ``[@key, s. 50]``), without
indented code and underlined headings, which mostly come about by accident. HTML is parsed only so
that it can be told of. Addresses are left exactly as written: :mod:`casebank.narrative` judges
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from casebank.findings import Mark

__all__ = ["MAX_CELLS", "Blocks", "Places", "inline_tokens", "read_blocks", "texts"]

MAX_CELLS = 2000
"""Cells of all tables of a narrative together."""
_MAX_LINES = 4000
_MAX_WORK = 5_000_000
"""Characters of a paragraph times its markup signs, summed: what the inline parser may have to look
at.
"""
_SIGNS = re.compile(r"[\[<`*_!&\\]")

_CITATION = re.compile(r"\[(@[^\[\]]{0,400})\]")
_MISWRITTEN = re.compile(r"\[[^\[\]@\n]{0,80}\s@[\w-]+[^\[\]\n]{0,200}\](?!\()")
_BEGUN = re.compile(r"\[@[\w-]+")
_SPACES = re.compile(r"[ \t\n]+")  # not the no-break space of "s. 5"
_PART = re.compile(r"@(?P<key>[\w-]+(?:[.:][\w-]+)*)(?:\s*,\s*(?P<locator>[^@]*\S))?")


class _State(StateInline):
    """The inline parser's state, noting where in the paragraph each token of interest begins."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        if ttype in _PLACED:
            token.meta["at"] = self.pos
        return token


_PLACED = frozenset(("link_open", "image", "html_inline", "text_special", "citation", "miswritten"))


def _citation(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    if source[start] != "[":
        return False
    match = _CITATION.match(source, start)
    parts: list[tuple[str, str]] = []  # empty: it cannot be read
    if match is not None:
        if source[match.end() : match.end() + 1] in ("(", "["):
            return False  # a link whose text begins with @
        for part in match[1].split(";"):
            found = _PART.fullmatch(_SPACES.sub(" ", part).strip())
            if found is None:
                parts = []
                break
            parts.append((found["key"], found["locator"] or ""))
    else:
        match = _MISWRITTEN.match(source, start) or _BEGUN.match(source, start)
        if match is None:
            return False
    if match.end() > state.posMax:
        return False
    if not silent:
        token = state.push("citation" if parts else "miswritten", "", 0)
        token.content = match[0]
        token.meta["parts"] = parts
    state.pos = match.end()
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20})
    parser.enable("table").disable(["code", "lheading"])
    parser.inline.ruler.before("link", "citation", _citation)
    # Unsafe addresses must come through to be told of, and as they were written.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return parser


_PARSER = _parser()


@dataclass(frozen=True, slots=True)
class Blocks:
    """A narrative's block tokens; those of type ``inline`` have no children yet."""

    tokens: list[Token]
    lines: tuple[str, ...]
    references: dict[str, object]
    too_much: Mark | None
    """The paragraph with most markup (or the last line read), when there is more than can be read
    in time.
    """
    too_many_cells: Mark | None


def read_blocks(markdown: str) -> Blocks:
    """Divide ``markdown`` (LF only) into blocks and weigh them; raises nothing of its own."""
    env: dict[str, object] = {}
    tokens: list[Token] = []
    lines = tuple(markdown.split("\n"))
    cells = work = heaviest = 0
    place: Mark | None = None
    table: Mark | None = None
    if len(lines) > _MAX_LINES:
        return Blocks(tokens, lines, env, too_much=Mark(_MAX_LINES, 1), too_many_cells=None)
    if markdown.count("|") <= 2 * MAX_CELLS:
        _PARSER.block.parse(markdown, _PARSER, env, tokens)
    else:
        table = Mark(next(number for number, line in enumerate(lines, 1) if "|" in line), 1)
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "inline":
            weight = len(token.content) * (1 + len(_SIGNS.findall(token.content)))
            work += weight
            if weight > heaviest:
                heaviest, place = weight, Mark(line, 1)
        elif token.type in ("td_open", "th_open"):
            cells += 1
        elif token.type == "table_open" and table is None:
            table = Mark(line, 1)
    return Blocks(
        tokens,
        lines,
        env,
        too_much=place if work > _MAX_WORK else None,
        too_many_cells=table if cells > MAX_CELLS or not tokens and table else None,
    )


def inline_tokens(content: str, references: dict[str, object]) -> list[Token]:
    """Return the inline tokens of one paragraph, heading or cell; ``meta["at"]`` is an offset in
    ``content``.
    """
    state = _State(content, _PARSER, references, [])
    _PARSER.inline.tokenize(state)
    for rule in _PARSER.inline.ruler2.getRules(""):
        rule(state)
    return state.tokens


class Places:
    """Finds the place in the file of an offset in a block's content."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._row = -1
        self._before: list[str] = []

    def begin(self, token: Token) -> Callable[[int], Mark]:
        """Return what finds places in the block ``token``; blocks must come in the order of the
        file.
        """
        first = token.map[0] if token.map else 0
        # Cells of one row lie on the same line, each after the one before it.
        if first != self._row:
            self._row, self._before = first, []
        before = tuple(self._before)
        self._before.append(token.content)

        def mark(offset: int) -> Mark:
            content = token.content
            number = content.count("\n", 0, offset)
            start = content.rfind("\n", 0, offset) + 1
            source = self._lines[first + number] if first + number < len(self._lines) else ""
            column = 0
            for cell in () if number else before:
                column = max(source.find(cell, column), 0) + len(cell)
            column = max(source.find(content[start:].partition("\n")[0], column), 0)
            return Mark(first + number + 1, column + offset - start + 1)

        return mark


def texts(tokens: Sequence[Token]) -> Iterator[str]:
    """The plain text of inline tokens, citations left out."""
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from texts(token.children or ())
