"""The bank: every record with what it points to, immutable, and the indexes over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from casebank.record import Involvement, Record, terms_used
from casebank.reference import Reference
from casebank.source import OwnSource, Source

RELATIONS = ("part_of", "related", "builds_on", "reused_by")

FACETS: Mapping[str, str] = MappingProxyType(
    {
        "type": "type", "sector": "sectors", "barrier": "barriers", "success-factor": "success-factors",
        "outcome": "goal-status", "innovation-type": "innovation-types", "target-group": "target-groups",
        "country": "countries", "region": "regions", "level": "level", "stage": "stage", "ending": "ending",
        "step": "process-steps", "procurement-level": "procurement-level", "approach": "approach",
        "procedure": "procedure", "money": "money-kind", "evidence": "evidence", "novelty": "novelty",
        "coverage": "coverage",
    }
)  # fmt: skip
"""Facet (as it stands in addresses) → the vocabulary whose terms are its choices."""

_FACET_OF = {vocabulary: facet for facet, vocabulary in FACETS.items()}


@dataclass(frozen=True, eq=False)
class Entry:
    """A record in the bank: its id, its facts, its narratives and its pictures.

    `narratives` maps a language to Markdown; `digest` is a hash of all the folder's bytes.
    """

    id: str
    record: Record
    narratives: Mapping[str, str]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    digest: str = ""
    path: str = ""

    @cached_property
    def terms(self) -> Mapping[str, tuple[str, ...]]:
        """Facet → the codes this record has in it, each once, in the record's order."""
        found: dict[str, dict[str, None]] = {}
        for path, vocabulary, code in terms_used(self.record):
            facet = _FACET_OF.get(vocabulary)
            # A supplier's country is not where the case took place.
            if facet and not (path[0] == "organisations"):
                found.setdefault(facet, {})[code] = None
        return {facet: tuple(codes) for facet, codes in found.items()}

    @cached_property
    def source_keys(self) -> tuple[str, ...]:
        """The keys of the record's sources, in its own order: their place is their number."""
        return tuple(
            source.id if isinstance(source, OwnSource) else source for source in self.record.sources
        )

    @cached_property
    def own_sources(self) -> Mapping[str, OwnSource]:
        """The sources that the record gives in full itself, by key."""
        return {source.id: source for source in self.record.sources if isinstance(source, OwnSource)}


@dataclass(frozen=True, eq=False)
class Bank:
    """All records, sorted by id, and what they point to."""

    entries: tuple[Entry, ...]
    reference: Reference

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Id → entry."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def by_term(self) -> Mapping[tuple[str, str], tuple[Entry, ...]]:
        """(facet, code) → the entries that have it."""
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            for facet, codes in entry.terms.items():
                for code in codes:
                    found.setdefault((facet, code), []).append(entry)
        return {key: tuple(entries) for key, entries in found.items()}

    @cached_property
    def by_organisation(self) -> Mapping[str, tuple[tuple[Entry, Involvement], ...]]:
        """Organisation id → where it had a part, and which."""
        found: dict[str, list[tuple[Entry, Involvement]]] = {}
        for entry in self.entries:
            for involvement in entry.record.organisations:
                if involvement.id:
                    found.setdefault(involvement.id, []).append((entry, involvement))
        return {key: tuple(parts) for key, parts in found.items()}

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Entry, ...]]:
        """Source key → the entries that rest on it."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for key in entry.source_keys:
                found.setdefault(key, []).append(entry)
        return {key: tuple(entries) for key, entries in found.items()}

    @cached_property
    def backward(self) -> Mapping[tuple[str, str], tuple[Entry, ...]]:
        """(relation, id) → the entries that name `id` in that relation."""
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            for relation in RELATIONS:
                for target in getattr(entry.record, relation):
                    found.setdefault((relation, target), []).append(entry)
        return {key: tuple(entries) for key, entries in found.items()}

    @cached_property
    def memo(self) -> dict[tuple[str, ...], object]:
        """What has been worked out from the bank once and is wanted on many pages."""
        return {}

    def source(self, entry: Entry, key: str) -> Source:
        """The source that `entry` calls `key`; KeyError when there is none."""
        return entry.own_sources.get(key) or self.reference.sources[key]
