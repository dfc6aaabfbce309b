"""The glossary and the definitions: what words mean here, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import FACETS, Bank
from casebank.fields import LANGUAGES
from casebank.glossary import GlossaryTerm
from casebank.views.contradiction_view import ContradictionView, contradictions, source_links
from casebank.views.knowledge_parts import PageCiter, PageReference
from casebank.views.listing import sort_key
from casebank.views.parts import Heading, Link, PageHead, Statement, alternates, trail
from casebank.wording import Wording


@dataclass(frozen=True, slots=True)
class EntryView:
    """A term of the glossary."""

    id: str
    term: str
    definition: str
    also: tuple[str, ...]
    others: tuple[tuple[str, str], ...]  # language, term
    origin: str
    sources: tuple[Link, ...]
    standard: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The terms that begin with a letter."""

    letter: str
    anchor: str
    terms: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """`/ordlista/`."""

    head: PageHead
    letters: tuple[Letter, ...]
    count: str
    definitions: Link


def glossary_page(bank: Bank, say: Wording) -> GlossaryPage:
    """Every term in the alphabet of the page's language."""
    held = bank.reference.knowledge.glossary
    origins = {one.id: say.local(one.label).text for one in held.origins} if held else {}
    views = [_entry(term, origins, bank, say) for term in (held.terms if held else ())]
    views.sort(key=lambda one: (sort_key(one.term, say.language), one.id))
    letters: dict[str, list[EntryView]] = {}
    for view in views:
        letters.setdefault(view.term[:1].upper(), []).append(view)
    url = addresses.page("glossary", say.language)
    return GlossaryPage(
        head=PageHead(
            url=url, language=say.language, title=say("page.glossary"), description=say("glossary.description"),
            template="glossary", alternates=alternates("glossary"), path=trail(say), edit="site_src/reference/glossary.yaml",
            structured={
                "@context": "https://schema.org", "@type": "DefinedTermSet", "name": say("page.glossary"), "inLanguage": say.language,
                "hasDefinedTerm": [{"@type": "DefinedTerm", "name": view.term, "description": view.definition} for view in views],
            },
        ),
        letters=tuple(Letter(letter, f"bokstav-{n}", tuple(terms)) for n, (letter, terms) in enumerate(letters.items(), 1)),
        count=say.number(len(views)),
        definitions=Link(say("page.definitions"), addresses.page("definitions", say.language)),
    )  # fmt: skip


def _entry(term: GlossaryTerm, origins: dict[str, str], bank: Bank, say: Wording) -> EntryView:
    word = getattr(term, say.language)
    return EntryView(
        id=term.id,
        term=word.term,
        definition=word.definition,
        also=word.also,
        others=tuple((language, getattr(term, language).term) for language in LANGUAGES if language != say.language),
        origin=origins[term.origin],
        sources=source_links(term.source, bank, say),
        standard=term.standard or "",
    )


DEFINED = ("innovation-types", "scb-innovation-types", "novelty", "report-phases", "process-steps", "procurement-level")
"""The vocabularies that the page of definitions shows, in order."""


@dataclass(frozen=True, slots=True)
class Defined:
    """A term of a vocabulary."""

    id: str
    label: str
    url: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class DefinedList:
    """A vocabulary."""

    id: str
    title: str
    description: str
    terms: tuple[Defined, ...]
    contradictions: tuple[ContradictionView, ...]


@dataclass(frozen=True, slots=True)
class SameName:
    """A term of one list and what answers to it in the other, if anything does."""

    label: str
    other: str


@dataclass(frozen=True, slots=True)
class DefinitionsPage:
    """`/definitioner/`."""

    head: PageHead
    lists: tuple[DefinedList, ...]
    mapping: tuple[SameName, ...]
    mapping_heads: tuple[str, str]
    guide: Link
    references: tuple[PageReference, ...]


def definitions_page(bank: Bank, say: Wording) -> DefinitionsPage:
    """The types, levels, phases and steps that the bank sorts by, with their definitions."""
    citer = PageCiter(bank, say)
    shown: set[str] = set()
    lists = tuple(_list(name, bank, say, citer, shown) for name in DEFINED if name in bank.reference.vocabularies)
    five = bank.reference.vocabularies["innovation-types"].by_code
    four = bank.reference.vocabularies["scb-innovation-types"].by_code
    toc = [(one.id, one.title) for one in lists]
    toc.insert(2, ("jamforelse", say("definitions.mapping")))
    return DefinitionsPage(
        head=PageHead(
            url=addresses.page("definitions", say.language), language=say.language, title=say("page.definitions"),
            description=say("definitions.description"), template="definitions", alternates=alternates("definitions"),
            path=trail(say, Link(say("page.glossary"), addresses.page("glossary", say.language))),
            toc=tuple(Heading(id, text) for id, text in [*toc, ("kallor", say("section.references"))]),
            edit="site_src/reference/vocabularies/innovation-types.yaml",
        ),
        lists=lists,
        mapping=tuple(
            SameName(
                say.term("innovation-types", code) if code in five else "",
                say.term("scb-innovation-types", code) if code in four else "",
            )
            for code in dict.fromkeys([*five, *four])
        ),
        mapping_heads=(lists[0].title, lists[1].title),
        guide=Link(say("guide.processes"), f"{addresses.page('guide', say.language)}#processer"),
        references=citer.references(),
    )  # fmt: skip


def _list(name: str, bank: Bank, say: Wording, citer: PageCiter, shown: set[str]) -> DefinedList:
    """A vocabulary; a contradiction that concerns several stands at the first (`shown` is added to)."""
    disputed = tuple(one for one in contradictions((f"vocabularies/{name}",), bank, say) if one.id not in shown)
    shown |= {one.id for one in disputed}
    vocabulary = bank.reference.vocabularies[name]
    facet = next((facet for facet, other in FACETS.items() if other == name), "")
    return DefinedList(
        id=name,
        title=say.local(vocabulary.title).text,
        description=say.local(vocabulary.description).text,
        terms=tuple(
            Defined(
                f"{name}-{term.slug}", getattr(term.label, say.language),
                addresses.term(facet, term.slug, say.language) if facet else "", citer.says(term.definition, term.source),
            )
            for term in vocabulary.terms
        ),
        contradictions=disputed,
    )  # fmt: skip
