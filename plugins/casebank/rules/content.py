"""Rules for what a record's numbers say: sums, percentages, durations, and numbers without a fact.

A contradiction of the sources is no mistake of the record: an entry of contradictions.yaml that
names the finding and the record under `excuses` leaves it out, and must go when it is not needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from casebank.fields import Model, SourceRef
from casebank.figures import durations_in, figures_in, months_between, shares_in, values_in, wrong_sums
from casebank.findings import Finding, Mark, finding, has_errors
from casebank.rules.subject import Subject
from casebank.source import OwnSource
from casebank.walk import models_in, texts_in

HALF_A_MONTH = 0.5
LEAST_WORD = 10
"""Words for smaller numbers count what the text itself goes on to list (two ways, three parts)."""
_CITATION = re.compile(r"\[(?:-?@[^\]]*)\]")
_NO_TEXT = re.compile(r"\]\([^)]*\)|`[^`]*`|<[^>]*>")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


def content_agrees(subject: Subject) -> Iterator[Finding]:
    """Every finding on what the record's numbers say that no contradiction excuses."""
    place = f"cases/{subject.id}"
    knowledge = subject.reference.knowledge
    found = [one for rule in _RULES for one in rule(subject)]
    codes = {one.code for one in found}
    yield from (one for one in found if not knowledge.excused(one.code, place))
    for one in knowledge.contradictions.contradictions if knowledge.contradictions else ():
        for excuse in one.excuses:
            if excuse.where == place and excuse.finding not in codes:
                yield finding("CB424", subject.document.name, Mark(1, 1), id=one.id, value=excuse.finding, place=place)


def _sums(subject: Subject) -> Iterator[Finding]:
    for path, text in texts_in(subject.document.data):
        if " = " in text:
            for written, right in wrong_sums(text):
                yield subject.at("CB421", path, value=written, sum=right)
    for name, line, text in _lines(subject):
        for written, right in wrong_sums(text):
            yield finding("CB421", name, Mark(line, 1), excerpt=text, value=written, sum=right)


def _shares(subject: Subject) -> Iterator[Finding]:
    place = f"cases/{subject.id}"

    def values(share) -> dict[str, object]:  # noqa: ANN001
        exact = f"{share.part * 100 / share.all:.1f}" if share.all else "?"
        return {"value": share.written, "part": share.part, "all": share.all, "right": exact, "place": place}

    for path, text in texts_in(subject.document.data):
        if "%" in text or "cent" in text or "sent" in text:
            for share in shares_in(text):
                if not share.right:
                    yield subject.at("CB422", path, **values(share))
    for name, line, text in _lines(subject):
        for share in shares_in(text):
            if not share.right:
                yield finding("CB422", name, Mark(line, share.start + 1), excerpt=text, **values(share))


def _durations(subject: Subject) -> Iterator[Finding]:
    period = subject.record.period
    if period is None or not period.start or not period.end:
        return
    least, most = months_between(period.start, period.end)
    place = f"cases/{subject.id}"

    def wrong(text: str) -> Iterator[dict[str, object]]:
        for written, years in durations_in(text):
            if not least - HALF_A_MONTH <= years * 12 <= most + HALF_A_MONTH:
                months = f"{least:.0f}" if round(least) == round(most) else f"{least:.0f}–{most:.0f}"
                yield {"value": written, "years": years, "start": period.start, "end": period.end, "months": months, "place": place}

    # Only what rests on the same source is about the same time: another may speak of a part of it.
    same = {ref.key for ref in period.source}
    for path, text in texts_in(subject.document.data):
        cited = _cited_at(subject.document.data, path)
        if not cited or cited & same:
            for values in wrong(text):
                yield subject.at("CB423", path, **values)
    for language in subject.narratives:
        name = f"{subject.folder.label}/{language}.md"
        for block in _blocks(_decoded(subject, language)):
            if not block.cited or block.cited & same:
                for values in wrong(block.text):
                    yield finding("CB423", name, Mark(block.starts[0][1], 1), excerpt=block.text, **values)


def _cited_at(data: object, path: tuple[int | str, ...]) -> set[str]:
    """The source keys of the fact that the text at `path` is a part of; none when it names none."""
    cited: set[str] = set()
    for step in path:
        if isinstance(data, dict) and "source" in data:
            refs = data["source"]
            cited = {str(ref).partition(",")[0].strip() for ref in (refs if isinstance(refs, list) else [refs])}
        data = data[step]  # type: ignore[index]
    return cited


def _numbers(subject: Subject) -> Iterator[Finding]:
    """A number in the narrative that no fact has which rests on one of the sources cited beside it."""
    anywhere, facts = _known(subject)
    for language, narrative in subject.narratives.items():
        if has_errors(narrative.findings):  # what is text and what is not is not certain before they are mended
            continue
        name = f"{subject.folder.label}/{language}.md"
        for block in _blocks(_decoded(subject, language)):
            known = set(anywhere)
            for keys, values in facts:
                if not block.cited or keys & block.cited:
                    known |= values
            for figure in figures_in(block.text, LEAST_WORD):
                if not figure.readings & known:
                    yield finding("CB521", name, block.mark(figure.start), value=figure.written)


def _known(subject: Subject) -> tuple[set[Decimal], list[tuple[set[str], set[Decimal]]]]:
    """The numbers of names and of the sources themselves, and those of each fact with its sources."""
    record = subject.record
    anywhere: set[Decimal] = set()
    for language in ("sv", "en", "nb"):
        anywhere |= values_in(getattr(record.title, language) or "")
    for name in record.also_known_as:
        anywhere |= values_in(name)
    for listed in record.sources:
        source = listed if isinstance(listed, OwnSource) else subject.reference.sources.get(listed)
        if source is not None:
            for text in (source.title, source.number, source.issued, source.container):
                anywhere |= values_in(text or "")
    facts = []
    for path, model in models_in(record):
        refs = getattr(model, "source", ())
        if path and refs and not isinstance(model, OwnSource):
            facts.append(({ref.key for ref in refs if isinstance(ref, SourceRef)}, _values(model)))
    return anywhere, facts


def _values(value: object) -> set[Decimal]:
    """Every number in a fact, however deep; its locators are not of the fact."""
    if isinstance(value, SourceRef) or value is None or isinstance(value, bool):
        return set()
    if isinstance(value, int | float):
        return {Decimal(str(value))}
    if isinstance(value, str):
        return values_in(value)
    if isinstance(value, Model):
        return {number for name in type(value).model_fields for number in _values(getattr(value, name))}
    if isinstance(value, tuple):
        return {number for item in value for number in _values(item)}
    return set()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item: its text without citations and addresses, and what it cites."""

    text: str
    starts: tuple[tuple[int, int], ...]  # offset in the text, line of the file
    cited: frozenset[str]

    def mark(self, offset: int) -> Mark:
        """The place in the file of an offset in the text."""
        start, line = max(one for one in self.starts if one[0] <= offset)
        return Mark(line, offset - start + 1)


def _blocks(text: str) -> Iterator[Block]:
    """The paragraphs and list items of a narrative, without its headings."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        starts = not line.strip() or line.startswith("#") or _ITEM.match(line)
        if starts and lines:
            yield _block(lines)
            lines = []
        if line.strip() and not line.startswith("#"):
            lines.append((number, line))


def _block(lines: list[tuple[int, str]]) -> Block:
    starts, offset, parts = [], 0, []
    for number, line in lines:
        starts.append((offset, number))
        marker = _ITEM.match(line)
        shown = " " * marker.end() + line[marker.end() :] if marker else line
        parts.append(shown)
        offset += len(line) + 1
    text = "\n".join(parts)
    cited = frozenset(key for match in _CITATION.finditer(text) for key in re.findall(r"@([a-z0-9-]+)", match.group()))
    for pattern in (_CITATION, _NO_TEXT):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return Block(text.replace("\n", " "), tuple(starts), cited)


def _lines(subject: Subject) -> Iterator[tuple[str, int, str]]:
    for language in subject.narratives:
        for number, line in enumerate(_decoded(subject, language).split("\n"), 1):
            yield f"{subject.folder.label}/{language}.md", number, line


def _decoded(subject: Subject, language: str) -> str:
    return subject.folder.texts[language].decode("utf-8", "replace")


_RULES = (_sums, _shares, _durations, _numbers)
