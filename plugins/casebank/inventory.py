"""The inventory: everything that the first documents name, and where the bank holds it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from casebank.fields import Id, Line, LocalisedInFull, Model, Sources


class Home(Model):
    """Where a line is found in the bank."""

    kind: Literal["case", "organisation", "source", "recommendation", "glossary"]
    id: Id


class InventoryLine(Model):
    """Something that the documents name."""

    id: Id
    name: Line = Field(description="The name as the documents have it.")
    reads_as: LocalisedInFull = Field(description="What kind of thing it is.")
    source: Sources
    homes: tuple[Home, ...] = Field(min_length=1, description="Where it is found; the first is its main place.")


class Inventory(Model):
    """The file `site_src/reference/inventory.yaml`."""

    note: LocalisedInFull
    count: int = Field(description="How many lines there are to be.")
    lines: tuple[InventoryLine, ...] = Field(min_length=1)
