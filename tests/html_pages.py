"""The built site's pages as plain data: parsed once with a real HTML parser, asked by many tests."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

LINKS = (
    ("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"), ("source", "src"), ("iframe", "src"), ("form", "action"),
    ("use", "href"), ("video", "src"), ("audio", "src"), ("object", "data"), ("area", "href"),
)  # fmt: skip


@dataclass(frozen=True)
class Link:
    """A reference in a page: from which element, as written."""

    tag: str
    rel: str
    url: str


@dataclass(frozen=True)
class Page:
    """One HTML file; `path` is relative to the site's root, `address` as a visitor sees it."""

    path: str
    text: str
    lang: str
    ids: tuple[str, ...]
    links: tuple[Link, ...]
    headings: tuple[tuple[int, str], ...]

    @property
    def address(self) -> str:
        return self.path.removesuffix("index.html")

    @property
    def tree(self) -> LexborHTMLParser:
        """The parsed page; parsed again, since keeping all of them would cost memory."""
        return LexborHTMLParser(self.text)


@functools.cache
def pages(site: Path) -> dict[str, Page]:
    """Every HTML page of the site in `site`, by path."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        found[name] = _page(name, path.read_text(encoding="utf-8"))
    return found


def _page(name: str, text: str) -> Page:
    tree = LexborHTMLParser(text)
    root = tree.root
    return Page(
        path=name,
        text=text,
        lang=(root.attributes.get("lang") or "") if root else "",
        ids=tuple(node.attributes["id"] or "" for node in tree.css("[id]")),
        links=tuple(_links(tree)),
        headings=tuple((int(node.tag[1]), " ".join(node.text().split())) for node in tree.css("h1,h2,h3,h4,h5,h6")),
    )


def _links(tree: LexborHTMLParser) -> Iterator[Link]:
    for tag, attribute in LINKS:
        for node in tree.css(f"{tag}[{attribute}]"):
            yield Link(tag, (node.attributes.get("rel") or "").strip(), node.attributes[attribute] or "")
    for node in tree.css("[srcset]"):
        for candidate in (node.attributes["srcset"] or "").split(","):
            yield Link(node.tag, "srcset", candidate.split()[0])


def target(page: str, url: str) -> tuple[str, str] | None:
    """(file, fragment) that a relative `url` on `page` leads to, both relative to the site; None when it leads elsewhere."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    if parts.path.endswith("/") or path == ".":
        path = posixpath.normpath(posixpath.join(path, "index.html"))
    return path, unquote(parts.fragment)


def text_of(node: LexborNode | None) -> str:
    """A node's text with single spaces; empty for none."""
    return " ".join(node.text().split()) if node is not None else ""
