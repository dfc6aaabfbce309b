"""Views → HTML: the Jinja environment, and what every page has around its body."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from casebank import addresses
from casebank.fields import LANGUAGES
from casebank.views.parts import Heading, PageHead
from casebank.wording import Text, Wording

LANGUAGE_NAMES = {"sv": "Svenska", "en": "English", "nb": "Norsk"}


@dataclass(frozen=True)
class SiteInfo:
    """What pages need to know of the site as a whole.

    `url` is the site's absolute address (ends with `/`) or empty; `edit` the address that a
    repository path is put after to edit it, or empty; `assets` maps a name to its address.
    """

    name: str
    url: str = ""
    edit: str = ""
    repository: str = ""
    assets: Mapping[str, str] = field(default_factory=dict)


class Renderer:
    """Prints views with the templates of `folder`; one for a whole build."""

    def __init__(self, folder: Path, site: SiteInfo) -> None:
        self.site = site
        # autoescape=True, not select_autoescape: that looks at the last suffix only.
        self.environment = Environment(
            loader=FileSystemLoader(str(folder), encoding="utf-8"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self.environment.filters.update(text=text, jsonld=script_json)
        self.environment.globals.update(site=site, asset=lambda name: site.assets[name], once=self._once)
        self._printed: dict[tuple[str, ...], Markup] = {}

    def body(self, template: str, view: Any, say: Wording, url: str) -> str:
        """The inside of a page's article."""
        return self.environment.get_template(f"{template}.html").render(
            view=view, t=say.texts, say=say, base=addresses.root_from(url), lang=say.language, page=addresses.page
        )

    def slots(self, view: Any, say: Wording) -> dict[str, str]:
        """Every slot of a generated page: `view.head` says what stands around the body."""
        head: PageHead = view.head
        return {
            **self.around(head, say),
            "body": self.body(head.template, view, say, head.url),
        }

    def around(self, head: PageHead, say: Wording, base: str = "") -> dict[str, str]:
        """The slots besides the body, also for a hand-written page; `base` is the way to the root if not from its address."""
        base = base or addresses.root_from(head.url)
        return {
            "title": escape(head.title),
            "description": escape(head.description),
            "alternates": self._alternates(head),
            "languages": _languages(head, base),
            "canonical": self._canonical(head),
            "meta": self._meta(head),
            "path": _path(head, say, base),
            "toc": _toc(head.toc, say),
            "edit": self._edit(head, say),
        }

    def _once(self, key: tuple[str, ...], macro: Callable[..., Markup], *arguments: object) -> Markup:
        """What `macro` prints, printed once for each `key`: a record's row stands on many pages."""
        if key not in self._printed:
            self._printed[key] = macro(*arguments)
        return self._printed[key]

    def _alternates(self, head: PageHead) -> str:
        # hreflang wants absolute addresses; without a site_url there are none to give.
        # The space after "alternate" keeps Material's script from fetching a sitemap for each.
        if not self.site.url or len(head.alternates) < 2:
            return ""
        root = escape(self.site.url)
        links = [
            f'<link rel="alternate " hreflang="{one.language}" href="{root}{one.url}">' for one in head.alternates
        ]
        links.append(f'<link rel="alternate " hreflang="x-default" href="{root}{head.alternates[0].url}">')
        return "\n  ".join(links)

    def _canonical(self, head: PageHead) -> str:
        if not self.site.url:
            return ""
        return Markup('<link rel="canonical" href="{}">').format(self.site.url + head.url)

    def _meta(self, head: PageHead) -> str:
        facts = [
            ("og:type", "website" if head.template == "home" else "article"),
            ("og:title", head.title),
            ("og:description", head.description),
            ("og:site_name", self.site.name),
            ("og:locale", {"sv": "sv_SE", "en": "en_GB", "nb": "nb_NO"}[head.language]),
        ]
        if self.site.url:
            facts.append(("og:url", self.site.url + head.url))
        lines = [f'<meta property="{name}" content="{escape(value)}">' for name, value in facts]
        data = dict(head.structured) or {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": head.title,
            "description": head.description,
            "inLanguage": head.language,
            "isPartOf": {"@type": "WebSite", "name": self.site.name, **({"url": self.site.url} if self.site.url else {})},
        }
        if self.site.url:
            data["url"] = self.site.url + head.url
        lines.append(f'<script type="application/ld+json">{script_json(data)}</script>')
        return "\n  ".join(lines)

    def _edit(self, head: PageHead, say: Wording) -> str:
        if not head.edit or not self.site.edit:
            return ""
        return Markup('<p class="cb-edit"><a href="{}">{}</a></p>').format(self.site.edit + head.edit, say("record.edit"))


def script_json(data: Any) -> Markup:
    """JSON that can stand inside a <script> element whatever the data holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, safe in (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(sign, safe)
    return Markup(text)


def text(value: Text, tag: str = "span") -> Markup:
    """A text, in an element that says its language when that is not the page's."""
    if value.lang:
        return Markup('<{0} lang="{1}">{2}</{0}>').format(Markup(tag), value.lang, value.text)
    return escape(value.text)


def _languages(head: PageHead, base: str) -> str:
    urls = {one.language: one.url for one in head.alternates}
    items = []
    for language in LANGUAGES:
        url = base + urls.get(language, addresses.page("home", language))
        current = ' aria-current="true"' if language == head.language else ""
        items.append(
            f'<li><a href="{url}" lang="{language}" hreflang="{language}"{current}>{LANGUAGE_NAMES[language]}</a></li>'
        )
    return "".join(items)


def _path(head: PageHead, say: Wording, base: str) -> str:
    if not head.path:
        return ""
    items = [f'<li><a href="{base}{link.url}">{escape(link.label)}</a></li>' for link in head.path]
    items.append(f'<li aria-current="page">{escape(head.title)}</li>')
    return f'<nav class="cb-path" aria-label="{escape(say("nav.path"))}"><ol>{"".join(items)}</ol></nav>'


def _toc(headings: tuple[Heading, ...], say: Wording) -> str:
    if len(headings) < 2:
        return ""
    items = "".join(f'<li><a href="#{heading.id}">{escape(heading.text)}</a></li>' for heading in headings)
    title = escape(say("toc.title"))
    return f'<nav class="cb-toc" aria-labelledby="cb-toc-title"><p id="cb-toc-title">{title}</p><ol>{items}</ol></nav>'
