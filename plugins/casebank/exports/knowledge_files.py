"""JSON: the guide, recommendations, glossary, agencies, contradictions and inventory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from casebank import addresses
from casebank.bank import Bank
from casebank.exports.json_files import envelope, plain
from casebank.fields import LANGUAGES
from casebank.knowledge import FILES
from casebank.views.inventory_page import state_of


def knowledge_json(name: str, bank: Bank) -> dict[str, Any]:
    """A knowledge file as it is, and what the bank adds to it (KeyError for an unknown name)."""
    held = getattr(bank.reference.knowledge, name)
    data = plain(held)
    list_ = {"recommendations": "recommendations", "glossary": "terms", "inventory": "lines", "process": "steps"}.get(name, name)
    made = envelope(list_, data.pop(list_))
    data.pop("count", None)
    _ADD.get(name, lambda items, bank: None)(made[list_], bank)
    page = {"process": "guide", "agencies": "actors", "spheres": "actors", "interviews": "barriers"}.get(name, name)
    return {**made, **data, "urls": {language: addresses.page(page, language) for language in LANGUAGES}}


def _records(items: list[dict[str, Any]], bank: Bank) -> None:
    for item in items:
        item["cases"] = [entry.id for entry in bank.entries if item["id"] in entry.record.recommendations]


def _states(items: list[dict[str, Any]], bank: Bank) -> None:
    held = bank.reference.knowledge.inventory
    for item, line in zip(items, held.lines if held else (), strict=True):
        item["state"] = state_of(line.homes, bank)


def _steps(items: list[dict[str, Any]], bank: Bank) -> None:
    for item in items:
        item["cases"] = [entry.id for entry in bank.by_term.get(("step", item["id"]), ())]


_ADD: Mapping[str, Callable[[list[dict[str, Any]], Bank], None]] = {
    "recommendations": _records, "inventory": _states, "process": _steps,
}  # fmt: skip


def knowledge_files(bank: Bank) -> dict[str, Callable[[], dict[str, Any]]]:
    """Path → how to make the data, for each knowledge file that the bank has."""
    return {
        f"data/v1/{name}.json": lambda name=name: knowledge_json(name, bank)
        for name in FILES
        if getattr(bank.reference.knowledge, name) is not None
    }
