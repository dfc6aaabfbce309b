"""Agencies: what appropriation directions and instructions say of each one's part in innovation."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from casebank.fields import Line, LocalisedInFull, Model, OrganisationId, Sources

Count = Annotated[StrictInt, Field(ge=0)]


class Appropriation(Model):
    """What the year's appropriation directions say, as the source's table has it."""

    year: Annotated[StrictInt, Field(ge=1900, le=2100)]
    assignment: Literal["yes", "no"]
    printed: Line = Field(description="What the table prints.")
    text: LocalisedInFull | None = None
    source: Sources


class Collaboration(Model):
    """With whom the instruction tells the agency to work."""

    text: LocalisedInFull
    sections: tuple[Line, ...] = ()


class Instruction(Model):
    """What the agency's instruction says, and how the source reads it."""

    text: LocalisedInFull
    sections: tuple[Line, ...] = ()
    report_view: LocalisedInFull | None = Field(None, description="The source's own judgement.")
    collaboration: Collaboration | None = None
    source: Sources


class Agency(Model):
    """One agency."""

    organisation: OrganisationId
    order: Annotated[StrictInt, Field(ge=1)]
    in_council: StrictBool
    appropriation: Appropriation
    instruction: Instruction | None = None


class Council(Model):
    """The council that some of them form."""

    organisation: OrganisationId
    stated: Count
    source: Sources


class AgencyCounts(Model):
    """Our counts of the table."""

    agencies: Count
    with_assignment: Count
    without_assignment: Count
    with_instruction: Count


class Agencies(Model):
    """The file `site_src/reference/agencies.yaml`."""

    title: LocalisedInFull
    note: LocalisedInFull
    source: Sources
    council: Council
    counts: AgencyCounts
    agencies: tuple[Agency, ...] = Field(min_length=1)

    @cached_property
    def by_organisation(self) -> dict[str, Agency]:
        """Organisation id → agency."""
        return {one.organisation: one for one in self.agencies}
