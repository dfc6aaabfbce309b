"""Shells: a page of the site with slots, into which thousands of pages are poured.

MkDocs renders one page a template and language; `Shell.parse` cuts its HTML at the slot marks
and `Shell.pour` joins the pieces with a page's own already-escaped HTML.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

SLOTS = frozenset(
    ("title", "description", "body", "toc", "edit", "alternates", "languages", "canonical", "meta", "path")
)
"""The slots that a shell may have; each must be there at least once, but for those the theme leaves out."""

_MARK = re.compile(r"@@slot:([a-z]+)@@")
_NEEDED = frozenset(("title", "description", "body", "alternates", "languages", "canonical"))


class ShellError(ValueError):
    """The theme and the pages do not agree on the slots."""


def mark(slot: str) -> str:
    """The mark that stands for `slot` while MkDocs renders the shell."""
    if slot not in SLOTS:
        raise ShellError(f"no slot is called {slot!r}")
    return f"@@slot:{slot}@@"


@dataclass(frozen=True, slots=True)
class Shell:
    """A page cut at its slots: text, slot name, text, slot name, …, text."""

    pieces: tuple[str, ...]
    digest: str

    @classmethod
    def parse(cls, html: str) -> Shell:
        """Cut `html` at its marks; ShellError for an unknown slot or a missing one."""
        pieces = tuple(_MARK.split(html))
        found = set(pieces[1::2])
        if unknown := found - SLOTS:
            raise ShellError(f"the theme has slots that no page fills: {', '.join(sorted(unknown))}")
        if missing := _NEEDED - found:
            raise ShellError(f"the theme leaves out slots that every page needs: {', '.join(sorted(missing))}")
        return cls(pieces, hashlib.sha256(html.encode()).hexdigest())

    def pour(self, slots: Mapping[str, str]) -> str:
        """The page; `slots` must hold every slot of the shell, as escaped HTML."""
        out = list(self.pieces)
        for index in range(1, len(out), 2):
            try:
                out[index] = slots[out[index]]
            except KeyError:
                raise ShellError(f"nothing to fill the slot {out[index]!r} with") from None
        return "".join(out)
