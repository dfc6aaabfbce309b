"""The guide's process: steps with questions, roles, pitfalls and help, each with what it rests on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from casebank.fields import Id, LocalisedInFull, Model, OrganisationId, Sources, Term


class Said(Model):
    """Something a source says."""

    text: LocalisedInFull
    source: Sources


class Asked(Model):
    """A question or check of the bank's own, and the sources it is drawn from."""

    text: LocalisedInFull
    basis: Sources


class Role(Said):
    """Who takes part; `region_skane` marks what holds only there."""

    region_skane: StrictBool = False


class SurveyPoint(Model):
    """A row of a survey table: how common something is."""

    file: Id
    table: Id
    row: Id


class Pitfall(Said):
    """What usually goes wrong, with the survey row that counts it where there is one."""

    survey: SurveyPoint | None = None


class Helper(Said):
    """An organisation that can help in the step."""

    organisation: OrganisationId
    region_skane: StrictBool = False


class Step(Model):
    """A step of the guide; its name is in the vocabulary process-steps."""

    id: Annotated[str, Term("process-steps")]
    phases: tuple[Annotated[str, Term("report-phases")], ...] = Field(min_length=1)
    aim: LocalisedInFull
    questions: tuple[Asked, ...] = Field(min_length=1)
    roles: tuple[Role, ...] = ()
    pitfalls: tuple[Pitfall, ...] = ()
    helpers: tuple[Helper, ...] = ()
    source: Sources


class Checks(Model):
    """Checks before something is begun together."""

    note: LocalisedInFull
    items: tuple[Asked, ...] = Field(min_length=1)


class Mapping_(Model):
    """How the steps answer to the phases of another source."""

    note: LocalisedInFull
    source: Sources


class ProcessStep(Model):
    """A step of a typical process."""

    label: LocalisedInFull
    phase: Annotated[str, Term("report-phases")]


class TypicalProcess(Model):
    """The typical process of a type of innovation."""

    id: Id
    innovation_type: Annotated[str, Term("innovation-types")]
    label: LocalisedInFull
    note: LocalisedInFull | None = None
    steps: tuple[ProcessStep, ...] = Field(min_length=1)


class TypicalProcesses(Model):
    """The typical processes that a source gives."""

    source: Sources
    note: LocalisedInFull
    caveat: Said
    processes: tuple[TypicalProcess, ...] = Field(min_length=1)


class Process(Model):
    """The guide as `site_src/reference/process.yaml` has it."""

    id: Id
    title: LocalisedInFull
    source: Sources
    about: LocalisedInFull
    note: LocalisedInFull
    goals: tuple[Said, ...] = ()
    purpose: Said
    starting_point: Said
    region_skane: tuple[Said, ...] = ()
    checks_before_co_development: Checks
    mapping: Mapping_
    steps: tuple[Step, ...] = Field(min_length=1)
    typical_processes: TypicalProcesses
