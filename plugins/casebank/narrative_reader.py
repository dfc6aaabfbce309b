"""One pass over a narrative's tokens: judges them and notes on them what the HTML needs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it.token import Token

from casebank.findings import Finding, Mark, finding, mark_at
from casebank.markdown_source import MAX_CELLS, Places, inline_tokens, read_blocks, texts
from casebank.text_hygiene import MAX_PER_CODE, check_text, printable, safe_url

__all__ = ["Citation", "Heading", "Image", "Link", "Reader"]

MAX_NESTING = 5
"""Lists and quotations within each other."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: ``level`` 2–4, ``id`` its anchor, ``text`` without markup and citations."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in the text; ``anchor`` is the id of its place in the HTML."""

    key: str
    locator: str
    anchor: str
    mark: Mark


class Image(NamedTuple):
    """A picture in the text: its file name in the record's folder and its alt text."""

    src: str
    alt: str
    mark: Mark


class Link(NamedTuple):
    """A link in the text with its address as written (``https://…``, ``case:id``, ``#heading``)."""

    href: str
    mark: Mark


_PICTURE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:webp|png|jpg)")
_RECORD = re.compile(r"case:[a-z0-9]+(?:-[a-z0-9]+)*")
_ANCHOR = re.compile(r"#[A-Za-z][\w-]*")
_MAIL = re.compile(r"mailto:[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_BLOCKS = frozenset(
    ("paragraph_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "table_open")
)
_NESTING = frozenset(("bullet_list_open", "ordered_list_open", "blockquote_open"))
_NESTING_ENDS = frozenset(("bullet_list_close", "ordered_list_close", "blockquote_close"))


@dataclass(slots=True)
class _Block:
    """A top-level block while it is read: does it say something, and where from?"""

    mark: Mark
    says: bool = False
    cited: bool = False
    introduces: bool = False


class Reader:
    """What has been read so far of one narrative, and everything there is to say of it."""

    def __init__(self, markdown: str, name: str) -> None:
        self.markdown = markdown
        self.name = name
        self.tokens: list[Token] = []
        self.lines = tuple(markdown.split("\n"))
        self.headings: list[Heading] = []
        self.citations: list[Citation] = []
        self.images: list[Image] = []
        self.links: list[Link] = []
        self.texts: list[str] = []
        self.uncited: list[Mark] = []
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self.cited: Counter[str] = Counter()
        self.ids: set[str] = set()
        self.same: Counter[str] = Counter()
        self.level = 1  # of the heading before
        self.block: _Block | None = None
        self.introduction: _Block | None = None

    def report(self, code: str, mark: Mark, **values: object) -> None:
        self.counts[code] += 1
        if self.counts[code] <= MAX_PER_CODE:
            line = self.lines[mark.line - 1] if mark.line <= len(self.lines) else ""
            self.findings.append(finding(code, self.name, mark, excerpt=line, **values))

    def hygiene(self, text: str, place: Callable[[int], Mark]) -> None:
        self.findings += check_text(text, self.name, place, lines=self.lines)

    def read(self) -> None:
        if not self.markdown.strip():
            self.report("CB102", Mark(1, 1))
            return
        self.hygiene(self.markdown, lambda offset: mark_at(self.markdown, offset))
        blocks = read_blocks(printable(self.markdown))
        if blocks.too_many_cells:
            self.report("CB515", blocks.too_many_cells, limit=MAX_CELLS)
            return
        if blocks.too_much:
            self.report("CB510", blocks.too_much)
            return
        places = Places(self.lines)
        depth = 0
        heading: Token | None = None
        for token in blocks.tokens:
            kind = token.type
            if token.level == 0 and kind in _BLOCKS:
                self.begin_block(token)
            if kind in _NESTING:
                depth += 1
                if depth == MAX_NESTING + 1:
                    self.report("CB509", self.line_mark(token), limit=MAX_NESTING)
            elif kind in _NESTING_ENDS:
                depth -= 1
            elif kind == "heading_open":
                heading = token
            elif kind == "inline":
                place = places.begin(token)
                token.children = inline_tokens(token.content, blocks.references)
                text = self.read_inline(token, place)
                if heading is not None:
                    self.read_heading(heading, text)
                    heading = None
                elif text:
                    self.texts.append(text)
            elif kind == "html_block":
                number = token.map[0] if token.map else 0
                mark = Mark(number + 1, self.lines[number].find("<") + 1)
                self.report("CB501", mark, markup=token.content.strip().split("\n")[0])
                self.end_block()
            elif kind == "fence":
                self.texts.append(token.content.rstrip())
            if token.level == 0 and token.nesting <= 0 and kind != "inline":
                self.end_block()
        self.judge(self.introduction)
        self.tokens = blocks.tokens

    def line_mark(self, token: Token) -> Mark:
        number = token.map[0] if token.map else 0
        line = self.lines[number]
        return Mark(number + 1, len(line) - len(line.lstrip()) + 1)

    # -- blocks and their citations ---------------------------------------------------------

    def begin_block(self, token: Token) -> None:
        block = _Block(self.line_mark(token))
        before, self.introduction = self.introduction, None
        if before is not None:
            if token.type == "paragraph_open":
                self.judge(before)
            else:  # "The outcome was this:" and its list are one statement
                block = before
                block.introduces = False
        self.block = block

    def end_block(self) -> None:
        block, self.block = self.block, None
        if block is None:
            self.judge(self.introduction)
            self.introduction = None
        elif block.introduces:
            self.introduction = block
        else:
            self.judge(block)

    def judge(self, block: _Block | None) -> None:
        if block is not None and block.says and not block.cited:
            self.uncited.append(block.mark)
            self.report("CB520", block.mark)

    # -- what stands in a paragraph ---------------------------------------------------------

    def read_inline(self, token: Token, place: Callable[[int], Mark]) -> str:
        """Judge one paragraph, heading or cell; return its plain text."""
        children = token.children or []
        for index, child in enumerate(children):
            kind = child.type
            if kind == "citation":
                self.read_citation(child, place(child.meta["at"]))
                if (
                    index and children[index - 1].type == "text"
                ):  # the number stands close to its word
                    children[index - 1].content = children[index - 1].content.rstrip(" ")
            elif kind == "miswritten":
                self.report("CB502", place(child.meta["at"]), citation=child.content)
            elif kind == "link_open":
                self.read_link(child, children, index, place)
            elif kind == "image":
                self.read_image(child, place(child.meta["at"]))
            elif kind == "html_inline":
                self.report("CB501", place(child.meta["at"]), markup=child.content)
            elif kind == "text_special" and child.info == "entity":
                mark = place(child.meta["at"])
                self.hygiene(child.content, lambda _, mark=mark: mark)  # type: ignore[misc]
        text = " ".join("".join(texts(children)).split())
        if self.block is not None:
            pictures = all(child.type in ("image", "softbreak") for child in children)
            self.block.says = self.block.says or bool(text) and not pictures
            self.block.introduces = text.endswith(":") and token.level == 1
        return text

    def read_citation(self, token: Token, mark: Mark) -> None:
        if self.block is not None:
            self.block.cited = True
        anchors = []
        for key, locator in token.meta["parts"]:
            self.cited[key] += 1
            anchors.append(f"n-{key}-{self.cited[key]}")
            self.citations.append(Citation(key, locator, anchors[-1], mark))
        token.meta["anchors"] = anchors

    def read_link(
        self, token: Token, children: list[Token], index: int, place: Callable[[int], Mark]
    ) -> None:
        start = token.meta["at"]
        # The parser notes the place after the bracket.
        mark = place(start if token.markup == "autolink" else max(start - 1, 0))
        href = str(token.attrs["href"])
        reason = _link_reason(href)
        if reason is not None:
            self.report("CB504", mark, href=href or "nothing", reason=reason)
            return
        inside = []
        for child in children[index + 1 :]:
            if child.type == "link_close":
                break
            inside.append(child)
        if not "".join(texts(inside)).strip():
            self.report("CB512", mark, href=href)
        token.meta["href"] = href
        self.links.append(Link(href, mark))

    def read_image(self, token: Token, mark: Mark) -> None:
        src = str(token.attrs["src"])
        children = token.children or []
        alt = " ".join("".join(texts(children)).split())
        title = str(token.attrs.get("title", ""))
        for child in children:
            if child.type == "html_inline":
                self.report("CB501", mark, markup=child.content)
        if "&" in self.markdown:
            self.hygiene(alt + title, lambda offset: mark)
        if not _PICTURE.fullmatch(src):
            self.report("CB508", mark, src=src or "without a name")
            return
        if not alt:
            self.report("CB608", mark, name=src)
        token.meta["src"], token.meta["alt"], token.meta["caption"] = src, alt, title
        self.images.append(Image(src, alt, mark))

    def read_heading(self, token: Token, text: str) -> None:
        mark = self.line_mark(token)
        level = int(token.tag[1])
        if not 2 <= level <= 4:
            self.report("CB505", mark, level=level)
        elif level > self.level + 1:
            self.report("CB506", mark, level=level, before=self.level, marks="#" * (self.level + 1))
        if not text:
            self.report("CB507", mark)
        self.level = level = min(max(level, 2), 4)
        base = "avsnitt-" + (_slug(text) or "1")
        anchor = base
        while anchor in self.ids:
            self.same[base] += 1
            anchor = f"{base}-{self.same[base] + 1}"
        self.ids.add(anchor)
        self.headings.append(Heading(level, anchor, text))
        self.texts.append(text)
        token.meta["id"], token.meta["level"] = anchor, level


def _link_reason(href: str) -> str | None:
    if _RECORD.fullmatch(href) or _ANCHOR.fullmatch(href) or _MAIL.fullmatch(href):
        return None
    scheme = href.partition(":")[0].lower()
    if scheme == "case":
        return "after case: comes the id of a record, such as aktiv-halsostyrning"
    if scheme == "mailto":
        return "it is not a plain e-mail address"
    return safe_url(href)


_SPECIAL = str.maketrans(
    {"æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ŋ": "n", "ł": "l", "ß": "ss"}
)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")
