"""Agencies and spheres: who is responsible for what, as a table and on each one's page."""

from __future__ import annotations

from dataclasses import dataclass

from casebank.agency import Agency
from casebank.bank import Bank
from casebank.views.contradiction_view import ContradictionView, contradictions, organisation_link
from casebank.views.knowledge_parts import PageCiter, PageReference
from casebank.views.parts import Cite, Link, Statement
from casebank.wording import Wording


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency's assignment and instruction."""

    id: str
    link: Link
    year: int
    assignment: bool
    printed: str
    assigned: Statement
    instruction: Statement | None
    sections: str
    report_view: str
    collaboration: str
    collaboration_sections: str
    in_council: bool


@dataclass(frozen=True, slots=True)
class SphereView:
    """A sphere of the innovation system with its kinds of actor."""

    id: str
    label: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AgenciesView:
    """What the actors' page shows of agencies and spheres."""

    title: str
    note: str
    council: Link
    rows: tuple[AgencyView, ...]
    summary: str
    cites: tuple[Cite, ...]
    contradictions: tuple[ContradictionView, ...]
    spheres_title: str
    spheres_note: str
    spheres: tuple[SphereView, ...]
    spheres_cites: tuple[Cite, ...]
    spheres_contradictions: tuple[ContradictionView, ...]
    references: tuple[PageReference, ...]


def agencies_view(bank: Bank, say: Wording) -> AgenciesView | None:
    """The comparison of the agencies, and the spheres; None when the bank has no such data."""
    held, spheres = bank.reference.knowledge.agencies, bank.reference.knowledge.spheres
    if held is None:
        return None
    citer = PageCiter(bank, say)
    counts = held.counts
    rows = tuple(_agency(one, bank, say, citer) for one in sorted(held.agencies, key=lambda one: one.order))
    return AgenciesView(
        title=say.local(held.title).text,
        note=say.local(held.note).text,
        council=organisation_link(held.council.organisation, bank, say),
        rows=rows,
        summary=say("agencies.summary", all=counts.agencies, yes=counts.with_assignment, no=counts.without_assignment, instructions=counts.with_instruction),
        cites=citer.cite(held.source),
        contradictions=contradictions(("agencies",), bank, say),
        spheres_title=say.local(spheres.title).text if spheres else "",
        spheres_note=say.local(spheres.note).text if spheres else "",
        spheres=tuple(
            SphereView(one.id, say.local(one.label).text, tuple((say.local(role.label).text, say.local(role.text).text) for role in one.roles))
            for one in (spheres.spheres if spheres else ())
        ),
        spheres_cites=citer.cite(spheres.source) if spheres else (),
        spheres_contradictions=contradictions(("actors",), bank, say),
        references=citer.references(),
    )


@dataclass(frozen=True, slots=True)
class OwnAgency:
    """What one organisation's page shows of it as an agency."""

    view: AgencyView
    references: tuple[PageReference, ...]


def agency_of(organisation: str, bank: Bank, say: Wording) -> OwnAgency | None:
    """The organisation as an agency; None when it is not one of the table's."""
    held = bank.reference.knowledge.agencies
    one = held.by_organisation.get(organisation) if held else None
    if one is None:
        return None
    citer = PageCiter(bank, say)
    return OwnAgency(_agency(one, bank, say, citer), citer.references())


def _agency(one: Agency, bank: Bank, say: Wording, citer: PageCiter) -> AgencyView:
    given, told = one.appropriation, one.instruction
    together = told.collaboration if told else None
    return AgencyView(
        id=one.organisation,
        link=organisation_link(one.organisation, bank, say),
        year=given.year,
        assignment=given.assignment == "yes",
        printed=given.printed,
        assigned=citer.says(given.text, given.source),
        instruction=citer.says(told.text, told.source) if told else None,
        sections=", ".join(told.sections) if told else "",
        report_view=say.local(told.report_view).text if told else "",
        collaboration=say.local(together.text).text if together else "",
        collaboration_sections=", ".join(together.sections) if together else "",
        in_council=one.in_council,
    )
