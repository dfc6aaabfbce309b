"""What the search knows of each page: given by the views, not scraped from HTML."""

from __future__ import annotations

from collections.abc import Iterator

from casebank import addresses
from casebank.bank import FACETS, Bank, Entry
from casebank.comparison import short_name
from casebank.fields import LANGUAGES, Model
from casebank.search import SearchDocument
from casebank.views.parts import place
from casebank.views.references import reference_text
from casebank.views.searchable_knowledge import knowledge_documents
from casebank.wording import Wording


def search_documents(bank: Bank, say: Wording) -> Iterator[SearchDocument]:
    """A document for each record, organisation, source, used term and knowledge page, in one language."""
    for entry in bank.entries:
        yield _record(entry, bank, say)
    for facet, vocabulary in FACETS.items():
        for term in say.reference.vocabularies[vocabulary].terms:
            if (facet, term.code) in bank.by_term:
                title = getattr(term.label, say.language)
                yield SearchDocument(
                    url=addresses.term(facet, term.slug, say.language), language=say.language, title=title, also=(),
                    summary=say.local(term.definition).text, need="", body="",
                    kind=say.local(say.reference.vocabularies[vocabulary].title).text, place="", period="",
                    foreign=_others(title, (getattr(term.label, language) for language in LANGUAGES)), minor=True,
                )  # fmt: skip
    for id, organisation in bank.reference.organisations.items():
        title = say.local(organisation.name).text
        yield SearchDocument(
            url=addresses.organisation(id, say.language), language=say.language, title=title,
            also=organisation.also_known_as, summary=say.local(organisation.note).text, need="",
            body=" ".join(say.local(part.text).text for part in organisation.mandate),
            kind=say("kind.organisation"), place=say.term("countries", organisation.country), period="",
            foreign=_others(title, (getattr(organisation.name, language) or "" for language in LANGUAGES)), minor=True,
        )  # fmt: skip
    for key, source in bank.reference.sources.items():
        yield SearchDocument(
            url=addresses.source(key, say.language), language=say.language, title=source.title,
            also=tuple(source.author), summary=reference_text(source, say), need="", body=say.local(source.note).text,
            kind=say("kind.source"), place="", period=source.issued[:4] if source.issued else "",
            foreign=(source.title_en,) if source.title_en else (), minor=True,
        )  # fmt: skip
    yield from knowledge_documents(bank, say)


def _record(entry: Entry, bank: Bank, say: Wording) -> SearchDocument:
    record = entry.record
    title = say.local(record.title).text
    names = [
        say.local(bank.reference.organisations[part.id].name).text if part.id else part.name or ""
        for part in record.organisations
    ]
    labels = [say.term(FACETS[facet], code) for facet, codes in entry.terms.items() for code in codes]
    facts = [text for name in ("solution", "results", "barriers", "success_factors", "lessons", "events", "notes", "follow_ups")
             for text in _texts(getattr(record, name), say)]  # fmt: skip
    narrative = entry.narratives.get(say.language) or entry.narratives.get(LANGUAGES[0])
    sources = [short_name(bank.source(entry, key)) for key in entry.source_keys]
    body = "\n".join(dict.fromkeys([*facts, narrative.text if narrative else "", *names, *labels, *sources]))
    return SearchDocument(
        url=addresses.record(entry.id, say.language),
        language=say.language,
        title=title,
        also=record.also_known_as,
        summary=say.local(record.summary).text,
        need=say.local(record.need).text,
        body=body,
        kind=say.term("type", record.type),
        place=place(entry, say),
        period=say.period(record.period),
        foreign=_others(title, (getattr(record.title, language) for language in LANGUAGES)),
    )


def _texts(value: object, say: Wording) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _texts(item, say)
    elif isinstance(value, Model):
        if "sv" in type(value).model_fields:
            yield say.local(value).text
        elif (text := getattr(value, "text", None)) is not None:
            yield say.local(text).text


def _others(title: str, titles: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(other for other in titles if other and other != title))
