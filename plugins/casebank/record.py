"""The record model: the one definition from which validation, the JSON Schema, the field
guide and the contributor's template all come.

The field groups and their meaning are those of the bank's record model; codes come from the
vocabularies in `site_src/reference/vocabularies/`.  A field that the sources are silent on
is absent: nothing has a default that says something.
"""

from __future__ import annotations

from typing import Annotated, Any, get_args, get_origin

from pydantic import Field, StrictBool

from casebank.fields import (
    Date,
    FullDate,
    Id,
    Line,
    Localised,
    LocalisedInFull,
    Model,
    Number,
    OrganisationId,
    RecommendationId,
    RecordId,
    Sources,
    Summary,
    Term,
    Url,
    code,
)
from casebank.source import OwnSource


class Sourced(Model):
    """Something that may say where it is said."""

    source: Sources = Field((), description="Where this is said.")


class Fact(Model):
    """Something that must say where it is said (CB403 without)."""

    id: Id | None = Field(None, description="A lasting name for this fact, so that others can link to it.")
    source: Sources = Field(description="Where this is said.")


class Period(Sourced):
    """When it ran.  Either end may be unknown."""

    start: Date | None = Field(None, description="When it began.")
    end: Date | None = Field(None, description="When it ended; absent if it goes on or the sources are silent.")


class Need(LocalisedInFull):
    """The need that the work set out from, in the bank's own words."""

    source: Sources = Field((), description="Where this is said.")


class Solution(Localised):
    """What was done about the need."""

    source: Sources = Field((), description="Where this is said.")


class Trl(Sourced):
    """Technology readiness level (1–9) at the start and at the end."""

    start: Annotated[int, Field(strict=True, ge=1, le=9)] | None = None
    end: Annotated[int, Field(strict=True, ge=1, le=9)] | None = None


class Involvement(Fact):
    """An organisation's part in it: one known to the bank by `id`, or named here."""

    id: OrganisationId | None = Field(None, description="An organisation of organisations.yaml.")
    name: Line | None = Field(None, description="The name, for an organisation that the bank does not hold yet.")
    country: Annotated[str, Term("countries")] | None = Field(None, description="Its country, with `name`.")
    role: Annotated[str, Term("organisation-role")] = Field(description="What part it had.")
    note: Localised | None = Field(None, description="What the part consisted of.")


class Decision(Fact):
    """A choice that was made in the procurement, and why."""

    choice: Localised
    why: Localised | None = None


class ProcurementDocument(Fact):
    """A procurement document that can be read or reused."""

    title: Line
    url: Url | None = Field(None, description="Where it can be read.")


class Notice(Fact):
    """A published notice."""

    number: Line = Field(description="Publication number, for TED 000000-YYYY.")
    kind: Localised | None = None


class Procurement(Sourced):
    """How it was bought.  Only for a case that was a procurement."""

    level: Annotated[str, Term("procurement-level")] | None = Field(None, description="Upphandlingsmyndigheten's three levels.")
    approach: tuple[Annotated[str, Term("approach")], ...] = Field((), description="Ways of working: functional requirements, early dialogue, PCP…")
    procedure: Annotated[str, Term("procedure")] | None = Field(None, description="eForms procedure type (BT-105).")
    legal_basis: tuple[Annotated[str, Term("legal-basis")], ...] = Field((), description="Directive or act it rested on (eForms BT-01).")
    contract_nature: tuple[Annotated[str, Term("contract-nature")], ...] = Field((), description="eForms BT-23.")
    innovative_acquisition: tuple[Annotated[str, Term("innovative-acquisition")], ...] = Field((), description="eForms BT-776.")
    strategic: tuple[Annotated[str, Term("strategic-procurement")], ...] = Field((), description="eForms BT-06.")
    direct_award: StrictBool | None = Field(None, description="Awarded without competition.")
    framework: StrictBool | None = Field(None, description="A framework agreement was set up.")
    non_award: Annotated[str, Term("non-award")] | None = Field(None, description="Why nothing was awarded (eForms BT-144).")
    tenders: Annotated[int, Field(strict=True, ge=0)] | None = Field(None, description="Number of tenders received.")
    suppliers_awarded: Annotated[int, Field(strict=True, ge=0)] | None = Field(None, description="Number of suppliers given a contract.")
    notices: tuple[Notice, ...] = ()
    documents: tuple[ProcurementDocument, ...] = ()
    decisions: tuple[Decision, ...] = ()


class Money(Fact):
    """A sum of money, as a source states it."""

    amount: Number = Field(description="The sum in whole units of the currency.")
    currency: Annotated[str, Term("currencies")] = Field(description="ISO 4217.")
    year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = Field(None, description="The year the sum belongs to.")
    kind: Annotated[str, Term("money-kind")] = Field(description="Grant, budget, contract, saving, turnover…")
    approximate: StrictBool = Field(False, description="The source says about, nearly, at least.")
    text: Localised | None = Field(None, description="What the sum is for, and its base.")
    claimed_by: Localised | None = Field(None, description="Who claims it, when it is not official.")


class Range(Model):
    """Two ends of a stated span."""

    min: Number
    max: Number


class Result(Fact):
    """Something that came of it, or did not; a failure is a result that was not reached."""

    text: Localised = Field(description="What came of it, in the bank's own words.")
    indicator: Localised | None = Field(None, description="What is counted or measured.")
    value: Number | None = None
    range: Range | None = None
    approximate: StrictBool = Field(False, description="The source says about, nearly, at least.")
    unit: Localised | None = Field(None, description="What the number counts.")
    base: Localised | None = Field(None, description="What the number is a part of, and how large that is.")
    period: Date | Period | None = None
    baseline: Localised | None = Field(None, description="What it is compared with.")
    goal_status: Annotated[str, Term("goal-status")] = Field(description="Reached, partly, not reached, expected or unknown.")
    basis: Annotated[str, Term("basis")] = Field(description="Measured, evaluated, self-reported, estimated, projected or claimed.")
    evidence: Annotated[str, Term("evidence")] | None = Field(None, description="Strength of an effect: Nesta 1–5, or NE.")
    confidence: Annotated[str, Term("confidence")] | None = Field(None, description="Reported, corroborated, confirmed or disputed.")
    claimed_by: Localised | None = Field(None, description="Who claims it.")
    caveat: Localised | None = Field(None, description="What a reader must know to read it right.")


class Barrier(Fact):
    """A barrier that was met, and whether it was handled."""

    term: Annotated[str, Term("barriers")]
    text: Localised
    handled: Annotated[str, Term("handled")] | None = None


class SuccessFactor(Fact):
    """Something that helped."""

    term: Annotated[str, Term("success-factors")]
    text: Localised


class Lesson(Fact):
    """Something that another can reuse."""

    text: Localised


class Event(Fact):
    """Something that happened at a time, other than start and end."""

    date: Date
    text: Localised


class Response(Model):
    """An organisation's own words on its record (right of reply)."""

    organisation: OrganisationId
    date: FullDate
    text: Localised


class Note(Sourced):
    """A contradiction within or between sources, or something a reader must know of them."""

    id: Id | None = None
    text: Localised


class Picture(Model):
    """A picture in the record's folder."""

    file: Line
    alt: Localised = Field(description="What the picture shows, for one who cannot see it.")
    caption: Localised | None = None
    credit: Line | None = None


class Record(Model):
    """One thing that somebody did, runs, wrote or proposed, about which a document says something."""

    # identity
    type: Annotated[str, Term("type")] = Field(description="What the record is; decides what is required.")
    coverage: Annotated[str, Term("coverage")] = Field(description="How much the sources tell.")
    title: LocalisedInFull = Field(description="Its name.")
    also_known_as: tuple[Line, ...] = Field((), description="Other names and abbreviations people search for.")
    aliases: tuple[Id, ...] = Field((), description="Former ids; their addresses lead here.")
    summary: Summary = Field(description="What it is and what came of it, at most 300 characters.")
    licence: Line | None = Field(None, description="SPDX id, if other than the bank's CC-BY-4.0.")
    # place
    countries: tuple[Annotated[str, Term("countries")], ...] = Field((), description="ISO 3166-1 alpha-2.")
    regions: tuple[Annotated[str, Term("regions")], ...] = Field((), description="NUTS 3 codes.")
    level: Annotated[str, Term("level")] | None = Field(None, description="National, regional or local.")
    # time
    period: Period | None = Field(None, description="When it ran.")
    stage: Annotated[str, Term("stage")] | None = Field(None, description="How far it had come (OECD OPSI).")
    ending: Annotated[str, Term("ending")] | None = Field(None, description="How it ended.")
    # subject
    need: Need | None = Field(None, description="The need it set out from.")
    solution: Solution | None = Field(None, description="What was done.")
    sectors: tuple[Annotated[str, Term("sectors")], ...] = Field((), description="Parts of public service.")
    target_groups: tuple[Annotated[str, Term("target-groups")], ...] = Field((), description="Whom it is for.")
    innovation_types: tuple[Annotated[str, Term("innovation-types")], ...] = Field((), description="The five types of the Socialstyrelsen report.")
    novelty: Annotated[str, Term("novelty")] | None = Field(None, description="New to the world, the country or the organisation.")
    cofog: tuple[code(r"\d{2}(\.\d){0,2}", "07.3"), ...] = Field((), description="UN functions of government.")  # type: ignore[valid-type]
    cpv: tuple[code(r"\d{8}(-\d)?", "85100000-0"), ...] = Field((), description="Common Procurement Vocabulary.")  # type: ignore[valid-type]
    sdg: tuple[Annotated[int, Field(strict=True, ge=1, le=17)], ...] = Field((), description="Sustainable development goals.")
    trl: Trl | None = Field(None, description="Technology readiness level at the start and at the end.")
    # actors, procurement, money
    organisations: tuple[Involvement, ...] = Field((), description="Who had which part.")
    procurement: Procurement | None = Field(None, description="How it was bought; only for procurements.")
    money: tuple[Money, ...] = Field((), description="Sums the sources state.")
    # what came of it
    results: tuple[Result, ...] = Field((), description="What came of it, failures included.")
    barriers: tuple[Barrier, ...] = Field((), description="What stood in the way.")
    success_factors: tuple[SuccessFactor, ...] = Field((), description="What helped.")
    lessons: tuple[Lesson, ...] = Field((), description="What another could reuse.")
    events: tuple[Event, ...] = Field((), description="Dated events other than start and end.")
    # relations
    part_of: tuple[RecordId, ...] = Field((), description="Records this is a part of.")
    related: tuple[RecordId, ...] = Field((), description="Records it has to do with.")
    builds_on: tuple[RecordId, ...] = Field((), description="Records it builds on.")
    reused_by: tuple[RecordId, ...] = Field((), description="Records that reused it.")
    process_steps: tuple[Annotated[str, Term("process-steps")], ...] = Field((), description="Steps of the guide it shows in practice.")
    recommendations: tuple[RecommendationId, ...] = Field((), description="Recommendations it speaks to.")
    # after
    follow_ups: tuple[Event, ...] = Field((), description="What was found later.")
    responses: tuple[Response, ...] = Field((), description="Right of reply.")
    # care
    verified: FullDate | None = Field(None, description="When the facts were last checked against the sources.")
    verified_by: Line | None = Field(None, description="A role or organisation, never a private person.")
    review_due: Date | None = Field(None, description="When it should be checked again.")
    disputed: tuple[Note, ...] = Field((), description="Facts that somebody disputes.")
    notes: tuple[Note, ...] = Field((), description="Contradictions within or between sources.")
    pictures: tuple[Picture, ...] = Field((), description="Pictures in the record's folder, each with alt text.")
    sources: tuple[Id | OwnSource, ...] = Field(min_length=1, description="What the record rests on: keys of sources.yaml, or sources in full.")


def terms_used(model: Model, path: tuple = ()) -> list[tuple[tuple, str, str]]:
    """Every (path, vocabulary, code) in `model`, however deep, in file order of the model."""
    found: list[tuple[tuple, str, str]] = []
    for name, vocabulary in _plan(type(model)):
        value = getattr(model, name)
        if not value:
            continue
        many = isinstance(value, tuple)
        for index, item in enumerate(value) if many else [(None, value)]:
            here = (*path, name) if index is None else (*path, name, index)
            if vocabulary and isinstance(item, str):
                found.append((here, vocabulary, item))
            elif isinstance(item, Model):
                found.extend(terms_used(item, here))
    return found


_PLANS: dict[type, tuple[tuple[str, str | None], ...]] = {}


def _plan(model: type[Model]) -> tuple[tuple[str, str | None], ...]:
    """For a model, the fields that hold terms (with their vocabulary) or further models."""
    if model not in _PLANS:
        plan = []
        for name, info in model.model_fields.items():
            term = _find(info.annotation, Term) or next(
                (extra for extra in info.metadata if isinstance(extra, Term)), None
            )
            if term:
                plan.append((name, term.vocabulary))
            elif _find(info.annotation, Model):
                plan.append((name, None))
        _PLANS[model] = tuple(plan)
    return _PLANS[model]


def _find(annotation: Any, wanted: type) -> Any:
    """The first `wanted` (an instance in Annotated metadata, or a subclass) inside an annotation."""
    if isinstance(annotation, wanted) or isinstance(annotation, type) and issubclass(annotation, wanted):
        return annotation
    if get_origin(annotation) is not None or get_args(annotation):
        for argument in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
            if (hit := _find(argument, wanted)) is not None:
                return hit
    return None
