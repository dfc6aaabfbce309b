"""Spheres: how a source divides the innovation system's actors, and what part each plays."""

from __future__ import annotations

from pydantic import Field

from casebank.fields import Id, LocalisedInFull, Model, Sources


class ActorRole(Model):
    """A kind of actor and the part it plays."""

    id: Id
    label: LocalisedInFull
    text: LocalisedInFull


class Sphere(Model):
    """A sphere, as the source's table heads it."""

    id: Id
    label: LocalisedInFull
    roles: tuple[ActorRole, ...] = Field(min_length=1)


class Spheres(Model):
    """The file `site_src/reference/spheres.yaml`."""

    title: LocalisedInFull
    note: LocalisedInFull
    source: Sources
    spheres: tuple[Sphere, ...] = Field(min_length=1)
