"""Everything the site consists of besides MkDocs' own pages: what, where, and from what.

Each output names a key: a hash of all that its bytes depend on.  The writer makes an output
only when its key has changed since the site it replaces was built.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from casebank import addresses
from casebank.bank import FACETS, RELATIONS, Bank, Entry
from casebank.comparison import column_data
from casebank.exports import canonical_json, data_files, record_json
from casebank.facts import row_ids
from casebank.fields import LANGUAGES
from casebank.redirects import redirects
from casebank.render import Renderer
from casebank.shells import Shell
from casebank.views.actors import actor_page, actors_page
from casebank.views.barriers import barriers_page
from casebank.views.compare_page import compare_page
from casebank.views.contradictions_page import contradictions_page
from casebank.views.glossary_page import definitions_page, glossary_page
from casebank.views.guide import guide_page
from casebank.views.home import home_page
from casebank.views.inventory_page import inventory_page
from casebank.views.listing import browse_page, facet_page, term_page
from casebank.views.recommendations_page import recommendations_page
from casebank.views.record_page import record_page
from casebank.views.sources import source_page, sources_page
from casebank.wording import Wording, wording_in

KNOWLEDGE_PAGES: Mapping[str, Callable[[Bank, Wording], Any]] = MappingProxyType(
    {
        "barriers": barriers_page, "guide": guide_page, "recommendations": recommendations_page, "glossary": glossary_page,
        "definitions": definitions_page, "contradictions": contradictions_page, "inventory": inventory_page,
    }
)  # fmt: skip
"""The knowledge pages, one each in every language; a view of None means that the bank has no such page."""

TEMPLATES = (
    "home", "browse", "record", "facet", "term", "compare", "sources", "source", "actors", "actor", *KNOWLEDGE_PAGES,
)  # fmt: skip
"""The kinds of generated page; each has a template and, in each language, a shell."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site: its path (POSIX, relative), the key of its bytes, and how to make them."""

    path: str
    key: str
    make: Callable[[], bytes]


def shell_address(template: str, language: str) -> str:
    """An address of the same depth as the template's pages, for its shell to be rendered at."""
    if template in KNOWLEDGE_PAGES:
        return addresses.page(template, language)
    name = f"shell-{template}/"
    return {
        "home": addresses.page("home", language),
        "browse": addresses.page("browse", language),
        "compare": addresses.page("compare", language),
        "sources": addresses.page("sources", language),
        "actors": addresses.page("actors", language),
        "record": addresses.page("browse", language) + name,
        "facet": addresses.page("browse", language) + name,
        "term": addresses.page("browse", language) + "x/" + name,
        "source": addresses.page("sources", language) + name,
        "actor": addresses.page("actors", language) + name,
    }[template]


def wordings(bank: Bank) -> dict[str, Wording]:
    """The wording of each language."""
    return {language: wording_in(bank.reference, language) for language in LANGUAGES}


def outputs(
    bank: Bank, shells: Mapping[tuple[str, str], Shell], renderer: Renderer, common: str, languages: Iterable[str] = LANGUAGES
) -> Iterator[Output]:
    """Every generated file; `common` is a digest of code, templates and reference data."""
    say = wordings(bank)
    everything = _digest(common, *(entry.digest for entry in bank.entries))
    for language in languages:
        yield from _pages(bank, shells, renderer, say[language], common, everything)
    for entry in bank.entries:
        yield Output(
            addresses.record_data(entry.id), _digest(common, entry.digest, "json"),
            lambda entry=entry: canonical_json(record_json(entry, bank)),
        )  # fmt: skip
        for name, data in entry.pictures.items():
            yield Output(f"fall/{entry.id}/{name}", hashlib.sha256(data).hexdigest(), lambda data=data: data)
    for path, html in redirects(bank):
        yield Output(path, _digest(html), lambda html=html: html.encode())
    for path, make in data_files(bank).items():
        yield Output(path, _digest(everything, path), make)


def _pages(
    bank: Bank, shells: Mapping[tuple[str, str], Shell], renderer: Renderer, say: Wording, common: str, everything: str
) -> Iterator[Output]:
    language = say.language

    def page(template: str, url: str, key: str, view: Callable[[], Any]) -> Output:
        shell = shells[template, language]

        def make() -> bytes:
            return shell.pour(renderer.slots(view(), say)).encode()

        return Output(f"{url}index.html", _digest(shell.digest, language, url, key), make)

    for entry in bank.entries:
        key = _digest(common, entry.digest, *(other.digest for other in _neighbours(entry, bank)))
        yield page(
            "record", addresses.record(entry.id, language), key,
            lambda entry=entry: record_page(entry, bank, say, renderer.site.name),
        )  # fmt: skip
        yield Output(
            addresses.column(entry.id, language), _digest(common, entry.digest, language, "column"),
            lambda entry=entry: canonical_json(column_data(entry, bank, say)),
        )  # fmt: skip
    for facet, vocabulary in FACETS.items():
        yield page("facet", addresses.facet(facet, language), everything, lambda facet=facet: facet_page(facet, bank, say))
        for term in bank.reference.vocabularies[vocabulary].terms:
            entries = bank.by_term.get((facet, term.code), ())
            yield page(
                "term", addresses.term(facet, term.slug, language), _digest(common, *(entry.digest for entry in entries)),
                lambda facet=facet, term=term: term_page(facet, term, bank, say),
            )  # fmt: skip
    for key in bank.reference.sources:
        entries = bank.by_source.get(key, ())
        yield page(
            "source", addresses.source(key, language), _digest(common, *(entry.digest for entry in entries)),
            lambda key=key: source_page(key, bank, say),
        )  # fmt: skip
    for id in bank.reference.organisations:
        parts = bank.by_organisation.get(id, ())
        yield page(
            "actor", addresses.organisation(id, language), _digest(common, *(entry.digest for entry, _ in parts)),
            lambda id=id: actor_page(id, bank, say),
        )  # fmt: skip
    yield page("home", addresses.page("home", language), everything, lambda: home_page(bank, say))
    yield page("browse", addresses.page("browse", language), everything, lambda: browse_page(bank, say))
    yield page("compare", addresses.page("compare", language), everything, lambda: compare_page(bank, say, row_ids()))
    yield page("sources", addresses.page("sources", language), everything, lambda: sources_page(bank, say))
    yield page("actors", addresses.page("actors", language), everything, lambda: actors_page(bank, say))
    for name, view in KNOWLEDGE_PAGES.items():
        if name != "guide" or bank.reference.knowledge.process is not None:
            yield page(name, addresses.page(name, language), everything, lambda view=view: view(bank, say))


def _neighbours(entry: Entry, bank: Bank) -> list[Entry]:
    """The records whose titles stand on this one's page."""
    found: dict[str, Entry] = {}
    for relation in RELATIONS:
        for id in getattr(entry.record, relation):
            found[id] = bank.by_id[id]
        for other in bank.backward.get((relation, entry.id), ()):
            found[other.id] = other
    return [found[id] for id in sorted(found)]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
