"""The glossary: the field's words in three languages, with definitions and where they come from."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from casebank.fields import LANGUAGES, Id, Line, LocalisedInFull, Model, Prose, Sources


class Word(Model):
    """A term in one language; `also` are synonyms, inflections and neighbours for the search."""

    term: Line
    also: tuple[Line, ...] = ()
    definition: Prose


class GlossaryTerm(Model):
    """A concept with its word in each language."""

    id: Id
    sv: Word
    en: Word
    nb: Word
    origin: Literal["document", "standard", "own"]
    source: Sources = ()
    standard: Line | None = Field(None, description="The named standard or law.")

    @property
    def words(self) -> tuple[str, ...]:
        """Every word for it, over all languages."""
        words = [word for language in LANGUAGES for word in (getattr(self, language).term, *getattr(self, language).also)]
        return tuple(dict.fromkeys(words))


class Origin(Model):
    """What an origin means."""

    id: Literal["document", "standard", "own"]
    label: LocalisedInFull


class Glossary(Model):
    """The file `site_src/reference/glossary.yaml`."""

    title: LocalisedInFull
    origins: tuple[Origin, ...]
    terms: tuple[GlossaryTerm, ...] = Field(min_length=1)
