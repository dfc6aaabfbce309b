"""Contradictions: where sources disagree with themselves or each other; every reading is kept."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from casebank.fields import Id, Line, LocalisedInFull, Model, Sources


class Reading(Model):
    """One reading, and where it stands."""

    text: LocalisedInFull
    source: Sources


def _content_code(value: str) -> str:
    if not value.startswith(("CB42", "CB52")):
        raise PydanticCustomError("CB213", "bad code", {"value": value, "example": "CB420"})
    return value


class Excuse(Model):
    """A finding that this contradiction explains: its code and what it is found in.

    `where` is `surveys/<file>/<table>`, `cases/<id>` or `contradictions/<id>`.
    """

    finding: Annotated[Line, AfterValidator(_content_code)]
    where: Line


class Contradiction(Model):
    """A place where sources disagree, something is missing or a slip is probable."""

    id: Id
    kind: Id
    title: LocalisedInFull
    readings: tuple[Reading, ...] = Field(min_length=1)
    arithmetic: LocalisedInFull | None = Field(None, description="Our own sum.")
    note: LocalisedInFull | None = None
    concerns: tuple[Line, ...] = Field(min_length=1, description="The pages that show it: folder/id.")
    excuses: tuple[Excuse, ...] = Field((), description="The findings it explains.")


class Kind(Model):
    """A kind of contradiction."""

    id: Id
    label: LocalisedInFull


class Contradictions(Model):
    """The file `site_src/reference/contradictions.yaml`."""

    about: LocalisedInFull
    kinds: tuple[Kind, ...]
    contradictions: tuple[Contradiction, ...] = Field(min_length=1)

    def excused(self, code: str, where: str) -> bool:
        """Whether some contradiction explains the finding `code` in `where`."""
        return (code, where) in self._excuses

    @cached_property
    def _excuses(self) -> frozenset[tuple[str, str]]:
        return frozenset((excuse.finding, excuse.where) for one in self.contradictions for excuse in one.excuses)

    @cached_property
    def by_place(self) -> dict[str, tuple[Contradiction, ...]]:
        """What it concerns (`folder/id`) → the contradictions."""
        found: dict[str, list[Contradiction]] = {}
        for one in self.contradictions:
            for place in one.concerns:
                found.setdefault(place, []).append(one)
        return {place: tuple(ones) for place, ones in found.items()}
