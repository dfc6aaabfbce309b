"""Interviews: what interviewees said of a barrier or a success factor, in the bank's own words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from casebank.fields import Id, LocalisedInFull, Model, Sources, Term


class Interview(Model):
    """Something the interviews add, and the terms that the bank files it under."""

    id: Id
    barriers: tuple[Annotated[str, Term("barriers")], ...] = ()
    success_factors: tuple[Annotated[str, Term("success-factors")], ...] = ()
    text: LocalisedInFull
    source: Sources


class Interviews(Model):
    """The file `site_src/reference/interviews.yaml`."""

    note: LocalisedInFull
    interviews: tuple[Interview, ...] = Field(min_length=1)
