"""What surveys, interviews and records add to a barrier's or success factor's page."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank
from casebank.views.contradiction_view import ContradictionView, contradictions, organisation_link, record_link
from casebank.views.knowledge_parts import PageCiter, PageReference, TableView, table_view
from casebank.views.parts import Link, Statement
from casebank.vocabulary import VocabularyTerm
from casebank.wording import Text, Wording

_FIELDS = {"barrier": ("barriers", "barriers", "hinder"), "success-factor": ("success-factors", "success_factors", "framgang")}
"""Facet → its vocabulary, the record's field, and how the field's anchors begin."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a record says of the term."""

    record: Link
    text: Text
    handled: str
    handled_label: str
    url: str


@dataclass(frozen=True, slots=True)
class Help:
    """An organisation that can help, in which step, and how."""

    organisation: Link
    step: Link
    statement: Statement


@dataclass(frozen=True, slots=True)
class TermKnowledge:
    """Everything besides the comparison table."""

    count: str  # the survey's figure in a sentence
    table: TableView | None
    interviews: tuple[Statement, ...]
    interviews_note: str
    answers: tuple[Answer, ...]
    help: tuple[Help, ...]
    contradictions: tuple[ContradictionView, ...]
    references: tuple[PageReference, ...]
    page: Link


def term_knowledge(facet: str, term: VocabularyTerm, bank: Bank, say: Wording) -> TermKnowledge | None:
    """What to add to the page of `term`; None for facets that nothing is added to."""
    if facet not in _FIELDS:
        return None
    vocabulary, field, anchor = _FIELDS[facet]
    knowledge = bank.reference.knowledge
    citer = PageCiter(bank, say)
    table, count = None, ""
    for file, held in knowledge.tables_of(vocabulary):
        if term.code in held.by_row:
            table = table_view(file, held, citer, say, this=term.code)
            count = say("survey.count", n=say.number(held.by_row[term.code].count), base=table.base)
    interviews = knowledge.interviews
    said = [one for one in interviews.interviews if term.code in getattr(one, field)] if interviews else []
    return TermKnowledge(
        count=count,
        table=table,
        interviews=tuple(citer.says(one.text, one.source, f"intervju-{one.id}") for one in said),
        interviews_note=say.local(interviews.note).text if interviews and said else "",
        answers=tuple(_answers(term.code, field, anchor, bank, say)),
        help=tuple(_help(term.code, vocabulary, bank, say, citer)),
        contradictions=contradictions((f"vocabularies/{vocabulary}",), bank, say),
        references=citer.references(),
        page=Link(say("page.barriers"), addresses.page("barriers", say.language)),
    )


def _answers(code: str, field: str, anchor: str, bank: Bank, say: Wording) -> list[Answer]:
    found = []
    for entry in bank.entries:
        for number, item in enumerate(getattr(entry.record, field), 1):
            if item.term == code:
                handled = getattr(item, "handled", None) or ""
                label = say.term("handled", handled) if handled else ""
                url = f"{addresses.record(entry.id, say.language)}#{anchor}-{item.id or number}"
                found.append(Answer(record_link(entry, say), say.local(item.text), handled, label, url))
    return found


def _help(code: str, vocabulary: str, bank: Bank, say: Wording, citer: PageCiter) -> list[Help]:
    """Who helps in the guide's steps where the survey's row is named as a pitfall."""
    knowledge = bank.reference.knowledge
    tables = {(file, table.id) for file, table in knowledge.tables_of(vocabulary)}
    found = []
    for step in knowledge.process.steps if knowledge.process else ():
        points = [pitfall.survey for pitfall in step.pitfalls if pitfall.survey]
        if any((point.file, point.table) in tables and point.row == code for point in points):
            link = Link(say.term("process-steps", step.id), f"{addresses.page('guide', say.language)}#{step.id}")
            found += [
                Help(organisation_link(one.organisation, bank, say), link, citer.says(one.text, one.source))
                for one in step.helpers
                if not one.region_skane
            ]
    return found
