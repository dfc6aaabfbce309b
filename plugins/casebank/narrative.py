"""Contributed Markdown → safe HTML, headings, citations, links and pictures, and findings.

:func:`parse` reads and judges a narrative by itself; :func:`render` also writes its HTML, with the
page's reference numbers and the addresses of other records. HTML is made only here, from a closed
list of tokens, every text and attribute escaped, and passed through nh3's allow-list as a second
lock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from markdown_it.token import Token

from casebank.findings import Finding, Mark, did_you_mean, finding, sort_findings
from casebank.narrative_html import html_of
from casebank.narrative_reader import Citation, Heading, Image, Link, Reader

__all__ = ["Citation", "Heading", "Image", "Link", "Narrative", "Parsed", "parse", "render"]

TEXT_LIMIT = 64 * 1024
"""Characters of a narrative; :func:`casebank.source_file.decode` counts bytes and comes first."""


@dataclass(frozen=True, slots=True)
class Narrative:
    """A narrative, ready for a page (``html``), an index (``text``) and the rules."""

    html: str
    headings: tuple[Heading, ...]
    citations: tuple[Citation, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    text: str
    uncited: tuple[Mark, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A narrative that has been read: all of :class:`Narrative` but the HTML, and what to make it
    of.
    """

    name: str
    tokens: tuple[Token, ...]
    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    citations: tuple[Citation, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    text: str
    uncited: tuple[Mark, ...]
    findings: tuple[Finding, ...]


def parse(markdown: str, name: str) -> Parsed:
    """Read the narrative ``markdown`` of the file ``name`` and find what is wrong with it by
    itself.

    Never raises; time is bounded whatever the text.
    """
    markdown = markdown.replace("\r\n", "\n").replace("\r", "\n")
    reader = Reader(markdown[:TEXT_LIMIT], name)
    if len(markdown) > TEXT_LIMIT:
        reader.report("CB101", Mark(1, 1), size=len(markdown), limit=TEXT_LIMIT)
    else:
        try:
            reader.read()
        except Exception as error:  # the parser is others' code, and the text may be hostile
            reader.tokens = []
            reader.report("CB901", Mark(1, 1), rule="narrative", reason=type(error).__name__)
    return Parsed(
        name=name,
        tokens=tuple(reader.tokens),
        lines=reader.lines,
        headings=tuple(reader.headings),
        citations=tuple(reader.citations),
        images=tuple(reader.images),
        links=tuple(reader.links),
        text="\n".join(reader.texts),
        uncited=tuple(reader.uncited),
        findings=sort_findings(reader.findings),
    )


def render(
    markdown: str | Parsed,
    name: str,
    *,
    numbers: Mapping[str, int],
    picture_base: str = "",
    record_url: Callable[[str], str | None] | None = None,
    record_ids: Iterable[str] = (),
    anchors: Collection[str] = (),
) -> Narrative:
    """Write the narrative's HTML.

    ``numbers`` maps the source keys of the page to their reference numbers; ``picture_base`` goes
    before picture names; ``record_url`` gives another record's address or None when there is no
    such record (without it, such links become plain text); ``record_ids`` serve for suggestions;
    ``anchors`` are ids on the page outside the narrative that it may link to. Never raises.
    """
    parsed = markdown if isinstance(markdown, Parsed) else parse(markdown, name)
    found = list(parsed.findings)

    def report(code: str, mark: Mark, **values: object) -> None:
        line = parsed.lines[mark.line - 1] if mark.line <= len(parsed.lines) else ""
        found.append(finding(code, parsed.name, mark, excerpt=line, **values))

    for citation in parsed.citations:
        if citation.key not in numbers:
            hint = did_you_mean(citation.key, numbers)
            report("CB503", citation.mark, key=citation.key, suggestion=_hint(hint))
    known = {heading.id for heading in parsed.headings}.union(anchors)
    addresses: dict[str, str] = {}
    for link in parsed.links:
        if link.href.startswith("#"):
            if link.href[1:] in known:
                addresses[link.href] = link.href
            else:
                hint = did_you_mean(link.href[1:], known)
                report("CB511", link.mark, href=link.href, suggestion=_hint(hint))
        elif link.href.startswith("case:") and record_url is not None:
            record = link.href.removeprefix("case:")
            address = record_url(record)
            if address is not None:
                addresses[link.href] = address
            else:
                report(
                    "CB303",
                    link.mark,
                    value=record,
                    suggestion=_hint(did_you_mean(record, record_ids)),
                )
    html, changed = html_of(
        parsed.tokens, numbers=numbers, addresses=addresses, picture_base=picture_base
    )
    if changed:
        report("CB514", Mark(1, 1))
    return Narrative(
        html=html,
        headings=parsed.headings,
        citations=parsed.citations,
        images=parsed.images,
        links=parsed.links,
        text=parsed.text,
        uncited=parsed.uncited,
        findings=sort_findings(found),
    )


def _hint(suggestion: str | None) -> str:
    return f"did you mean {suggestion}?" if suggestion else ""
