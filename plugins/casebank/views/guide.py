"""The guide: its steps with questions, roles, pitfalls, help, and the records that show each."""

from __future__ import annotations

from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank
from casebank.process import Pitfall, Process, Step
from casebank.survey import Survey
from casebank.views.contradiction_view import ContradictionView, contradictions, organisation_link
from casebank.views.knowledge_parts import PageCiter, PageReference
from casebank.views.parts import Card, Cite, Heading, Link, PageHead, Statement, alternates, card, trail
from casebank.wording import Wording


@dataclass(frozen=True, slots=True)
class RoleView:
    """Who takes part."""

    statement: Statement
    region_skane: bool


@dataclass(frozen=True, slots=True)
class PitfallView:
    """What usually goes wrong, and how often the survey heard it."""

    statement: Statement
    figure: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class HelperView:
    """An organisation that can help."""

    organisation: Link
    statement: Statement
    region_skane: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step."""

    id: str
    number: int
    label: str
    definition: str
    aim: str
    term: Link
    phases: tuple[str, ...]
    questions: tuple[Statement, ...]
    roles: tuple[RoleView, ...]
    pitfalls: tuple[PitfallView, ...]
    helpers: tuple[HelperView, ...]
    cards: tuple[Card, ...]
    more: int
    cites: tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class ProcessView:
    """The typical process of a type of innovation: each phase with its steps."""

    id: str
    label: str
    type: Link
    note: str
    phases: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class GuidePage:
    """`/vagledning/`."""

    head: PageHead
    about: Statement
    note: str
    purpose: Statement
    starting_point: Statement
    goals: tuple[Statement, ...]
    region_skane: tuple[Statement, ...]
    steps: tuple[StepView, ...]
    phase_labels: tuple[str, ...]
    mapping_note: str
    mapping_cites: tuple[Cite, ...]
    checks: tuple[Statement, ...]
    checks_note: str
    processes: tuple[ProcessView, ...]
    processes_note: str
    processes_caveat: Statement
    processes_cites: tuple[Cite, ...]
    contradictions: tuple[ContradictionView, ...]
    references: tuple[PageReference, ...]


CARDS = 6
"""How many records a step shows; the rest are behind a link to its term page."""


def guide_page(bank: Bank, say: Wording) -> GuidePage | None:
    """The guide; None when this bank has none."""
    process = bank.reference.knowledge.process
    if process is None:
        return None
    citer = PageCiter(bank, say)
    phases = bank.reference.vocabularies["report-phases"].terms
    about = citer.says(process.about, process.source)
    starting_point = citer.says(process.starting_point.text, process.starting_point.source)
    purpose = citer.says(process.purpose.text, process.purpose.source)
    goals = tuple(citer.says(one.text, one.source) for one in process.goals)
    steps = tuple(_step(number, step, bank, say, citer) for number, step in enumerate(process.steps, 1))
    return GuidePage(
        head=_head(process, steps, say),
        about=about, note=say.local(process.note).text, purpose=purpose, starting_point=starting_point, goals=goals,
        steps=steps,
        phase_labels=tuple(getattr(phase.label, say.language) for phase in phases),
        mapping_note=say.local(process.mapping.note).text,
        mapping_cites=citer.cite(process.mapping.source),
        checks=tuple(citer.says(one.text, one.basis) for one in process.checks_before_co_development.items),
        checks_note=say.local(process.checks_before_co_development.note).text,
        region_skane=tuple(citer.says(one.text, one.source) for one in process.region_skane),
        processes=_processes(process, say),
        processes_note=say.local(process.typical_processes.note).text,
        processes_caveat=citer.says(process.typical_processes.caveat.text, process.typical_processes.caveat.source),
        processes_cites=citer.cite(process.typical_processes.source),
        contradictions=contradictions(("process", "vocabularies/report-phases"), bank, say),
        references=citer.references(),
    )  # fmt: skip


def _head(process: Process, steps: tuple[StepView, ...], say: Wording) -> PageHead:
    toc = [
        *((step.id, f"{step.number}. {step.label}") for step in steps),
        ("kontroll", say("guide.checks")), ("region-skane", say("guide.region_skane")), ("faser", say("guide.mapping")),
        ("processer", say("guide.processes")), ("kallor", say("section.references")),
    ]  # fmt: skip
    return PageHead(
        url=addresses.page("guide", say.language), language=say.language, title=say("guide.title"),
        description=say("guide.description"), template="guide", alternates=alternates("guide"), path=trail(say),
        toc=tuple(Heading(id, text) for id, text in toc), edit="site_src/reference/process.yaml",
    )  # fmt: skip


def _step(number: int, step: Step, bank: Bank, say: Wording, citer: PageCiter) -> StepView:
    term = bank.reference.vocabularies["process-steps"].by_code[step.id]
    entries = bank.by_term.get(("step", step.id), ())
    url = addresses.term("step", step.id, say.language)
    return StepView(
        id=step.id,
        number=number,
        label=getattr(term.label, say.language),
        definition=say.local(term.definition).text,
        aim=say.local(step.aim).text,
        term=Link(say("guide.all_cases", n=say.number(len(entries))), url),
        phases=tuple(say.term("report-phases", code) for code in step.phases),
        cites=citer.cite(step.source),
        questions=tuple(citer.says(one.text, one.basis) for one in step.questions),
        roles=tuple(RoleView(citer.says(one.text, one.source), one.region_skane) for one in step.roles),
        pitfalls=tuple(_pitfall(one, bank, say, citer) for one in step.pitfalls),
        helpers=tuple(
            HelperView(organisation_link(one.organisation, bank, say), citer.says(one.text, one.source), one.region_skane)
            for one in step.helpers
        ),
        cards=tuple(card(entry, say) for entry in entries[:CARDS]),
        more=max(len(entries) - CARDS, 0),
    )


def _pitfall(one: Pitfall, bank: Bank, say: Wording, citer: PageCiter) -> PitfallView:
    statement = citer.says(one.text, one.source)
    point = one.survey
    survey = bank.reference.knowledge.surveys.get(point.file) if point else None
    if point is None or not isinstance(survey, Survey):
        return PitfallView(statement, "", None)
    table = survey.by_table[point.table]
    row = table.by_row[point.row]
    base = say(f"survey.base.{table.base.unit}", n=say.number(table.base.value)) if table.base else say.number(table.row_sum)
    link = Link(say.local(table.title).text, f"{addresses.page('barriers', say.language)}#{point.file}-{point.table}")
    return PitfallView(statement, say("survey.count", n=say.number(row.count), base=base), link)


def _processes(process: Process, say: Wording) -> tuple[ProcessView, ...]:
    phases = say.reference.vocabularies["report-phases"].terms
    return tuple(
        ProcessView(
            id=one.id,
            label=say.local(one.label).text,
            type=Link(say.term("innovation-types", one.innovation_type), addresses.term("innovation-type", one.innovation_type, say.language)),
            note=say.local(one.note).text,
            phases=tuple(
                (getattr(phase.label, say.language), tuple(say.local(step.label).text for step in one.steps if step.phase == phase.code))
                for phase in phases
            ),
        )
        for one in process.typical_processes.processes
    )
