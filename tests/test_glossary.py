"""The glossary and the definitions: words in three languages, each with where its meaning comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from casebank.fields import LANGUAGES
from casebank.views.glossary_page import definitions_page, glossary_page
from casebank.wording import wording_in


def test_there_are_at_least_eighty_terms_in_three_languages(real_bank: Any) -> None:
    terms = real_bank.reference.knowledge.glossary.terms
    assert len(terms) >= 80
    assert all(getattr(term, language).term and getattr(term, language).definition for term in terms for language in LANGUAGES)


def test_each_definition_says_where_it_comes_from(real_bank: Any) -> None:
    for term in real_bank.reference.knowledge.glossary.terms:
        assert term.origin == "own" or term.source or term.standard, term.id


def test_the_search_knows_the_glossarys_words(real_bank: Any) -> None:
    groups = real_bank.reference.synonyms
    assert any({"Innovation", "Innovasjon"} <= set(group) for group in groups)


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_stand_in_the_alphabet_of_the_page(real_bank: Any, language: str) -> None:
    page = glossary_page(real_bank, wording_in(real_bank.reference, language))
    terms = [entry for letter in page.letters for entry in letter.terms]
    assert len(terms) == len(real_bank.reference.knowledge.glossary.terms)
    assert len({letter.letter for letter in page.letters}) == len(page.letters), "a letter stands twice"


def test_swedish_letters_come_last(real_bank: Any) -> None:
    letters = [one.letter for one in glossary_page(real_bank, wording_in(real_bank.reference, "sv")).letters]
    assert letters[-1] in "ÅÄÖ" and letters[0] == "A"


@pytest.mark.parametrize("address", ["ordlista/", "en/glossary/", "nb/ordliste/"])
def test_each_term_has_an_anchor(built_site: Path, real_bank: Any, address: str) -> None:
    html = (built_site / address / "index.html").read_text(encoding="utf-8")
    assert [term.id for term in real_bank.reference.knowledge.glossary.terms if f'<div id="{term.id}">' not in html] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_five_types_and_statistics_swedens_four_are_kept_apart(real_bank: Any, language: str) -> None:
    page = definitions_page(real_bank, wording_in(real_bank.reference, language))
    lists = {one.id: len(one.terms) for one in page.lists}
    assert (lists["innovation-types"], lists["scb-innovation-types"], lists["report-phases"]) == (5, 4, 3)
    assert len(page.mapping) == 6 and sum(bool(one.label and one.other) for one in page.mapping) == 3
    assert all(term.statement.text for one in page.lists for term in one.terms)


def test_the_glossary_is_open_data(built_site: Path, real_bank: Any) -> None:
    data = json.loads((built_site / "data/v1/glossary.json").read_text(encoding="utf-8"))
    assert data["count"] == len(real_bank.reference.knowledge.glossary.terms)


def test_vocabularies_organisations_and_sources_are_open_data(built_site: Path, real_bank: Any) -> None:
    reference = real_bank.reference
    for name, held in (("vocabularies", reference.vocabularies), ("organisations", reference.organisations), ("sources", reference.sources)):
        data = json.loads((built_site / f"data/v1/{name}.json").read_text(encoding="utf-8"))
        assert {one["id"] for one in data[name]} == set(held)
