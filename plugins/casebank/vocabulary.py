"""Vocabularies: controlled terms with a code, labels and a definition in three languages."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool
from pydantic_core import PydanticCustomError

from casebank.fields import Line, LocalisedInFull, Model, Sources


def _code(value: str) -> str:
    if not value.isascii() or not value.replace("-", "").isalnum():
        raise PydanticCustomError("CB212", "not an id", {"value": value})
    return value


class VocabularyTerm(Model):
    """One controlled term."""

    code: Annotated[str, Field(strict=True, max_length=60), AfterValidator(_code)]
    label: LocalisedInFull
    definition: LocalisedInFull | None = None
    standard: Line | None = Field(None, description="The list and code it equals.")
    broader: Line | None = None
    replaced_by: Line | None = None
    source: Sources = ()

    @property
    def slug(self) -> str:
        """The code as it stands in an address: lower case."""
        return self.code.lower()


class Vocabulary(Model):
    """A list of terms; `facet` ones filter the browse page and have a page a term."""

    title: LocalisedInFull
    description: LocalisedInFull | None = None
    standard: Line | None = None
    facet: StrictBool = False
    terms: tuple[VocabularyTerm, ...] = Field(min_length=1)

    @cached_property
    def by_code(self) -> dict[str, VocabularyTerm]:
        """Code → term, in the file's order."""
        return {term.code: term for term in self.terms}
