"""Organisations: who did, paid for, supplied or decided; each described once."""

from __future__ import annotations

from typing import Annotated

from casebank.fields import Line, Localised, Model, OrganisationId, Sources, Term, Url, code


class Name(Model):
    """An organisation's name; the other languages where they differ from the Swedish."""

    sv: Line
    en: Line | None = None
    nb: Line | None = None


class Mandate(Model):
    """What an organisation is there to do, and who says so."""

    text: Localised
    source: Sources


class Organisation(Model):
    """An organisation as `site_src/reference/organisations.yaml` describes it."""

    name: Name
    also_known_as: tuple[Line, ...] = ()
    kind: Annotated[str, Term("organisation-kind")]
    country: Annotated[str, Term("countries")]
    region: Annotated[str, Term("regions")] | None = None
    number: code(r"[0-9A-Za-z -]{5,20}", "212000-0000") | None = None  # type: ignore[valid-type]
    url: Url | None = None
    parent: OrganisationId | None = None
    mandate: tuple[Mandate, ...] = ()
    note: Localised | None = None
    source: Sources = ()
