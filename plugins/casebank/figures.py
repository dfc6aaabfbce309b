"""Figures: the numbers, sums, shares and durations that a text writes out.

Understands the three languages' ways: `1 200 000`, `1,200,000`, `21,8`, `21.8`, `5 miljoner`,
`500–700 000`, and number words up to twenty.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_WORDS = {
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11,
    "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15, "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19,
    "tjugo": 20,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20,
    "to": 2, "fire": 4, "seks": 6, "syv": 7, "åtte": 8, "ni": 9, "ti": 10, "elleve": 11,
    "femten": 15, "seksten": 16, "sytten": 17, "tjue": 20,
}  # fmt: skip
_AMBIGUOUS = frozenset(("to", "ni", "ti", "fire", "sex", "tre"))  # other words in one of the languages
_GROUP = "[\u00a0\u202f ]"
_NUMBER = re.compile(rf"(?<![\w.,])(?:\d{{1,3}}(?:{_GROUP}\d{{3}})+|\d{{1,3}}(?:,\d{{3}})+|\d+)(?:[.,]\d+)?(?![\d])")
_SCALES = re.compile(rf"^{_GROUP}(?P<word>tusen|thousand|miljon\w*|million\w*|miljard\w*|billion\w*|milliard\w*)\b", re.I)
_SCALE = {"tus": 1_000, "tho": 1_000, "mil": 1_000_000, "bil": 1_000_000_000}
_PERCENT = r"(?:procent|prosent|per\s+cent|percent|%)"
_SUM = re.compile(r"\d+(?:\s\+\s\d+)+\s=\s\d+")
_SHARES = (
    # 127 av 583 (22 procent) · 127 of 583, 22 per cent
    re.compile(rf"(?P<part>\d+)\s(?:av|of)\s(?:de\s|the\s)?(?P<all>\d+)[^.;:\d]{{0,40}}(?P<share>\d+(?:[.,]\d+)?)\s?{_PERCENT}"),
    # 22 procent (127 av 583)
    re.compile(rf"(?P<share>\d+(?:[.,]\d+)?)\s?{_PERCENT}\s?\((?P<part>\d+)\s(?:av|of)\s(?:de\s|the\s)?(?P<all>\d+)"),
    # 109 införda lösningar. Vår uträkning: 63 är 58 procent av dem.
    re.compile(rf"(?P<all>\d+)\s[^.\d]+\.[^.\d]*?(?P<part>\d+)\s(?:är|is|are|er)\s(?P<share>\d+(?:[.,]\d+)?)\s?{_PERCENT}\s(?:av|of)\s(?:dem|them|dem)"),
)  # fmt: skip
_TOTAL = re.compile(rf"(?P<parts>\d+(?:\s\+\s\d+)+)\s=\s(?P<all>\d+);\s(?P<shares>[^;]*{_PERCENT})")
_YEARS = re.compile(
    r"\b(?P<n>\d+|[a-zåäöæø]+?)(?:[-\u2011 ]?år(?:ig|iga|igt|ige|s\s?projekt\w*|s\s?program\w*)\b|[- ]year\s(?:project|programme|scheme|period|trial)\b)",
    re.I,
)


_LETTERS = re.compile(r"[^\W\d_]+")
_VALUE_OF = {word: Decimal(number) for word, number in _WORDS.items() if word not in _AMBIGUOUS}


_PROMISE = re.compile(r"avtal|kontrakt|contract|agreement|garanti|guarantee|warranty", re.I)
"""What a contract was to last says nothing of how long the work went on."""
NEAR = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text: where it stands, and the values it may be read as."""

    start: int
    written: str
    readings: frozenset[Decimal]


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage given with the counts it is of."""

    start: int
    written: str
    part: int
    all: int
    share: Decimal

    @property
    def right(self) -> bool:
        """Whether the percentage is that of the counts, rounded as exactly as it is written."""
        exact = Decimal(self.part) * 100 / self.all if self.all else Decimal(-1)
        step = Decimal(1).scaleb(self.share.as_tuple().exponent)  # type: ignore[arg-type]
        return abs(exact - self.share) <= step / 2


def figures_in(text: str, least_word: int = 0) -> Iterator[Figure]:
    """The numbers of `text`, in digits and (from `least_word` up) in words, left to right."""
    found = [*_digits(text), *(one for one in _words(text) if max(one.readings) >= least_word)]
    yield from sorted(found, key=lambda one: one.start)


def values_in(text: str) -> set[Decimal]:
    """Every value that some number of `text` may be read as."""
    values = {value for figure in _digits(text) for value in figure.readings}
    return values.union(_VALUE_OF[word] for word in _VALUE_OF.keys() & _LETTERS.findall(text.lower()))


def _digits(text: str) -> Iterator[Figure]:
    found = [(match, _value(match.group())) for match in _NUMBER.finditer(text)]
    for index, (match, values) in enumerate(found):
        readings = set(values)
        if scale := _SCALES.match(text, match.end()) or _SCALES.match(text[match.end() :]):
            readings |= {value * _SCALE[_scale(scale["word"])] for value in values}
        # 500–700 000: the first number is thousands too.
        if index + 1 < len(found) and text[match.end() : found[index + 1][0].start()] in ("–", "-", " – ", " till ", " to ", " til "):
            after = max(found[index + 1][1])
            readings |= {value * 1000 for value in values if after >= 1000 > value and value * 1000 < after}
        yield Figure(match.start(), match.group(), frozenset(readings))


def _scale(word: str) -> str:
    word = word.lower()
    return "bil" if word.startswith(("miljard", "milliard", "billion")) else word[:3]


def _value(written: str) -> set[Decimal]:
    """What `1 200`, `1,200`, `21,8` or `21.8` can mean: a comma may part thousands or decimals."""
    plain = re.sub(_GROUP, "", written)
    values = {Decimal(plain.replace(",", "."))} if plain.count(",") + plain.count(".") <= 1 else set()
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        values.add(Decimal(plain.replace(",", "")))
    return values or {Decimal(re.sub(r"\D", "", plain))}


def _words(text: str) -> Iterator[Figure]:
    for match in _LETTERS.finditer(text):
        word = match.group().lower()
        if word in _VALUE_OF:
            yield Figure(match.start(), match.group(), frozenset((_VALUE_OF[word],)))


def wrong_sums(text: str) -> Iterator[tuple[str, int]]:
    """Each written sum that does not add up, and what it adds up to."""
    for match in _SUM.finditer(text):
        parts, _, total = match.group().partition(" = ")
        right = sum(int(part) for part in parts.split(" + "))
        if right != int(total):
            yield match.group(), right


def shares_in(text: str) -> Iterator[Share]:
    """Each percentage that is written with its counts."""
    for pattern in _SHARES:
        for match in pattern.finditer(text):
            yield Share(match.start(), match.group(), int(match["part"]), int(match["all"]), _decimal(match["share"]))
    for match in _TOTAL.finditer(text):
        parts = [int(part) for part in match["parts"].split(" + ")]
        shares = re.findall(r"\d+(?:[.,]\d+)?", match["shares"])
        if len(parts) == len(shares):
            for part, share in zip(parts, shares, strict=True):
                yield Share(match.start(), f"{share} % ({part}/{match['all']})", part, int(match["all"]), _decimal(share))


def durations_in(text: str) -> Iterator[tuple[str, int]]:
    """Each duration in years of a project: `ett fyraårigt projekt`, `a four-year project`."""
    for match in _YEARS.finditer(text):
        word = match["n"].lower()
        number = int(word) if word.isdigit() else _WORDS.get(word, 0)
        around = text[max(match.start() - NEAR, 0) : match.end() + NEAR]
        if 0 < number <= 20 and not _PROMISE.search(around):
            yield match.group(), number


def months_between(start: str, end: str) -> tuple[float, float]:
    """The least and the most months from `start` to `end` (ISO dates as exact as they are known)."""
    first, last = _span(start), _span(end)
    return (last[0] - first[1]) / DAYS_A_MONTH, (last[1] - first[0] + 1) / DAYS_A_MONTH


DAYS_A_MONTH = 365.25 / 12


def _span(iso: str) -> tuple[int, int]:
    """The first and the last day an ISO date can mean, as day numbers."""
    parts = [int(part) for part in iso.split("-")]
    year, month = parts[0], parts[1:2]
    if len(parts) == 3:
        day = date(*parts).toordinal()
        return day, day
    months = month or [1, 12]
    return date(year, months[0], 1).toordinal(), date(year, months[-1], monthrange(year, months[-1])[1]).toordinal()


def _decimal(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))

