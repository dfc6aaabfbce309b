"""Words: folding, stems, the parts of compounds, and lists of words kept small."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebank.words import (
    LANGUAGES,
    Lexicon,
    Splitter,
    count_words,
    fold,
    front_coded,
    stem,
    words_in,
)

SWEDISH = """upphandling upphandlingar innovation omsorg äldre vård planering plan tjänst tjänster hem
    teknik modell modeller måltid måltider skola sjukhus kvinna hälsa stöd avtal handling samhälle
    organisation sikt formation regional verksamhet hjälpmedel hand bok""".split()
NORWEGIAN = (
    "helse tjeneste tjenester barn hage arbeid plass anskaffelse anskaffelser prosess".split()
)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Äldre", "aldre"),
        ("MALMÖ", "malmo"),
        ("Bærum", "barum"),
        ("Tromsø", "tromso"),
        ("Ålesund", "alesund"),
        ("idé", "ide"),
    ],
)
def test_diacritics_are_folded_letter_for_letter(word: str, folded: str) -> None:
    assert fold(word) == folded
    assert len(fold(word)) == len(word)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        (
            "sv",
            "upphandling upphandlingen upphandlingar upphandlingarna upphandlingarnas upphandlings",
        ),
        ("sv", "kommun kommunen kommuner kommunerna kommunernas"),
        ("nb", "anskaffelse anskaffelsen anskaffelser anskaffelsene"),
        ("en", "procurement procurements"),
    ],
)
def test_inflections_share_a_stem(language: str, forms: str) -> None:
    stems = {stem(form, LANGUAGES[language]) for form in forms.split()}
    assert len(stems) == 1, stems


@given(st.text("abcdenrst", max_size=12), st.sampled_from(sorted(LANGUAGES)))
def test_a_stem_begins_the_word_and_has_three_letters(word: str, language: str) -> None:
    found = stem(word, LANGUAGES[language])
    assert word.startswith(found)
    assert len(found) >= min(3, len(word))


@pytest.mark.parametrize(
    ("language", "word", "tails"),
    [
        ("sv", "innovationsupphandling", ["upphandling"]),
        ("sv", "innovationsupphandlingarnas", ["upphandlingarnas"]),
        ("sv", "äldreomsorg", ["omsorg"]),
        ("sv", "hemtjänst", ["tjänst"]),
        ("sv", "vårdplaneringen", ["planeringen"]),
        ("sv", "skolmåltider", ["måltider"]),
        ("sv", "kvinnohälsa", ["hälsa"]),
        ("sv", "hemtjänstupphandling", ["tjänstupphandling", "upphandling"]),
        ("sv", "diabeteshjälpmedel", ["hjälpmedel"]),  # the head is written nowhere on its own
        ("nb", "helsetjenester", ["tjenester"]),
        ("nb", "barnehage", ["hage"]),
        ("nb", "anskaffelsesprosess", ["prosess"]),
    ],
)
def test_compounds_are_found_by_their_later_parts(
    language: str, word: str, tails: list[str]
) -> None:
    splitter = Splitter(SWEDISH if language == "sv" else NORWEGIAN, LANGUAGES[language])
    assert list(splitter.tails(word)) == tails


@pytest.mark.parametrize(
    "word",
    [
        "upphandling",
        "omsorg",
        "avtal",
        "information",
        "insikt",
        "samhälle",
        "organisation",
        "behandling",
    ],
)
def test_a_derived_word_is_no_compound(word: str) -> None:
    assert Splitter(SWEDISH, LANGUAGES["sv"]).tails(word) == ()


def test_english_writes_its_compounds_apart() -> None:
    assert Splitter(["health", "care"], LANGUAGES["en"]).tails("healthcare") == ()


@given(
    st.lists(st.text("abcdeorsåäöæø", min_size=3, max_size=8), max_size=12),
    st.text("abcdeorsåäöæø", max_size=20),
)
def test_tails_are_ends_of_the_word(known: list[str], word: str) -> None:
    tails = Splitter(known, LANGUAGES["sv"]).tails(word)
    assert all(word.endswith(tail) and len(tail) < len(word) for tail in tails)
    assert list(tails) == sorted(tails, key=len, reverse=True)


@given(st.text())
def test_words_hold_no_spaces(text: str) -> None:
    assert all(word and not any(c.isspace() for c in word) for word in words_in(text))


def test_words_keep_their_hyphens() -> None:
    assert words_in("E-hälsa (2014–2017), FoU!") == ["E-hälsa", "2014–2017", "FoU"]


def test_words_are_counted_once_a_text() -> None:
    assert count_words(["Vård och vård", "vård"]) == {"vård": 2, "och": 1}


def test_a_lexicon_does_not_depend_on_order() -> None:
    groups = [["upphandling", "Procurement"], ["äldreomsorg", "care of  older people"], [" "]]
    mixed = [list(reversed(group)) for group in reversed(groups)]
    lexicon = Lexicon.from_groups(groups, {"b": 1, "a": 2})
    assert lexicon == Lexicon.from_groups(mixed, {"a": 2, "b": 1})
    assert ("care of older people", "äldreomsorg") in lexicon.groups
    assert ("procurement", "upphandling") in lexicon.groups
    assert len(lexicon.groups) == 2


@given(st.dictionaries(st.text("abcdåö", min_size=1, max_size=50), st.integers(0, 9), max_size=40))
def test_front_coding_loses_nothing(entries: dict[str, int]) -> None:
    read, before = {}, ""
    for piece in front_coded(entries).split(" "):
        if piece:
            before = before[: int(piece[0], 36)] + piece[2:]
            read[before] = int(piece[1])
    assert read == entries


def test_front_coding_is_the_same_whatever_the_order() -> None:
    entries = [(word, 1) for word in SWEDISH]
    random.Random(7).shuffle(entries)
    assert front_coded(dict(entries)) == front_coded({word: 1 for word in SWEDISH})
