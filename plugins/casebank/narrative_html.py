"""Tokens of a narrative → HTML. A closed list of tokens; what is not on it leaves no trace.

Texts and attributes are escaped exactly as an HTML serializer does, so that nh3, the second lock,
gives clean output back byte for byte and any difference means that something slipped past the
first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import nh3
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from casebank.markdown_source import texts

__all__ = ["html_of"]

_TAGS: dict[str, str] = {
    "paragraph_open": "<p>",
    "paragraph_close": "</p>\n",
    "bullet_list_open": "<ul>\n",
    "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n",
    "list_item_open": "<li>",
    "list_item_close": "</li>\n",
    "blockquote_open": "<blockquote>\n",
    "blockquote_close": "</blockquote>\n",
    "table_close": "</table></div>\n",
    "thead_open": "<thead>",
    "thead_close": "</thead>\n",
    "tbody_open": "<tbody>\n",
    "tbody_close": "</tbody>",
    "tr_open": "<tr>",
    "tr_close": "</tr>\n",
    "th_close": "</th>",
    "td_close": "</td>",
    "hr": "<hr>\n",
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "softbreak": "\n",
    "hardbreak": "<br>\n",
}
_ALIGN = {"text-align:right": "cb-right", "text-align:center": "cb-center"}

_CLEANER = nh3.Cleaner(
    tags=set(
        [
            "p",
            "ul",
            "ol",
            "li",
            "blockquote",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "hr",
            "em",
            "strong",
            "br",
            "code",
            "pre",
            "div",
            "span",
            "h2",
            "h3",
            "h4",
            "a",
            "sup",
            "img",
        ]
    ),
    attributes={
        "a": {"href", "id", "rel", "role"},
        "div": {"role", "tabindex", "aria-label"},
        "h2": {"id"},
        "h3": {"id"},
        "h4": {"id"},
        "img": {"src", "alt", "loading", "decoding"},
        "ol": {"start"},
        "pre": {"tabindex"},
        "th": {"scope"},
    },
    allowed_classes={
        "div": {"cb-scroll"},
        "span": {"cb-picture", "cb-caption"},
        "sup": {"cb-cite"},
        "td": set(_ALIGN.values()),
        "th": set(_ALIGN.values()),
    },
    url_schemes={"http", "https", "mailto"},
    generic_attribute_prefixes=set(),
    link_rel=None,
)


def html_of(
    tokens: Sequence[Token],
    *,
    numbers: Mapping[str, int],
    addresses: Mapping[str, str],
    picture_base: str,
) -> tuple[str, bool]:
    """Return the HTML of ``tokens`` and whether the safety filter had to change it.

    ``addresses`` maps links within the bank (``case:id``, ``#heading``) to where they lead; the
    rest is as for :func:`casebank.narrative.render`.
    """
    html = "".join(_Writer(numbers, addresses, picture_base).blocks(tokens))
    clean = _CLEANER.clean(html)
    return clean, clean != html


def _text(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("\xa0", "&nbsp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
    )


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;")


class _Writer:
    def __init__(
        self, numbers: Mapping[str, int], addresses: Mapping[str, str], picture_base: str
    ) -> None:
        self.numbers = numbers
        self.addresses = addresses
        self.picture_base = picture_base

    def blocks(self, tokens: Sequence[Token]) -> Iterator[str]:
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                yield from self.inline(token.children or ())
            elif kind in _TAGS:
                if not token.hidden:
                    yield _TAGS[kind]
            elif kind == "heading_open":
                yield f'<h{token.meta["level"]} id="{token.meta["id"]}">'
            elif kind == "heading_close":
                level = min(max(int(token.tag[1]), 2), 4)
                yield f"</h{level}>\n"
            elif kind == "ordered_list_open":
                start = token.attrs.get("start", 1)
                yield "<ol>\n" if start == 1 else f'<ol start="{int(start)}">\n'
            elif kind == "table_open":
                name = _attribute(_heads(tokens, index))
                yield '<div class="cb-scroll" role="region" tabindex="0" '
                yield f'aria-label="{name}"><table>\n'
            elif kind in ("th_open", "td_open"):
                align = _ALIGN.get(str(token.attrs.get("style", "")))
                scope = ' scope="col"' if kind == "th_open" else ""
                yield f"<{kind[:2]}{scope}" + (f' class="{align}">' if align else ">")
            elif kind == "fence":
                yield f'<pre tabindex="0"><code>{_text(token.content)}</code></pre>\n'

    def inline(self, tokens: Sequence[Token]) -> Iterator[str]:
        open_links: list[bool] = []
        for token in tokens:
            kind = token.type
            if kind == "text" or kind == "text_special":
                yield _text(token.content)
            elif kind in _TAGS:
                yield _TAGS[kind]
            elif kind == "citation":
                yield self.citation(token)
            elif kind == "link_open":
                tag = self.link(token)
                open_links.append(bool(tag))
                yield tag
            elif kind == "link_close":
                yield "</a>" if open_links and open_links.pop() else ""
            elif kind == "code_inline":
                yield f"<code>{_text(token.content)}</code>"
            elif kind == "image" and "src" in token.meta:
                yield self.image(token)
            elif kind == "miswritten":
                yield _text(token.content)

    def citation(self, token: Token) -> str:
        parts = []
        for (key, locator), anchor in zip(token.meta["parts"], token.meta["anchors"], strict=True):
            if key in self.numbers:
                shown = f"[{self.numbers[key]}, {locator}]" if locator else f"[{self.numbers[key]}]"
                parts.append(
                    f'<a href="#ref-{_attribute(key)}" id="{_attribute(anchor)}" '
                    f'role="doc-noteref">{_text(shown)}</a>'
                )
        return f'<sup class="cb-cite">{"".join(parts)}</sup>' if parts else ""

    def link(self, token: Token) -> str:
        """The opening tag; empty for a link that is not let through, of which the text remains."""
        href = token.meta.get("href")
        if href is None:
            return ""
        if href.startswith(("#", "case:")):
            address = self.addresses.get(href)
            return f'<a href="{_attribute(address)}">' if address is not None else ""
        if href.startswith("mailto:"):
            return f'<a href="{_attribute(href)}">'
        return f'<a href="{_attribute(normalizeLink(href))}" rel="noopener noreferrer external">'

    def image(self, token: Token) -> str:
        src, alt, caption = token.meta["src"], token.meta["alt"], token.meta["caption"]
        picture = (
            f'<img src="{_attribute(self.picture_base + src)}" alt="{_attribute(alt)}" '
            'loading="lazy" decoding="async">'
        )
        if caption:
            picture += f'<span class="cb-caption">{_text(caption)}</span>'
        return f'<span class="cb-picture">{picture}</span>'


def _heads(tokens: Sequence[Token], index: int) -> str:
    """A name for a table, in its own words: what its columns are called."""
    names = []
    for token in tokens[index:]:
        if token.type == "thead_close":
            break
        if token.type == "inline":
            names.append(" ".join("".join(texts(token.children or ())).split()))
    return ", ".join(filter(None, names)) or "…"
