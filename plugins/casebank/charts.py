"""Charts: SVG made at build time, legible at any width, in the dark, in print and without colour.

Every length along the page is a percentage and every other one is in `em`, so that text keeps
its size when the page is narrow; colours are CSS classes.  A chart is a picture of a table that
stands beside it: its title and description say what it shows, its numbers stand at the bars.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

LINE = 1.35
"""Height of a line of text, in em."""
BAR = 0.8
GAP = 0.75
WIDEST = 82
"""Per cent of the width that the longest bar takes; the rest is for its number."""
LETTERS = 40
"""Letters a label's line may have: what fits on a page 320 pixels wide."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, its count, and whether it is the one that the page is about."""

    label: str
    count: int
    this: bool = False


def bars(id: str, title: str, description: str, rows: Sequence[Bar], *, whole: int = 0, unit: str = "") -> Markup:
    """Horizontal bars in the order given, each under its label with its number and `unit` at the end.

    With `whole` every bar is drawn in a frame that stands for that number (100 for percentages);
    without, the longest bar is the measure.  `id` makes ids: the only one of its kind on the page.
    """
    most = whole or max((row.count for row in rows), default=0) or 1
    parts: list[Markup] = []
    y = 0.0
    for row in rows:
        lines = textwrap.wrap(row.label, LETTERS) or [""]
        label = Markup("").join(
            Markup('<tspan x="0" y="{}em">{}</tspan>').format(_em(y + LINE * (n + 1) - 0.35), line)
            for n, line in enumerate(lines)
        )
        top = y + LINE * len(lines) + 0.1
        width = max(round(row.count * WIDEST / most, 2), 0.4)
        frame = _rect("frame", top, WIDEST) if whole else Markup("")
        parts.append(
            Markup('<g class="cb-chart__row{}"><text class="cb-chart__label">{}</text>{}{}{}</g>').format(
                " cb-chart__row--this" if row.this else "", label, frame, _rect("bar", top, width),
                Markup('<text class="cb-chart__number" x="{:g}%" dx=".4em" y="{}em">{}{}</text>').format(
                    WIDEST if whole else width, _em(top + BAR - 0.08), row.count, unit
                ),
            )
        )  # fmt: skip
        y = top + BAR + GAP
    return Markup(
        '<svg class="cb-chart" role="img" aria-labelledby="{0}-t {0}-d" width="100%" height="{1}em" focusable="false">'
        '<title id="{0}-t">{2}</title><desc id="{0}-d">{3}</desc>{4}</svg>'
    ).format(id, _em(y), title, description, Markup("").join(parts))


def _rect(kind: str, top: float, width: float) -> Markup:
    return Markup('<rect class="cb-chart__{}" x="0" y="{}em" width="{:g}%" height="{}em"/>').format(kind, _em(top), width, _em(BAR))


def _em(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
