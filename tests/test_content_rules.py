"""What the bank says in numbers agrees: sums, percentages, durations, and numbers in narratives.

A contradiction of the sources is let through only where contradictions.yaml names it, and only
while there is something to let through.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from casebank.figures import durations_in, figures_in, months_between, shares_in, values_in, wrong_sums
from conftest import SmallBank

RECORD = "innovationsupphandling-x"


def codes(bank: SmallBank) -> list[str]:
    """The content findings of a bank, in order."""
    return [one.code for one in bank.load().findings if one.code[:4] in ("CB42", "CB52") and one.code != "CB520"]


def found(bank: SmallBank, code: str) -> Any:
    """The one finding with `code`."""
    (one,) = [one for one in bank.load().findings if one.code == code]
    return one


# ------------------------------------------------------------------ reading numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("480 företag", {480}),
        ("1 200 000 kr och 1\u00a0500 kr", {1_200_000, 1500}),
        ("1,200,000 kronor", {1_200_000}),
        ("21,8 procent", {Decimal("21.8")}),
        ("21.8 per cent", {Decimal("21.8")}),
        ("cirka 5 miljoner", {5, 5_000_000}),
        ("500–700 000 fakturor", {500, 500_000, 700_000}),
        ("1 februari 2012", {1, 2012}),
        ("tolv projekt", {12}),
        ("HelseOmsorg21 och e-hälsa", set()),
    ],
)
def test_numbers_are_read_as_the_three_languages_write_them(text: str, values: set[Any]) -> None:
    assert values_in(text) == {Decimal(value) for value in values}


def test_small_number_words_are_language_not_figures() -> None:
    assert [one.written for one in figures_in("två vägar och femton projekt", 10)] == ["femton"]


def test_a_written_sum_is_added_up() -> None:
    assert list(wrong_sums("6 + 17 + 8 = 31")) == []
    assert list(wrong_sums("6 + 17 + 8 = 32")) == [("6 + 17 + 8 = 32", 31)]


@pytest.mark.parametrize(
    "text",
    ["127 av 583 (21,8 procent)", "21.8 per cent (127 of 583)", "583 projekt. Vår uträkning: 127 är 22 procent av dem.", "127 + 456 = 583; 21,8 % och 78,2 %"],
)
def test_a_percentage_is_compared_with_its_counts(text: str) -> None:
    shares = list(shares_in(text))
    assert shares and all(share.right for share in shares)


def test_a_wrong_percentage_is_seen() -> None:
    (share,) = shares_in("127 av 583 (25 procent)")
    assert not share.right


@pytest.mark.parametrize(("text", "years"), [("ett fyraårigt projekt", 4), ("a four-year project", 4), ("et fireårig prosjekt", 4), ("65-åriga", 0), ("ett femårigt avtal", 0)])
def test_a_duration_in_years_is_read(text: str, years: int) -> None:
    assert [number for _, number in durations_in(text)] == ([years] if years else [])


def test_months_are_as_exact_as_the_dates() -> None:
    least, most = months_between("2012-02-01", "2015-12-31")
    assert round(least) == round(most) == 47
    least, most = months_between("2012", "2015")
    assert least < 36 and round(most) == 48


# ------------------------------------------------------------------ the real bank


def test_the_real_records_say_nothing_that_their_facts_do_not(real_bank: Any) -> None:
    from casebank.pipeline import load
    from conftest import ROOT

    found = load(ROOT / "cases", ROOT / "site_src", ROOT).findings
    assert [str(one) for one in found if one.code[:4] in ("CB42", "CB52")] == []


def test_every_excuse_names_a_record_or_a_table_that_exists(real_bank: Any) -> None:
    for one in real_bank.reference.knowledge.contradictions.contradictions:
        for excuse in one.excuses:
            folder, _, id = excuse.where.partition("/")
            assert folder != "cases" or id in real_bank.by_id, f"{one.id}: {excuse.where}"


# ------------------------------------------------------------------ records


@pytest.fixture
def bank(small_bank: SmallBank) -> SmallBank:
    small_bank.copy(RECORD)
    return small_bank


def test_a_real_record_is_clean(bank: SmallBank) -> None:
    assert codes(bank) == []


def test_a_number_that_no_fact_has_is_pointed_at(bank: SmallBank) -> None:
    path = f"cases/{RECORD}/sv.md"
    text = (bank.root / path).read_text(encoding="utf-8")
    bank.write(path, text.rstrip("\n") + "\n\nDet blev 7319 nya tjänster. [@inkop-gavleborg-ix, stycke 4]\n")
    one = found(bank, "CB521")
    assert "7319" in one.message and one.file == path
    assert (bank.root / path).read_text(encoding="utf-8").split("\n")[one.line - 1][one.column - 1 :].startswith("7319")


def test_a_duration_that_the_dates_contradict_needs_its_contradiction(bank: SmallBank) -> None:
    reference = "site_src/reference/contradictions.yaml"
    bank.replace(reference, f"      - finding: CB423\n        where: cases/{RECORD}\n", "      - finding: CB423\n        where: cases/annat\n")
    assert "CB423" in codes(bank)


def test_an_excuse_that_is_not_needed_fails(bank: SmallBank) -> None:
    path = f"cases/{RECORD}/case.yaml"
    text = (bank.root / path).read_text(encoding="utf-8")
    for word in ("fyraårigt", "four-year", "fireårig"):
        text = text.replace(word, "långt")
    bank.write(path, text)
    assert found(bank, "CB424").severity == "error"


def test_a_wrong_percentage_in_a_record_is_found(bank: SmallBank) -> None:
    path = f"cases/{RECORD}/sv.md"
    text = (bank.root / path).read_text(encoding="utf-8").rstrip("\n")
    bank.write(path, f"{text}\n\nAv dem var 127 av 583 (25 procent) nya. [@inkop-gavleborg-ix, stycke 4]\n")
    assert "21.8" in found(bank, "CB422").message


# ------------------------------------------------------------------ reference files


def test_a_table_whose_rows_do_not_make_the_total_fails(bank: SmallBank) -> None:
    bank.replace("site_src/reference/contradictions.yaml", "where: surveys/deltagare/intervjuer", "where: surveys/deltagare/annan")
    assert sorted(codes(bank)) == ["CB420", "CB424"]


def test_a_changed_count_in_a_survey_table_fails(bank: SmallBank) -> None:
    path = "site_src/reference/surveys/webbenkaten-2017.yaml"
    row = "printed: Bristande resurser och kunskap om värdet av metoder\n        count: "
    bank.replace(path, row + "13", row + "14")
    assert {"CB420", "CB421"} <= set(codes(bank))


def test_a_guide_that_points_to_no_survey_row_fails(bank: SmallBank) -> None:
    path = "site_src/reference/process.yaml"
    bank.replace(path, "row: tidigt-idestadium", "row: inget-sadant")
    assert codes(bank) == ["CB425"]
