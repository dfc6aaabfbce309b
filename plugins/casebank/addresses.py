"""Every address of the site, in one place: permanent once published.

All are relative to the site's root and end with `/` (or are a file); templates put the way
back to the root in front, so that the site works under any sub-path.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HOME: Mapping[str, str] = MappingProxyType({"sv": "", "en": "en/", "nb": "nb/"})

_PARTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "browse": {"sv": "fall/", "en": "en/cases/", "nb": "nb/caser/"},
        "compare": {"sv": "jamfor/", "en": "en/compare/", "nb": "nb/sammenlign/"},
        "guide": {"sv": "vagledning/", "en": "en/guide/", "nb": "nb/veiledning/"},
        "barriers": {"sv": "hinder/", "en": "en/barriers/", "nb": "nb/hindre/"},
        "actors": {"sv": "aktorer/", "en": "en/actors/", "nb": "nb/aktorer/"},
        "sources": {"sv": "kallor/", "en": "en/sources/", "nb": "nb/kilder/"},
        "recommendations": {"sv": "rekommendationer/", "en": "en/recommendations/", "nb": "nb/anbefalinger/"},
        "definitions": {"sv": "definitioner/", "en": "en/definitions/", "nb": "nb/definisjoner/"},
        "contradictions": {"sv": "motsagelser/", "en": "en/contradictions/", "nb": "nb/motsigelser/"},
        "inventory": {"sv": "inventering/", "en": "en/inventory/", "nb": "nb/oversikt/"},
        "glossary": {"sv": "ordlista/", "en": "en/glossary/", "nb": "nb/ordliste/"},
        "data": {"sv": "data/", "en": "en/data/", "nb": "nb/data/"},
        "contribute": {"sv": "bidra/", "en": "en/contribute/", "nb": "nb/bidra/"},
        "about": {"sv": "om/", "en": "en/about/", "nb": "nb/om/"},
        "accessibility": {"sv": "tillganglighet/", "en": "en/accessibility/", "nb": "nb/tilgjengelighet/"},
        "news": {"sv": "nytt/", "en": "en/news/", "nb": "nb/nytt/"},
    }
)


PAGES: tuple[str, ...] = ("home", *_PARTS)
"""Names of the pages that there is one of in each language."""


def page(name: str, language: str) -> str:
    """The address of a page that there is one of in each language (`home`, `browse`, …)."""
    return HOME[language] if name == "home" else _PARTS[name][language]


def record(id: str, language: str) -> str:
    """A record's page."""
    return f"{_PARTS['browse'][language]}{id}/"


def facet(name: str, language: str) -> str:
    """The list of a facet's terms."""
    return f"{_PARTS['browse'][language]}{name}/"


def term(facet: str, slug: str, language: str) -> str:
    """A term's page; `slug` is the term's code in lower case."""
    return f"{_PARTS['browse'][language]}{facet}/{slug}/"


def organisation(id: str, language: str) -> str:
    """An organisation's page."""
    return f"{_PARTS['actors'][language]}{id}/"


def source(key: str, language: str) -> str:
    """A source's page."""
    return f"{_PARTS['sources'][language]}{key}/"


def column(id: str, language: str) -> str:
    """The file the compare page fetches a record's column from."""
    return f"{_PARTS['compare'][language]}{id}.json"


def record_data(id: str) -> str:
    """A record's JSON."""
    return f"data/v1/cases/{id}.json"


def root_from(address: str) -> str:
    """The way from a page at `address` back to the site's root: `./`, `../`, `../../`…"""
    return "../" * address.count("/") or "./"
