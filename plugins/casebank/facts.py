"""A record's facts as labelled rows of values: what a facts panel, a comparison, an export show.

One place decides which facts there are, in which order and under which name; a page, a table
and a file are views of these rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from casebank import addresses
from casebank.bank import FACETS, Bank, Entry
from casebank.fields import SourceRef
from casebank.record import Money, Result
from casebank.wording import Text, Wording


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row: its text, where it leads, and which sources say it."""

    text: str
    lang: str = ""
    url: str = ""
    refs: tuple[SourceRef, ...] = ()
    code: str = ""  # a status code, for its sign


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled row; no values means that the sources do not say."""

    id: str
    group: str
    label: str
    values: tuple[Value, ...]


GROUPS = ("subject", "actors", "procurement", "money", "results", "experience", "care")

_FACET_OF = {vocabulary: facet for facet, vocabulary in FACETS.items()}


def rows(entry: Entry, bank: Bank, wording: Wording, only: Sequence[str] = ()) -> tuple[Row, ...]:
    """The rows of `entry`, those without values too: all in their order, or `only` these, in that."""
    facts = _Facts(entry, bank, wording)
    return tuple(
        Row(name, _GROUP_OF[name], wording(f"fact.{name}"), tuple(_MAKERS[name](facts))) for name in only or _MAKERS
    )


def row_ids() -> tuple[tuple[str, str], ...]:
    """(row, group) of every row there can be, in their order."""
    return tuple(_GROUP_OF.items())


@dataclass(frozen=True, slots=True)
class _Facts:
    entry: Entry
    bank: Bank
    say: Wording

    def terms(self, vocabulary: str, codes: str | Iterable[str] | None, refs: tuple[SourceRef, ...] = ()) -> Iterator[Value]:
        """Terms as values that lead to their page, where they have one."""
        facet = _FACET_OF.get(vocabulary)
        for code in [codes] if isinstance(codes, str) else codes or ():
            url = addresses.term(facet, code.lower(), self.say.language) if facet else ""
            yield Value(self.say.term(vocabulary, code), url=url, refs=refs, code=code)

    def text(self, text: object, refs: tuple[SourceRef, ...] = ()) -> Iterator[Value]:
        """A localised text as a value."""
        local: Text = self.say.local(text)
        if local:
            yield Value(local.text, local.lang, refs=refs)

    def roles(self, *wanted: str) -> Iterator[Value]:
        """Organisations in the wanted roles; with no roles, all others."""
        named = {role for roles in _ROLES.values() for role in roles}
        for part in self.entry.record.organisations:
            if part.role in wanted or not wanted and part.role not in named:
                if part.id:
                    name = self.say.local(self.bank.reference.organisations[part.id].name)
                    url = addresses.organisation(part.id, self.say.language)
                else:
                    name, url = Text(part.name or ""), ""
                label = name.text
                if not wanted:
                    label = f"{name.text} ({self.say.term('organisation-role', part.role).lower()})"
                # A name is a name in any language: no language mark.
                yield Value(label, url=url, refs=part.source)


_ROLES = {
    "owners": ("owner",),
    "buyers": ("buyer", "procuring-entity"),
    "funders": ("funder",),
    "suppliers": ("supplier", "tenderer"),
    "evaluators": ("evaluator",),
}


def _period(facts: _Facts) -> Iterator[Value]:
    period = facts.entry.record.period
    if period and (text := facts.say.period(period)):
        yield Value(text, refs=period.source)


def _place(facts: _Facts) -> Iterator[Value]:
    yield from facts.terms("countries", facts.entry.record.countries)
    yield from facts.terms("regions", facts.entry.record.regions)


def _trl(facts: _Facts) -> Iterator[Value]:
    trl = facts.entry.record.trl
    if trl is not None and (trl.start or trl.end):
        text = facts.say("fact.trl.span", start=trl.start, end=trl.end) if trl.start and trl.end else str(trl.start or trl.end)
        yield Value(text, refs=trl.source)


def _procurement(field: str, vocabulary: str) -> Callable[[_Facts], Iterator[Value]]:
    def make(facts: _Facts) -> Iterator[Value]:
        part = facts.entry.record.procurement
        if part is not None:
            yield from facts.terms(vocabulary, getattr(part, field), part.source)

    return make


def _yes_no(field: str) -> Callable[[_Facts], Iterator[Value]]:
    def make(facts: _Facts) -> Iterator[Value]:
        part = facts.entry.record.procurement
        value = getattr(part, field) if part is not None else None
        if value is not None:
            yield Value(facts.say("yes" if value else "no"), refs=part.source)

    return make


def _count(field: str) -> Callable[[_Facts], Iterator[Value]]:
    def make(facts: _Facts) -> Iterator[Value]:
        part = facts.entry.record.procurement
        value = getattr(part, field) if part is not None else None
        if value is not None:
            yield Value(facts.say.number(value), refs=part.source)

    return make


def _notices(facts: _Facts) -> Iterator[Value]:
    part = facts.entry.record.procurement
    for notice in part.notices if part else ():
        yield Value(notice.number, refs=notice.source)


def _decisions(facts: _Facts) -> Iterator[Value]:
    part = facts.entry.record.procurement
    for decision in part.decisions if part else ():
        choice, why = facts.say.local(decision.choice), facts.say.local(decision.why)
        text = f"{choice.text} – {why.text}" if why else choice.text
        yield Value(text, choice.lang, refs=decision.source)


def money_text(money: Money, say: Wording) -> str:
    """A sum with its kind and year: `5 000 000 kr (omsättning, 2014)`."""
    kind = say.term("money-kind", money.kind).lower()
    year = f", {money.year}" if money.year else ""
    return f"{say.amount(money.amount, money.currency, money.approximate)} ({kind}{year})"


def _money(facts: _Facts) -> Iterator[Value]:
    for money in facts.entry.record.money:
        text = facts.say.local(money.text)
        sum_ = money_text(money, facts.say)
        yield Value(f"{sum_}: {text.text}" if text else sum_, text.lang, refs=money.source)


def result_number(result: Result, say: Wording) -> str:
    """The number of a result with its unit, or nothing: `cirka 480 företag`."""
    unit = say.local(result.unit).text
    if result.value is not None:
        number = say.number(result.value)
    elif result.range is not None:
        number = f"{say.number(result.range.min)}–{say.number(result.range.max)}"
    else:
        return ""
    return say.about(f"{number} {unit}".strip(), result.approximate)


def _results(*statuses: str) -> Callable[[_Facts], Iterator[Value]]:
    def make(facts: _Facts) -> Iterator[Value]:
        for result in facts.entry.record.results:
            if result.goal_status in statuses:
                text = facts.say.local(result.text)
                yield Value(text.text, text.lang, refs=result.source, code=result.goal_status)

    return make


def _experience(field: str, vocabulary: str) -> Callable[[_Facts], Iterator[Value]]:
    def make(facts: _Facts) -> Iterator[Value]:
        for item in getattr(facts.entry.record, field):
            yield from facts.terms(vocabulary, item.term, item.source)

    return make


def _lessons(facts: _Facts) -> Iterator[Value]:
    for lesson in facts.entry.record.lessons:
        yield from facts.text(lesson.text, lesson.source)


def _sources(facts: _Facts) -> Iterator[Value]:
    for key in facts.entry.source_keys:
        source = facts.bank.source(facts.entry, key)
        url = "" if key in facts.entry.own_sources else addresses.source(key, facts.say.language)
        lang = source.language if source.language != facts.say.language else ""
        yield Value(source.title, lang, url=url)


_ROWS: dict[str, dict[str, Callable[[_Facts], Iterator[Value]]]] = {
    "subject": {
        "type": lambda f: f.terms("type", f.entry.record.type),
        "need": lambda f: f.text(f.entry.record.need, f.entry.record.need.source if f.entry.record.need else ()),
        "solution": lambda f: f.text(f.entry.record.solution, f.entry.record.solution.source if f.entry.record.solution else ()),
        "place": _place,
        "level": lambda f: f.terms("level", f.entry.record.level),
        "period": _period,
        "stage": lambda f: f.terms("stage", f.entry.record.stage),
        "ending": lambda f: f.terms("ending", f.entry.record.ending),
        "sectors": lambda f: f.terms("sectors", f.entry.record.sectors),
        "target-groups": lambda f: f.terms("target-groups", f.entry.record.target_groups),
        "innovation-types": lambda f: f.terms("innovation-types", f.entry.record.innovation_types),
        "novelty": lambda f: f.terms("novelty", f.entry.record.novelty),
        "trl": _trl,
        "cofog": lambda f: (Value(code) for code in f.entry.record.cofog),
        "sdg": lambda f: (Value(str(goal)) for goal in f.entry.record.sdg),
        "steps": lambda f: f.terms("process-steps", f.entry.record.process_steps),
    },
    "actors": {
        **{name: (lambda f, roles=roles: f.roles(*roles)) for name, roles in _ROLES.items()},
        "others": lambda f: f.roles(),
    },
    "procurement": {
        "procurement-level": _procurement("level", "procurement-level"),
        "approach": _procurement("approach", "approach"),
        "procedure": _procurement("procedure", "procedure"),
        "legal-basis": _procurement("legal_basis", "legal-basis"),
        "contract-nature": _procurement("contract_nature", "contract-nature"),
        "strategic": _procurement("strategic", "strategic-procurement"),
        "innovative-acquisition": _procurement("innovative_acquisition", "innovative-acquisition"),
        "direct-award": _yes_no("direct_award"),
        "framework": _yes_no("framework"),
        "tenders": _count("tenders"),
        "suppliers-awarded": _count("suppliers_awarded"),
        "non-award": _procurement("non_award", "non-award"),
        "decisions": _decisions,
        "notices": _notices,
        "cpv": lambda f: (Value(code) for code in f.entry.record.cpv),
    },
    "money": {"money": _money},
    "results": {
        "reached": _results("reached"),
        "partly": _results("partly"),
        "not-reached": _results("not-reached"),
        "expected": _results("expected"),
        "unknown": _results("unknown"),
    },
    "experience": {
        "barriers": _experience("barriers", "barriers"),
        "success-factors": _experience("success_factors", "success-factors"),
        "lessons": _lessons,
    },
    "care": {
        "coverage": lambda f: f.terms("coverage", f.entry.record.coverage),
        "sources": _sources,
        "verified": lambda f: [Value(f.say.date(f.entry.record.verified))] if f.entry.record.verified else [],
    },
}

_GROUP_OF = {name: group for group, names in _ROWS.items() for name in names}
_MAKERS = {name: make for names in _ROWS.values() for name, make in names.items()}
