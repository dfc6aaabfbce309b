"""The records themselves: the first sixteen are there, nothing is without source, nobody private is named."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from casebank.walk import models_in
from conftest import ROOT

FIRST = (
    "innovationsupphandling-x", "aktiv-halsostyrning", "vinnova-innovationsslussar", "sluss-region-skane", "sluss-sll-innovation",
    "innovation-akademiska", "sluss-vasterbotten", "sluss-vgr", "sluss-ostergotland", "vinnova-testbaddar", "pimm", "spelplanen",
    "seniormedicin-se", "regionala-e-halsosamordnare", "digital-vardcentral-ersattning", "ordnat-inforande",
)  # fmt: skip
SLUICES = ("sluss-region-skane", "sluss-sll-innovation", "innovation-akademiska", "sluss-vasterbotten", "sluss-vgr", "sluss-ostergotland")
FACTS = ("organisations", "money", "results", "barriers", "success_factors", "lessons", "events", "follow_ups")

# Persons whom the documents quote, as hashes: their names stand nowhere in this repository.
# Authors of published works are named, as authors.
NOT_TO_BE_NAMED = {
    "156864c005e4c1a6db6dc52676c1dfb074df2dd7db359cb3ea757fb9121ee9ad",
}


def test_the_first_sixteen_are_there(real_bank: Any) -> None:
    """The records that the bank began with."""
    assert len(FIRST) == 16
    assert [id for id in FIRST if id not in real_bank.by_id] == []


@pytest.mark.parametrize("id", FIRST)
def test_the_first_sixteen_are_whole(id: str, real_bank: Any) -> None:
    """Told in Swedish and English; title, summary and the need that the sources tell in Norwegian too; checked."""
    entry = real_bank.by_id[id]
    assert {"sv", "en"} <= set(entry.narratives)
    record = entry.record
    for text in (record.title, record.summary, *([record.need] if record.need else [])):
        assert text.sv and text.en and text.nb
    assert record.verified and record.verified_by
    assert record.sources and record.solution
    # Coverage "mention" says that the sources only name it.
    assert record.need or record.results or record.lessons or record.coverage == "mention"


def test_the_sluices_belong_to_their_programme(real_bank: Any) -> None:
    """Each of the six is a part of it."""
    for id in SLUICES:
        assert "vinnova-innovationsslussar" in real_bank.by_id[id].record.part_of, id


def test_what_was_not_reached_is_recorded(real_bank: Any) -> None:
    """The sluices' goal of procurements, for one, was not reached, and the bank says so."""
    results = real_bank.by_id["vinnova-innovationsslussar"].record.results
    assert any(one.goal_status == "not-reached" and "upphandl" in one.text.sv.lower() for one in results)
    assert sum(one.goal_status == "not-reached" for entry in real_bank.entries for one in entry.record.results) >= 3


def test_every_fact_has_a_source(real_bank: Any) -> None:
    """Results, money, roles, barriers, success factors, lessons, events, dates, needs: each says where from."""
    problems = []
    for entry in real_bank.entries:
        record = entry.record
        for group in FACTS:
            problems += [f"{entry.id}: {group}[{n}]" for n, fact in enumerate(getattr(record, group)) if not fact.source]
        for name in ("period", "need", "solution", "procurement"):
            part = getattr(record, name)
            if part is not None and not part.source:
                problems.append(f"{entry.id}: {name}")
    assert problems == []


def test_every_source_is_known_and_says_how_we_know_it(real_bank: Any) -> None:
    """Read by us, or cited in something that we have read."""
    for key, source in real_bank.reference.sources.items():
        assert source.access in real_bank.reference.vocabularies["source-access"].by_code, key
        if source.access == "cited":
            assert source.cited_in, key


def test_every_paragraph_of_the_first_cites(real_bank: Any) -> None:
    """No statement of the narratives stands without a source."""
    problems = [f"{id}/{language}.md:{mark.line}" for id in FIRST for language, text in real_bank.by_id[id].narratives.items() for mark in text.uncited]
    assert problems == []


def test_numbers_say_what_they_count(real_bank: Any) -> None:
    """A number has a unit; a number that is only claimed has somebody who claims it."""
    problems = []
    for entry in real_bank.entries:
        for result in entry.record.results:
            if result.value is None and result.range is None:
                continue
            if result.unit is None:
                problems.append(f"{entry.id}: {result.text.sv[:60]}: no unit")
            if result.basis == "claimed" and result.claimed_by is None:
                problems.append(f"{entry.id}: {result.text.sv[:60]}: nobody claims it")
    assert not problems, "\n".join(problems)


def test_facts_can_be_linked_to(real_bank: Any) -> None:
    """Every result has a lasting id."""
    assert [f"{entry.id}: {one.text.sv[:60]}" for entry in real_bank.entries for one in entry.record.results if not one.id] == []


def test_languages_are_not_copies(real_bank: Any) -> None:
    """An English text is not the Swedish one left standing (names and short titles apart)."""
    problems = []
    for entry in real_bank.entries:
        for path, model in models_in(entry.record):
            sv, en = getattr(model, "sv", None), getattr(model, "en", None)
            if isinstance(sv, str) and sv == en and len(sv.split()) > 5 and not {"claimed_by", "title"} & set(path):
                problems.append(f"{entry.id}: {'.'.join(map(str, path))}: {sv[:60]}")
        sv, en = entry.narratives.get("sv"), entry.narratives.get("en")
        if sv is not None and en is not None and sv.text == en.text:
            problems.append(f"{entry.id}: en.md is sv.md")
    assert not problems, "\n".join(problems)


def test_narratives_of_one_record_cite_the_same_sources(real_bank: Any) -> None:
    """What Swedish readers are told the source of, English readers are too."""
    problems = []
    for id in FIRST:
        texts = real_bank.by_id[id].narratives
        cited = {language: {one.key for one in text.citations} for language, text in texts.items()}
        if cited["sv"] != cited["en"]:
            problems.append(f"{id}: {cited['sv'] ^ cited['en']}")
    assert problems == []


# Two words that begin with capitals, each pair of neighbours.
NAME = re.compile(r"\b(?=([A-ZÅÄÖÆØ][^\W\d_]+)\s+([A-ZÅÄÖÆØ][^\W\d_]+))")


def names(text: str) -> set[str]:
    """Everything in the text that may be a person's name."""
    return {f"{first} {last}".lower() for first, last in NAME.findall(text)}


def forbidden(found: set[str]) -> set[str]:
    """Which of the names must not be used."""
    return {name for name in found if hashlib.sha256(name.encode()).hexdigest() in NOT_TO_BE_NAMED}


def test_nobody_private_is_named(built_site: Path) -> None:
    """Neither in the site nor in what it is built from: roles, not persons."""
    seen: set[str] = set()
    for folder, suffixes in ((built_site, (".html", ".json", ".csv", ".xml")), (ROOT / "cases", (".yaml", ".md")), (ROOT / "site_src", (".yaml", ".md"))):
        for path in folder.rglob("*"):
            if path.suffix in suffixes:
                new = names(path.read_text(encoding="utf-8-sig")) - seen
                seen |= new
                assert not forbidden(new), path
    assert len(seen) > 100


def test_the_search_for_names_finds_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above would prove nothing if the search went wrong."""
    monkeypatch.setitem(globals(), "NOT_TO_BE_NAMED", {hashlib.sha256("test åperson".encode()).hexdigest()})
    for text in ("… säger Test Åperson, chef", "<b>Test\n Åperson</b>", "Anders Test Åperson"):
        assert forbidden(names(text)) == {"test åperson"}
    assert forbidden(names("Test Person")) == set()
