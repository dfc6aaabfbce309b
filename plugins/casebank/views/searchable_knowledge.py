"""What the search knows of the knowledge pages, the recommendations and the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from casebank import addresses
from casebank.bank import Bank
from casebank.fields import LANGUAGES
from casebank.search import SearchDocument
from casebank.survey import Survey
from casebank.wording import Wording


def knowledge_documents(bank: Bank, say: Wording) -> Iterator[SearchDocument]:
    """A document for each knowledge page, each recommendation and each term of the glossary."""
    yield from _pages(bank, say)
    knowledge, language = bank.reference.knowledge, say.language
    recommendations = knowledge.recommendations
    sets = {one.id: say.local(one.title).text for one in recommendations.sets} if recommendations else {}
    for one in recommendations.recommendations if recommendations else ():
        title = say.local(one.title).text
        yield _document(
            f"{addresses.page('recommendations', language)}#{one.id}", say, title,
            summary=say.local(one.text).text, body=sets[one.set], kind=say("kind.recommendation"),
            foreign=tuple(getattr(one.title, other) for other in LANGUAGES if other != language),
        )  # fmt: skip
    for term in knowledge.glossary.terms if knowledge.glossary else ():
        word = getattr(term, language)
        yield _document(
            f"{addresses.page('glossary', language)}#{term.id}", say, word.term, also=word.also,
            summary=word.definition, kind=say("kind.glossary"),
            foreign=tuple(getattr(term, other).term for other in LANGUAGES if other != language),
        )  # fmt: skip


def _pages(bank: Bank, say: Wording) -> Iterator[SearchDocument]:
    """The pages as wholes: what they are for, and the words of what they hold."""
    knowledge = bank.reference.knowledge
    if (process := knowledge.process) is not None:
        texts = [step.aim for step in process.steps]
        texts += [one.text for step in process.steps for one in (*step.questions, *step.pitfalls)]
        names = [say.term("process-steps", step.id) for step in process.steps]
        yield _page("guide", say("guide.title"), say("guide.description"), [*names, *(say.local(text).text for text in texts)], say)
    tables = [table for survey in knowledge.surveys.values() if isinstance(survey, Survey) for table in survey.tables]
    if tables:
        rows = [say.local(row.label).text for table in tables for row in table.rows if row.label]
        titles = [say.local(table.title).text for table in tables]
        yield _page("barriers", say("barriers.title"), say("barriers.description"), [*titles, *rows], say)
    for name, texts in (
        ("recommendations", [say.local(one.title).text for one in knowledge.recommendations.sets] if knowledge.recommendations else []),
        ("glossary", []),
        ("definitions", []),
        ("contradictions", [say.local(one.title).text for one in knowledge.contradictions.contradictions] if knowledge.contradictions else []),
        ("inventory", [one.name for one in knowledge.inventory.lines] if knowledge.inventory else []),
    ):
        yield _page(name, say(f"page.{name}"), say(f"{name}.description"), texts, say)


def _page(name: str, title: str, summary: str, texts: list[str], say: Wording) -> SearchDocument:
    return _document(addresses.page(name, say.language), say, title, summary=summary, body="\n".join(texts), kind=say("kind.page"))


def _document(
    url: str, say: Wording, title: str, *, summary: str, kind: str, body: str = "", also: tuple[str, ...] = (), foreign: tuple[str, ...] = ()
) -> SearchDocument:
    return SearchDocument(
        url=url, language=say.language, title=title, also=also, summary=summary, need="", body=body, kind=kind,
        place="", period="", foreign=tuple(dict.fromkeys(word for word in foreign if word != title)), minor=True,
    )  # fmt: skip
