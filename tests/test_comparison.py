"""Comparison: any records side by side, unknown said as unknown, every cell with its source."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from casebank import addresses
from casebank.comparison import column_data, compare
from casebank.exports import canonical_json
from casebank.facts import GROUPS, row_ids, rows
from casebank.wording import wording_in

LANGUAGES = ("sv", "en", "nb")
PAIR = ("innovationsupphandling-x", "aktiv-halsostyrning")


@pytest.fixture(scope="module", params=LANGUAGES)
def say(request: pytest.FixtureRequest, real_bank: Any) -> Any:
    """The wording of each language in turn."""
    return wording_in(real_bank.reference, request.param)


def entries(bank: Any, *ids: str) -> list[Any]:
    return [bank.by_id[id] for id in ids or [entry.id for entry in bank.entries]]


def test_every_line_has_a_cell_for_every_record(real_bank: Any, say: Any) -> None:
    """All records at once: no line is short, and what no record has is named apart."""
    table = compare(entries(real_bank), real_bank, say)
    assert all(len(line.cells) == len(table.columns) == len(real_bank.entries) for line in table.lines)
    assert not any(line.unknown for line in table.lines)
    assert len(table.lines) + len(table.silent) == len(row_ids())


def test_lines_stand_in_their_groups(real_bank: Any, say: Any) -> None:
    """Groups in one order, each in one piece, with a label."""
    groups = [line.group for line in compare(entries(real_bank), real_bank, say).lines]
    seen = list(dict.fromkeys(groups))
    assert seen == [group for group in GROUPS if group in seen]
    assert groups == sorted(groups, key=GROUPS.index)
    assert all(line.group_label and line.label for line in compare(entries(real_bank, *PAIR), real_bank, say).lines)


def test_differences_are_of_what_is_said_not_of_who_says_it(real_bank: Any, say: Any) -> None:
    """The same record twice differs in nothing; two records differ where their texts do."""
    one = real_bank.by_id[PAIR[0]]
    assert not any(line.differs for line in compare([one, one], real_bank, say).lines)
    for line in compare(entries(real_bank, *PAIR), real_bank, say).lines:
        left, right = line.cells
        assert line.differs == (sorted(value.text for value in left.values) != sorted(value.text for value in right.values))


def test_an_unknown_cell_differs_from_a_known_one(real_bank: Any, say: Any) -> None:
    """Silence is not sameness."""
    found = 0
    for pair in combinations(entries(real_bank)[:12], 2):
        for line in compare(pair, real_bank, say).lines:
            if {cell.unknown for cell in line.cells} == {True, False}:
                found += 1
                assert line.differs
    assert found > 10


def test_order_follows_the_choice(real_bank: Any, say: Any) -> None:
    """Columns stand as they were chosen; the cells follow them."""
    forth = compare(entries(real_bank, *PAIR), real_bank, say)
    back = compare(entries(real_bank, *reversed(PAIR)), real_bank, say)
    assert [column.id for column in forth.columns] == list(PAIR)
    assert [line.cells for line in back.lines] == [tuple(reversed(line.cells)) for line in forth.lines]


def test_only_chosen_rows_in_chosen_order(real_bank: Any, say: Any) -> None:
    """For tables in hand-written pages."""
    wanted = [name for name, _ in row_ids()][4:1:-1]
    table = compare(entries(real_bank, *PAIR), real_bank, say, wanted, silent=True)
    assert [line.id for line in table.lines] == wanted


def test_values_of_facts_have_sources(real_bank: Any, say: Any) -> None:
    """Everything that the model wants a source of has one in the comparison too, with an address that exists."""
    sourced = {"owners", "buyers", "funders", "suppliers", "money", "reached", "partly", "not-reached", "expected", "barriers", "success-factors", "lessons"}
    checked = 0
    for entry in real_bank.entries:
        for row in rows(entry, real_bank, say):
            for value in row.values if row.id in sourced else ():
                checked += 1
                assert value.refs, f"{entry.id}: {row.id}: {value.text}"
    assert checked > 100
    for line in compare(entries(real_bank, *PAIR), real_bank, say).lines:
        for cell in line.cells:
            for value in cell.values:
                assert all(source.label and source.title and source.url for source in value.sources)


def test_every_row_can_be_shown_for_every_record(real_bank: Any, say: Any) -> None:
    """No row fails on any record, and no value is empty or shows Python."""
    for entry in real_bank.entries:
        for row in rows(entry, real_bank, say):
            for value in row.values:
                assert value.text.strip(), f"{entry.id}: {row.id}"
                assert not any(sign in value.text for sign in ("{'", "<", "()", "=None")), f"{entry.id}: {row.id}: {value.text}"
                assert value.lang in ("", *real_bank.reference.vocabularies["languages"].by_code) and value.lang != say.language


def test_a_column_says_what_the_table_says(real_bank: Any, say: Any) -> None:
    """The compare page fetches columns: the same rows, texts and sources, only without what is unknown."""
    entry = real_bank.by_id[PAIR[0]]
    column = column_data(entry, real_bank, say)
    table = {line.id: line for line in compare([entry], real_bank, say).lines}
    assert [row["id"] for row in column["rows"]] == list(table)
    for row in column["rows"]:
        cell = table[row["id"]].cells[0]
        assert [value["text"] for value in row["values"]] == [value.text for value in cell.values]
        assert [[source[2] for source in value.get("sources", ())] for value in row["values"]] == [[one.url for one in value.sources] for value in cell.values]
    json.loads(canonical_json(column))


def test_published_columns_are_those_of_the_bank(real_bank: Any, say: Any, built_site: Path) -> None:
    """What lies beside the compare page is what the core makes."""
    for id in PAIR:
        published = built_site / addresses.column(id, say.language)
        assert published.read_bytes() == canonical_json(column_data(real_bank.by_id[id], real_bank, say))
