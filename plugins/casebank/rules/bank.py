"""Rules that look across the records."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from casebank.findings import Finding, Mark, finding
from casebank.rules.subject import Drafts


def ids_differ(drafts: Drafts) -> Iterator[Finding]:
    """No two folders whose names some file system would take for one."""
    seen: dict[str, str] = {}
    for name in drafts.names:
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            yield finding("CB611", f"{drafts.label}/{name}", Mark(1, 1), id=name, other=seen[folded])
        seen.setdefault(folded, name)


def aliases_free(drafts: Drafts) -> Iterator[Finding]:
    """An alias is nobody's id and nobody else's alias."""
    taken = {name: name for name in drafts.names}
    for draft in drafts.drafts:
        for index, alias in enumerate(draft.record.aliases):
            if alias in taken:
                yield draft.at("CB305", ("aliases", index), alias=alias, reason=_owner(alias, taken[alias], draft.id))
            taken.setdefault(alias, draft.id)


def _owner(alias: str, owner: str, here: str) -> str:
    """Whose `alias` is already, in words."""
    if owner == here:
        return "this record's own id" if alias == here else "in this list"
    return f"the id of {owner}" if alias == owner else f"an alias of {owner}"


def parts_without_cycles(drafts: Drafts) -> Iterator[Finding]:
    """Nothing is part of itself, however far round; nor related to itself."""
    parents = {draft.id: draft.record.part_of for draft in drafts.drafts}
    for draft in drafts.drafts:
        for relation in ("part_of", "related", "builds_on", "reused_by"):
            if draft.id in getattr(draft.record, relation):
                yield draft.at("CB306", (relation,), value=f"{draft.id} → {draft.id}")
        if draft.id not in draft.record.part_of and (way := _way_back(draft.id, parents)):
            yield draft.at("CB306", ("part_of",), value=" → ".join(way))


def _way_back(start: str, parents: dict[str, tuple[str, ...]]) -> list[str]:
    """The ids from `start` along part_of back to `start`, or nothing."""
    stack = [(parent, [start, parent]) for parent in parents[start]]
    visited: set[str] = set()
    while stack:
        here, way = stack.pop()
        if here == start:
            return way
        if here not in visited:
            visited.add(here)
            stack += [(parent, [*way, parent]) for parent in parents.get(here, ())]
    return []


def bank_has_records(drafts: Drafts) -> Iterator[Finding]:
    """A bank without records is probably a wrong folder."""
    if not drafts.names:
        yield finding("CB703", drafts.label, Mark(1, 1), name=drafts.label)


BANK_RULES = (ids_differ, aliases_free, parts_without_cycles, bank_has_records)
"""Every rule across the bank, in the order they run."""
