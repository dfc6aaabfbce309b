"""How a language says things: interface texts, dates, numbers, and texts with a fallback."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casebank.fields import LANGUAGES
from casebank.record import Period
from casebank.reference import Reference

_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
}
NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and its language when that is not the page's (else empty)."""

    text: str
    lang: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Wording:
    """One language of the bank."""

    language: str
    texts: Mapping[str, str]
    reference: Reference

    def __call__(self, key: str, **values: object) -> str:
        """The interface text `key` with `values` filled in; KeyError for an unknown key."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def count(self, key: str, number: int) -> str:
        """`key.one` or `key.many`, with the number filled in as `{n}`."""
        return self(f"{key}.one" if number == 1 else f"{key}.many", n=self.number(number))

    def local(self, text: object) -> Text:
        """A localised text in this language, or in Swedish, marked so, where it lacks it."""
        if text is None:
            return Text("")
        own = getattr(text, self.language, None)
        if own:
            return Text(own)
        first = next(
            (language for language in LANGUAGES if getattr(text, language, None)), LANGUAGES[0]
        )
        return Text(getattr(text, first, "") or "", first)

    def term(self, vocabulary: str, code: str) -> str:
        """A term's label."""
        return getattr(self.reference.vocabularies[vocabulary].by_code[code].label, self.language)

    def date(self, iso: str) -> str:
        """`2012-02-01` → `1 februari 2012`, `2012-02` → `februari 2012`, `2012` → `2012`."""
        year, _, rest = iso.partition("-")
        if not rest:
            return year
        month, _, day = rest.partition("-")
        name = _MONTHS[self.language].split()[int(month) - 1]
        if not day:
            return f"{name} {year}"
        dot = "." if self.language == "nb" else ""
        return f"{int(day)}{dot}{NBSP}{name} {year}"

    def period(self, period: Period | str | None) -> str:
        """A period in words: `1 februari 2012–31 december 2015`, `från 2012`."""
        if period is None:
            return ""
        if isinstance(period, str):
            return self.date(period)
        if period.start and period.end:
            if period.start == period.end:
                return self.date(period.start)
            dash = "–" if len(period.start) == len(period.end) == 4 else " – "
            return f"{self.date(period.start)}{dash}{self.date(period.end)}"
        if period.start:
            return self("period.from", date=self.date(period.start))
        return self("period.until", date=self.date(period.end)) if period.end else ""

    def number(self, value: float) -> str:
        """A number with the language's thousands and decimal signs; never rounded."""
        text = f"{value:,.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
        if self.language == "en":
            return text
        return text.replace(",", " ").replace(".", ",").replace(" ", NBSP)

    def amount(self, value: float, currency: str, approximate: bool = False) -> str:
        """A sum of money: `cirka 5 miljoner kr` is written in full: `cirka 5 000 000 kr`."""
        unit = "kr" if currency == "SEK" and self.language == "sv" else currency
        return self.about(f"{self.number(value)}{NBSP}{unit}", approximate)

    def about(self, text: str, approximate: bool) -> str:
        """`text`, with "about" before it when the source says about."""
        return self("number.about", number=text) if approximate else text


def wording_in(reference: Reference, language: str) -> Wording:
    """The wording of one language."""
    return Wording(language, reference.texts[language], reference)


def missing_texts(texts: Mapping[str, Mapping[str, str]]) -> str:
    """What some language lacks of the interface texts that another has, in one message; empty when none."""
    known = {key for language in texts.values() for key in language}
    lacking = {language: sorted(known - set(own)) for language, own in texts.items() if known - set(own)}
    return "\n".join(
        f"site_src/i18n/{language}.yaml lacks {len(keys)} texts that another language has: {', '.join(keys[:10])}. Add them."
        for language, keys in lacking.items()
    )
