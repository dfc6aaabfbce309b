"""Comparison: any records side by side; which rows, what differs, what is unknown.

The same cells are printed in static tables (term pages, fenced blocks) and put, as JSON, where
the compare page fetches a record's column, so that both always say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casebank import addresses
from casebank.bank import Bank, Entry
from casebank.facts import Row, Value, rows
from casebank.source import Source
from casebank.wording import Text, Wording


@dataclass(frozen=True, slots=True)
class CellSource:
    """The source of a cell's value: a short name, where in it, and its page."""

    label: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class CellValue:
    """One value of a cell."""

    text: str
    lang: str
    url: str
    code: str
    sources: tuple[CellSource, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record says in one row; no values means that the sources do not say."""

    values: tuple[CellValue, ...]

    @property
    def unknown(self) -> bool:
        return not self.values

    @property
    def same_as(self) -> tuple[str, ...]:
        """What makes two cells the same: their texts, not their sources."""
        return tuple(sorted(value.text for value in self.values))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the comparison."""

    id: str
    group: str
    group_label: str
    label: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        return len({cell.same_as for cell in self.cells}) > 1

    @property
    def unknown(self) -> bool:
        return all(cell.unknown for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Column:
    """A record in a comparison."""

    id: str
    title: Text
    url: str
    summary: Text


@dataclass(frozen=True, slots=True)
class Comparison:
    """Columns (records) and lines; `silent` are the labels of rows that no record has."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    silent: tuple[str, ...]


def column(entry: Entry, wording: Wording) -> Column:
    """A record as a column's head."""
    record = entry.record
    return Column(
        entry.id, wording.local(record.title), addresses.record(entry.id, wording.language), wording.local(record.summary)
    )


def cell(row: Row, entry: Entry, bank: Bank, wording: Wording) -> Cell:
    """A row of facts as a cell, its sources named so that they stand outside the record's page."""
    return Cell(tuple(_value(value, entry, bank, wording) for value in row.values))


def compare(
    entries: Sequence[Entry], bank: Bank, wording: Wording, only: Sequence[str] = (), *, silent: bool = False
) -> Comparison:
    """`entries` side by side; `only` limits and orders the rows by id (empty: all).

    Rows that no record has are left out and named in `silent`; with `silent=True` they stay.
    """
    table = [[(row, cell(row, entry, bank, wording)) for row in rows(entry, bank, wording, only)] for entry in entries]
    lines = tuple(
        Line(
            id=line[0][0].id,
            group=line[0][0].group,
            group_label=wording(f"group.{line[0][0].group}"),
            label=line[0][0].label,
            cells=tuple(one for _, one in line),
        )
        for line in zip(*table, strict=True)
    )
    return Comparison(
        tuple(column(entry, wording) for entry in entries),
        tuple(line for line in lines if silent or not line.unknown),
        tuple(line.label for line in lines if line.unknown and not silent),
    )


def column_data(entry: Entry, bank: Bank, wording: Wording) -> dict[str, object]:
    """A record's column as plain data for the compare page."""
    head = column(entry, wording)
    return {
        "id": entry.id,
        "title": _plain(head.title),
        "url": head.url,
        "rows": [
            {
                "id": row.id,
                "group": row.group,
                "values": [
                    {
                        "text": value.text,
                        **({"lang": value.lang} if value.lang else {}),
                        **({"url": value.url} if value.url else {}),
                        **({"code": value.code} if row.group == "results" else {}),
                        **({"sources": [[one.label, one.title, one.url] for one in value.sources]} if value.sources else {}),
                    }
                    for value in cell(row, entry, bank, wording).values
                ],
            }
            for row in rows(entry, bank, wording)
            if row.values
        ],
    }


def short_name(source: Source) -> str:
    """A source's short name: who issued it and when, else its title."""
    who = source.publisher or (source.author[0] if source.author else "")
    if not who:
        return source.title
    return f"{who} {source.issued[:4]}" if source.issued else who


def _value(value: Value, entry: Entry, bank: Bank, wording: Wording) -> CellValue:
    # A source that says it in several places is named once, with all the places.
    locators: dict[str, list[str]] = {}
    for ref in value.refs:
        locators.setdefault(ref.key, []).extend([ref.locator] if ref.locator else [])
    return CellValue(
        value.text, value.lang, value.url, value.code,
        tuple(_source(key, places, entry, bank, wording) for key, places in locators.items()),
    )  # fmt: skip


def _source(key: str, places: Sequence[str], entry: Entry, bank: Bank, wording: Wording) -> CellSource:
    source = bank.source(entry, key)
    own = key in entry.own_sources
    url = addresses.record(entry.id, wording.language) + f"#ref-{key}" if own else addresses.source(key, wording.language)
    where = "; ".join(dict.fromkeys(places))
    return CellSource(short_name(source), f"{source.title}, {where}" if where else source.title, url)


def _plain(text: Text) -> dict[str, str] | str:
    return {"text": text.text, "lang": text.lang} if text.lang else text.text
