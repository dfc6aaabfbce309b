"""Views: what pages show, as plain data, in each language."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest

from casebank import addresses
from casebank.bank import FACETS
from casebank.fields import LANGUAGES
from casebank.views.listing import browse_page, facet_page, term_page
from casebank.views.record_page import record_page
from casebank.views.searchable import search_documents
from casebank.wording import NBSP, Text, Wording, wording_in


@pytest.fixture(scope="module")
def wordings(real_bank: Any) -> dict[str, Wording]:
    """Language → its wording."""
    return {language: wording_in(real_bank.reference, language) for language in LANGUAGES}


def texts(node: Any) -> Iterator[str]:
    """Every text in a view."""
    if isinstance(node, str):
        yield node
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from texts(getattr(node, field.name))
    elif isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from texts(value)


def test_record_pages_show_no_program_text(real_bank: Any, wordings: dict[str, Wording]) -> None:
    """No None, no braces of a text that was not filled in, no code where a label belongs."""
    for entry in real_bank.entries:
        for say in wordings.values():
            for text in texts(record_page(entry, real_bank, say, "x")):
                # In English prose "None" is a word.
                assert text != "None" and (say.language == "en" or not re.search(r"\bNone\b", text)), f"{entry.id}: {text[:100]}"
                assert "{n}" not in text and "{date}" not in text, f"{entry.id}: {text[:100]}"


def test_a_record_has_the_same_address_in_every_view(real_bank: Any, wordings: dict[str, Wording]) -> None:
    """List, record, term page and search lead to one place."""
    for say in wordings.values():
        cards = {card.url for card in browse_page(real_bank, say).cards}
        assert cards == {addresses.record(entry.id, say.language) for entry in real_bank.entries}
        assert cards <= {document.url for document in search_documents(real_bank, say)}


def test_the_list_is_in_the_order_of_its_language(real_bank: Any, wordings: dict[str, Wording]) -> None:
    """å, ä and ö last in Swedish; æ, ø and å last in Norwegian; capitals do not matter."""
    from casebank.views.listing import sort_key

    def ordered(language: str, *words: str) -> list[str]:
        return sorted(words, key=lambda word: sort_key(word, language))

    assert ordered("sv", "Öst", "Ånge", "zebra", "Äldre", "abc", "Vård", "warp") == ["abc", "Vård", "warp", "zebra", "Ånge", "Äldre", "Öst"]
    assert ordered("nb", "Årdal", "Ørsta", "Ærfugl", "zebra", "Alta") == ["Alta", "zebra", "Ærfugl", "Ørsta", "Årdal"]
    for say in wordings.values():
        titles = [card.title.text for card in browse_page(real_bank, say).cards]
        assert titles == sorted(titles, key=lambda title: (sort_key(title, say.language)))


def test_facet_counts_are_true(real_bank: Any, wordings: dict[str, Wording]) -> None:
    """A choice's number is the number of records on its page."""
    for say in wordings.values():
        for facet in FACETS:
            for choice in facet_page(facet, real_bank, say).choices:
                entries = [entry for entry in real_bank.entries if any(code.lower() == choice.url.rstrip("/").rpartition("/")[2] for code in entry.terms.get(facet, ()))]
                assert choice.count == len(entries), f"{facet}: {choice.label}"


def test_term_pages_have_their_records(real_bank: Any, wordings: dict[str, Wording]) -> None:
    """All of them, in every language."""
    for say in wordings.values():
        for facet, vocabulary in FACETS.items():
            for term in real_bank.reference.vocabularies[vocabulary].terms:
                page = term_page(facet, term, real_bank, say)
                expected = {addresses.record(entry.id, say.language) for entry in real_bank.by_term.get((facet, term.code), ())}
                assert expected <= set(texts(page)) or not expected


def test_other_language_texts_are_marked(real_bank: Any, wordings: dict[str, Wording]) -> None:
    """A text that is not in the page's language says which it is in."""
    for say in wordings.values():
        for entry in real_bank.entries:
            for result in entry.record.results:
                shown = say.local(result.text)
                own = getattr(result.text, say.language)
                assert shown == (Text(own) if own else Text(result.text.sv, "sv"))


# ------------------------------------------------------------------ wording


@pytest.mark.parametrize(
    ("language", "iso", "said"),
    [
        ("sv", "2012", "2012"), ("sv", "2012-02", "februari 2012"), ("sv", "2012-02-01", f"1{NBSP}februari 2012"),
        ("en", "2012-02-01", f"1{NBSP}February 2012"), ("nb", "2012-02-01", f"1.{NBSP}februar 2012"), ("nb", "2012-12", "desember 2012"),
    ],
)  # fmt: skip
def test_dates_in_words(wordings: dict[str, Wording], language: str, iso: str, said: str) -> None:
    """As exact as the source, in the language of the page."""
    assert wordings[language].date(iso) == said


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [
        ("sv", 1_200_000, f"1{NBSP}200{NBSP}000"), ("en", 1_200_000, "1,200,000"), ("nb", 1_200_000, f"1{NBSP}200{NBSP}000"),
        ("sv", 0.5, "0,5"), ("en", 0.5, "0.5"), ("sv", 1234.25, f"1{NBSP}234,25"), ("sv", 0, "0"), ("sv", -3, "-3"), ("sv", 12.0, "12"),
    ],
)  # fmt: skip
def test_numbers_in_figures(wordings: dict[str, Wording], language: str, value: float, said: str) -> None:
    """With the language's signs, never rounded."""
    assert wordings[language].number(value) == said


def test_counting_says_one_and_many(wordings: dict[str, Wording]) -> None:
    """One case is not "1 cases"."""
    for say in wordings.values():
        one, two = say.count("facet.count", 1), say.count("facet.count", 2)
        assert "1" in one and "2" in two
    assert wordings["en"].count("facet.count", 1) == "1 case"
