"""CSV: one row a record, made to open right in a spreadsheet and to do no harm there."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from casebank import addresses
from casebank.bank import Bank, Entry
from casebank.comparison import short_name
from casebank.facts import rows
from casebank.views.parts import place
from casebank.wording import wording_in

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # the wide ones: some spreadsheets take them for the others


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins like one gets a ' before it."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_DANGEROUS) else text


def cases_csv(bank: Bank) -> bytes:
    """One row a record, UTF-8 with a byte order mark so that spreadsheets read å ä ö right.

    Several values in a cell are separated by ` | `.  Codes and texts, never rounded numbers.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")  # RFC 4180
    writer.writerow([name for name, _ in _COLUMNS])
    for entry in bank.entries:
        writer.writerow([safe_cell(str(make(entry, bank))) for _, make in _COLUMNS])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _join(values: Iterable[object]) -> str:
    return " | ".join(str(value) for value in values)


def _row(name: str, language: str) -> Callable[[Entry, Bank], str]:
    def make(entry: Entry, bank: Bank) -> str:
        (row,) = rows(entry, bank, wording_in(bank.reference, language), (name,))
        return _join(value.text for value in row.values)

    return make


_COLUMNS = (
    ("id", lambda e, b: e.id),
    ("url_sv", lambda e, b: addresses.record(e.id, "sv")),
    ("type", lambda e, b: e.record.type),
    ("coverage", lambda e, b: e.record.coverage),
    ("title_sv", lambda e, b: e.record.title.sv),
    ("title_en", lambda e, b: e.record.title.en),
    ("title_nb", lambda e, b: e.record.title.nb),
    ("summary_sv", lambda e, b: e.record.summary.sv),
    ("summary_en", lambda e, b: e.record.summary.en),
    ("countries", lambda e, b: _join(e.record.countries)),
    ("regions", lambda e, b: _join(e.record.regions)),
    ("place_sv", lambda e, b: place(e, wording_in(b.reference, "sv"))),
    ("start", lambda e, b: (e.record.period.start or "") if e.record.period else ""),
    ("end", lambda e, b: (e.record.period.end or "") if e.record.period else ""),
    ("stage", lambda e, b: e.record.stage or ""),
    ("ending", lambda e, b: e.record.ending or ""),
    ("need_sv", lambda e, b: e.record.need.sv if e.record.need else ""),
    ("need_en", lambda e, b: e.record.need.en if e.record.need else ""),
    ("sectors", lambda e, b: _join(e.record.sectors)),
    ("target_groups", lambda e, b: _join(e.record.target_groups)),
    ("innovation_types", lambda e, b: _join(e.record.innovation_types)),
    ("process_steps", lambda e, b: _join(e.record.process_steps)),
    ("owners", _row("owners", "sv")),
    ("buyers", _row("buyers", "sv")),
    ("funders", _row("funders", "sv")),
    ("suppliers", _row("suppliers", "sv")),
    ("approach", lambda e, b: _join(e.record.procurement.approach) if e.record.procurement else ""),
    ("procedure", lambda e, b: (e.record.procurement.procedure or "") if e.record.procurement else ""),
    ("procurement_level", lambda e, b: (e.record.procurement.level or "") if e.record.procurement else ""),
    ("money", lambda e, b: _join(f"{m.amount} {m.currency} {m.kind}" for m in e.record.money)),
    ("results_reached_sv", _row("reached", "sv")),
    ("results_partly_sv", _row("partly", "sv")),
    ("results_not_reached_sv", _row("not-reached", "sv")),
    ("results_expected_sv", _row("expected", "sv")),
    ("barriers", lambda e, b: _join(dict.fromkeys(x.term for x in e.record.barriers))),
    ("success_factors", lambda e, b: _join(dict.fromkeys(x.term for x in e.record.success_factors))),
    ("verified", lambda e, b: e.record.verified or ""),
    ("sources", lambda e, b: _join(short_name(b.source(e, key)) for key in e.source_keys)),
    ("licence", lambda e, b: e.record.licence or "CC-BY-4.0"),
)
