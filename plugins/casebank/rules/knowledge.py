"""Rules for the reference files that knowledge pages are made of: sums, counts, and what they name.

A finding is left out only where a contradiction excuses it by code and place; an excuse that
excuses nothing is a finding itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from casebank.fields import Context, Model
from casebank.figures import shares_in, wrong_sums
from casebank.findings import Finding, finding
from casebank.knowledge import Knowledge
from casebank.survey import RelatedSurvey, Survey, SurveyTable, ThemeFrame
from casebank.validation import excerpt, suggestion
from casebank.walk import Path, texts_in


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding, and the place that an excuse names it by."""

    place: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules look at."""

    knowledge: Knowledge
    context: Context

    def at(self, file: str, path: Path, code: str, place: str = "", **values: object) -> Problem:
        """A problem at `path` in the reference file `file`."""
        document = self.knowledge.documents[file]
        mark = document.marks.value(path)
        place = place or file
        found = finding(code, document.name, mark, excerpt=excerpt(document, mark.line), place=place, **values)
        return Problem(place, found)

    def unknown(self, file: str, path: Path, kind: str, value: str, candidates: Collection[str]) -> Problem:
        """A name of nothing."""
        hint = suggestion(value, candidates, "see the other files in site_src/reference")
        return self.at(file, path, "CB425", value=value, kind=kind, suggestion=hint)


def check_knowledge(knowledge: Knowledge, context: Context) -> list[Finding]:
    """Every finding on the reference files that no contradiction excuses, and excuses of nothing."""
    reading = Reading(knowledge, context)
    problems = [problem for rule in KNOWLEDGE_RULES for problem in rule(reading)]
    found = [one.finding for one in problems if not knowledge.excused(one.finding.code, one.place)]
    needed = {(one.finding.code, one.place) for one in problems}
    found += [one.finding for one in _unneeded(reading, needed)]
    return found


def _unneeded(reading: Reading, needed: set[tuple[str, str]]) -> Iterator[Problem]:
    """Excuses of findings in reference files; those in records are looked after with the record."""
    contradictions = reading.knowledge.contradictions
    for index, one in enumerate(contradictions.contradictions if contradictions else ()):
        for n, excuse in enumerate(one.excuses):
            if not excuse.where.startswith("cases/") and (excuse.finding, excuse.where) not in needed:
                path = ("contradictions", index, "excuses", n)
                yield reading.at("contradictions", path, "CB424", excuse.where, id=one.id, value=excuse.finding)


def tables_add_up(reading: Reading) -> Iterator[Problem]:
    """The rows of each table make its base or total, and our sum of them is right."""
    for name, survey in reading.knowledge.surveys.items():
        file = f"surveys/{name}"
        if isinstance(survey, Survey):
            for index, table in enumerate(survey.tables):
                yield from _table(reading, file, ("tables", index), table)
        elif isinstance(survey, ThemeFrame):
            yield from _frame(reading, file, survey)


def _table(reading: Reading, file: str, path: Path, table: SurveyTable) -> Iterator[Problem]:
    total = sum(row.count for row in table.rows)
    if table.row_sum != total:
        yield reading.at(file, (*path, "row_sum"), "CB421", value=f"row_sum: {table.row_sum}", sum=total)
    if table.stated is not None and table.stated != total:
        where = f"{file}/{table.id}"
        yield reading.at(file, (*path, "id"), "CB420", where, where=where, stated=table.stated, sum=total)
    for key, number in (("row_sum_equals_base", table.base and table.base.value), ("row_sum_equals_total", table.stated_total)):
        said = getattr(table, key)
        if said is not None and said != (number == total):
            yield reading.at(file, (*path, key), "CB421", value=f"{key}: {said}".lower(), sum=total)


def _frame(reading: Reading, file: str, frame: ThemeFrame) -> Iterator[Problem]:
    counts = {"groups": len(frame.groups), "themes": sum(len(group.themes) for group in frame.groups)}
    for key, number in counts.items():
        if getattr(frame, f"listed_{key}") != number:
            yield reading.at(file, (f"listed_{key}",), "CB421", value=f"listed_{key}", sum=number)
        stated = getattr(frame, f"stated_{key}")
        if stated != number:
            yield reading.at(file, (f"stated_{key}",), "CB420", f"{file}/{key}", where=f"{file}/{key}", stated=stated, sum=number)


def rows_have_words(reading: Reading) -> Iterator[Problem]:
    """Each row is a term of its table's vocabulary, or has a label of its own; groups exist."""
    for name, survey in reading.knowledge.surveys.items():
        file = f"surveys/{name}"
        if isinstance(survey, RelatedSurvey):
            groups = [group.id for group in survey.groups]
            for index, one in enumerate(survey.findings):
                if one.group not in groups:
                    yield reading.unknown(file, ("findings", index, "group"), "group of respondents", one.group, groups)
        for index, table in enumerate(survey.tables if isinstance(survey, Survey) else ()):
            codes = reading.context.terms.get(table.vocabulary or "", ())
            for n, row in enumerate(table.rows):
                if row.label is None and row.id not in codes:
                    yield reading.unknown(file, ("tables", index, "rows", n, "id"), f"term of {table.vocabulary}", row.id, codes)


def ids_are_one(reading: Reading) -> Iterator[Problem]:
    """No id twice in a list: it is an anchor."""
    knowledge = reading.knowledge
    lists: list[tuple[str, str, tuple[Model, ...], str]] = []
    for file, part, key in (
        ("recommendations", "recommendations", "id"), ("recommendations", "sets", "id"), ("glossary", "terms", "id"),
        ("contradictions", "contradictions", "id"), ("inventory", "lines", "id"), ("process", "steps", "id"),
        ("agencies", "agencies", "organisation"), ("interviews", "interviews", "id"),
    ):  # fmt: skip
        holder = getattr(knowledge, file)
        lists += [(file, part, getattr(holder, part), key)] if holder is not None else []
    for name, survey in knowledge.surveys.items():
        if isinstance(survey, Survey):
            lists.append((f"surveys/{name}", "tables", survey.tables, "id"))
    for file, part, items, key in lists:
        seen = Counter(getattr(item, key) for item in items)
        for index, item in enumerate(items):
            id = getattr(item, key)
            if seen[id] > 1:
                seen[id] = 0  # said once
                yield reading.at(file, (part, index, key), "CB409", id=id)


def guide_points_right(reading: Reading) -> Iterator[Problem]:
    """Each pitfall's survey row exists."""
    process = reading.knowledge.process
    for index, step in enumerate(process.steps if process else ()):
        for n, pitfall in enumerate(step.pitfalls):
            point = pitfall.survey
            if point is None:
                continue
            survey = reading.knowledge.surveys.get(point.file)
            table = survey.by_table.get(point.table) if isinstance(survey, Survey) else None
            if table is None or point.row not in table.by_row:
                path = ("steps", index, "pitfalls", n, "survey")
                yield reading.unknown("process", path, "row of a survey", f"{point.file}/{point.table}/{point.row}", ())


def sets_are_whole(reading: Reading) -> Iterator[Problem]:
    """Each recommendation has its set, and each set as many as the source has, numbered from 1."""
    held = reading.knowledge.recommendations
    if held is None:
        return
    known = [one.id for one in held.sets]
    for index, one in enumerate(held.recommendations):
        if one.set not in known:
            yield reading.unknown("recommendations", ("recommendations", index, "set"), "set", one.set, known)
    for index, one_set in enumerate(held.sets):
        numbers = sorted(one.number for one in held.recommendations if one.set == one_set.id)
        if numbers != list(range(1, one_set.count + 1)):
            where = f"recommendations/{one_set.id}"
            yield reading.at("recommendations", ("sets", index, "count"), "CB420", where, where=where, stated=one_set.count, sum=len(numbers))


def agencies_counted(reading: Reading) -> Iterator[Problem]:
    """Our counts of the agencies' table are right."""
    held = reading.knowledge.agencies
    if held is None:
        return
    counts = {
        "agencies": len(held.agencies),
        "with_assignment": sum(one.appropriation.assignment == "yes" for one in held.agencies),
        "without_assignment": sum(one.appropriation.assignment == "no" for one in held.agencies),
        "with_instruction": sum(one.instruction is not None for one in held.agencies),
    }
    for key, number in counts.items():
        if getattr(held.counts, key) != number:
            yield reading.at("agencies", ("counts", key), "CB421", value=f"{key}: {getattr(held.counts, key)}", sum=number)
    members = sum(one.in_council for one in held.agencies)
    if held.council.stated != members:
        yield reading.at("agencies", ("council", "stated"), "CB420", "agencies/council", where="agencies/council", stated=held.council.stated, sum=members)


def origins_say_where(reading: Reading) -> Iterator[Problem]:
    """A definition from a document names it; one from a standard names that."""
    held = reading.knowledge.glossary
    for index, term in enumerate(held.terms if held else ()):
        if term.origin == "document" and not term.source:
            yield reading.at("glossary", ("terms", index, "origin"), "CB403", where=term.id)
        if term.origin == "standard" and not (term.standard or term.source):
            yield reading.at("glossary", ("terms", index, "origin"), "CB403", where=term.id)


_WHOLE = ("actors", "agencies", "process", "sources")
"""Pages that a contradiction may concern as a whole."""


def contradictions_point_right(reading: Reading) -> Iterator[Problem]:
    """Each has a known kind and concerns things there are (records are looked up with the bank)."""
    held = reading.knowledge.contradictions
    if held is None:
        return
    kinds = [kind.id for kind in held.kinds]
    known = {
        "surveys": reading.knowledge.surveys.keys(), "vocabularies": reading.context.terms.keys(),
        "sources": reading.context.sources, "organisations": reading.context.organisations,
    }  # fmt: skip
    for index, one in enumerate(held.contradictions):
        if one.kind not in kinds:
            yield reading.unknown("contradictions", ("contradictions", index, "kind"), "kind", one.kind, kinds)
        for n, place in enumerate(one.concerns):
            folder, _, id = place.partition("/")
            if place not in _WHOLE and folder != "cases" and id not in known.get(folder, ()):
                yield reading.unknown("contradictions", ("contradictions", index, "concerns", n), "page", place, known.get(folder, ()))


def arithmetic_is_right(reading: Reading) -> Iterator[Problem]:
    """Sums and percentages that a text writes out are right."""
    for file, document in reading.knowledge.documents.items():
        for path, text in texts_in(document.data):
            # Only few texts write sums or percentages; looking for the signs first is quick.
            if " = " in text:
                for written, right in wrong_sums(text):
                    yield reading.at(file, path, "CB421", value=written, sum=right)
            if "%" in text or "cent" in text:
                for share in shares_in(text):
                    if not share.right:
                        exact = f"{share.part * 100 / share.all:.1f}" if share.all else "?"
                        yield reading.at(file, path, "CB422", value=share.written, part=share.part, all=share.all, right=exact)


def inventory_has_homes(reading: Reading) -> Iterator[Problem]:
    """As many lines as there are to be; each home that is not a record exists.

    Records are looked up by the inventory page and its test: another bank has other records.
    """
    held = reading.knowledge.inventory
    if held is None:
        return
    if held.count != len(held.lines):
        yield reading.at("inventory", ("count",), "CB420", where="inventory", stated=held.count, sum=len(held.lines))
    glossary = reading.knowledge.glossary
    known = {
        "organisation": reading.context.organisations, "source": reading.context.sources,
        "recommendation": reading.context.recommendations,
        "glossary": [term.id for term in glossary.terms] if glossary else (),
    }  # fmt: skip
    for index, line in enumerate(held.lines):
        for n, home in enumerate(line.homes):
            if home.kind != "case" and home.id not in known[home.kind]:
                yield reading.unknown("inventory", ("lines", index, "homes", n, "id"), home.kind, home.id, known[home.kind])


KNOWLEDGE_RULES = (
    tables_add_up, rows_have_words, ids_are_one, guide_points_right, sets_are_whole, agencies_counted, origins_say_where,
    contradictions_point_right, arithmetic_is_right, inventory_has_homes,
)  # fmt: skip
"""Every rule for the knowledge files, in the order they run."""
