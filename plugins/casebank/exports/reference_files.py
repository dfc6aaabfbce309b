"""JSON: organisations, sources and vocabularies, as the records name them."""

from __future__ import annotations

from typing import Any

from casebank import addresses
from casebank.bank import FACETS, Bank
from casebank.exports.json_files import envelope, plain
from casebank.fields import LANGUAGES


def organisations_json(bank: Bank) -> dict[str, Any]:
    """Every organisation with the records it had a part in."""
    agencies = bank.reference.knowledge.agencies
    known = agencies.by_organisation if agencies else {}
    items = []
    for id, organisation in bank.reference.organisations.items():
        data = {"id": id, "urls": {language: addresses.organisation(id, language) for language in LANGUAGES}, **plain(organisation)}
        if id in known:
            data["agency"] = {name: value for name, value in plain(known[id]).items() if name != "organisation"}
        data["cases"] = [{"id": entry.id, "role": part.role} for entry, part in bank.by_organisation.get(id, ())]
        items.append(data)
    return envelope("organisations", items)


def sources_json(bank: Bank) -> dict[str, Any]:
    """Every source with the records that rest on it."""
    return envelope(
        "sources",
        [
            {
                "id": key, "urls": {language: addresses.source(key, language) for language in LANGUAGES}, **plain(source),
                "cases": [entry.id for entry in bank.by_source.get(key, ())],
            }
            for key, source in bank.reference.sources.items()
        ],
    )  # fmt: skip


def vocabularies_json(bank: Bank) -> dict[str, Any]:
    """Every vocabulary; one whose terms have pages names its facet."""
    facets = {vocabulary: facet for facet, vocabulary in FACETS.items()}
    return envelope(
        "vocabularies",
        [
            {"id": name, **({"facet_id": facets[name]} if name in facets else {}), **plain(vocabulary)}
            for name, vocabulary in sorted(bank.reference.vocabularies.items())
        ],
    )
