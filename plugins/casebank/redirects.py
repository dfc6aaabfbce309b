"""Redirects: a former address leads to the present one, without script and on any static host."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from casebank import addresses
from casebank.bank import Bank
from casebank.fields import LANGUAGES
from casebank.wording import wording_in


def redirects(bank: Bank) -> Iterator[tuple[str, str]]:
    """(path of a file, its HTML) for every alias of every record, in every language."""
    for entry in bank.entries:
        for alias in entry.record.aliases:
            for language in LANGUAGES:
                say = wording_in(bank.reference, language)
                yield f"{addresses.record(alias, language)}index.html", page(entry.id, say.local(entry.record.title).text, language)


def page(id: str, title: str, language: str) -> str:
    """The page at a former address: goes on by itself, and by a link where that is switched off."""
    to = f"../{id}/"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f'<link rel="canonical" href="{to}"><meta http-equiv="refresh" content="0; url={to}"></head>'
        f'<body><h1>{escape(title)}</h1><p><a href="{to}">{escape(title)}</a></p></body></html>\n'
    )
