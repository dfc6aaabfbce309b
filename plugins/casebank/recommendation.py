"""Recommendations: what somebody asks for, proposes or observes, in sets with a source."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from casebank.fields import Date, Id, LocalisedInFull, Model, OrganisationId, Sources, Term


class RecommendationSet(Model):
    """Recommendations that were made together."""

    id: Id
    title: LocalisedInFull
    by: OrganisationId | None = Field(None, description="Who makes them.")
    put_before: OrganisationId | None = Field(None, description="Where they were put forward.")
    count: Annotated[StrictInt, Field(ge=1)] = Field(description="How many the source has.")
    country: Annotated[str, Term("countries")]
    date: Date | None = None
    numbering: Literal["own", "source"] = Field(description="Whose the numbers are.")
    note: LocalisedInFull | None = None
    source: Sources


class Recommendation(Model):
    """One of them, in the bank's own words."""

    id: Id
    set: Id
    number: Annotated[StrictInt, Field(ge=1)]
    kind: Literal["recommendation", "demand", "proposal", "observation"]
    title: LocalisedInFull
    text: LocalisedInFull
    source: Sources


class Recommendations(Model):
    """The file `site_src/reference/recommendations.yaml`."""

    sets: tuple[RecommendationSet, ...]
    recommendations: tuple[Recommendation, ...]

    @cached_property
    def by_id(self) -> dict[str, Recommendation]:
        """Id → recommendation, in the file's order."""
        return {one.id: one for one in self.recommendations}
