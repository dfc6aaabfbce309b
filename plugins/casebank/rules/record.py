"""Rules that look at one record."""

from __future__ import annotations

from collections.abc import Iterator

from casebank.fields import Model, SourceRef
from casebank.findings import Finding, Mark, finding
from casebank.record import Period, Result, terms_used
from casebank.rules.subject import Subject
from casebank.source import OwnSource
from casebank.text_hygiene import check_text
from casebank.validation import suggestion
from casebank.walk import Path, models_in, texts_in

_TOP = Mark(1, 1)


def ambiguous_words(subject: Subject) -> Iterator[Finding]:
    """Plain words that older YAML readers take for something else, where a text is expected."""
    if not subject.document.ambiguous:
        return
    controlled = {path: code for path, _, code in terms_used(subject.record)}
    for path, written in subject.document.ambiguous.items():
        if controlled.get(path) != written:
            yield subject.at("CB130", path, value=written)


def texts_are_clean(subject: Subject) -> Iterator[Finding]:
    """No markup in any text of case.yaml; its characters were judged when the file was read."""
    lines = subject.document.lines
    for path, text in texts_in(subject.document.data):
        if "<" in text:
            # The mark is looked up only for a finding: looking it up is what costs.
            found = check_text(
                text, subject.document.name, lambda offset, path=path, text=text: _inside(subject, path, text[offset:]),
                plain=True, lines=lines,
            )  # fmt: skip
            yield from (item for item in found if item.code == "CB155")


def _inside(subject: Subject, path: Path, rest: str) -> Mark:
    """The place in case.yaml where `rest` begins, a part of the text at `path`; else where the text begins."""
    start = subject.document.marks.value(path)
    words = rest.split(maxsplit=1)[0]
    column = start.column - 1
    for number, line in enumerate(subject.document.lines[start.line - 1 : start.line + 60], start.line):
        if (at := line.find(words, column)) >= 0:
            return Mark(number, at + 1)
        column = 0
    return start


def period_in_order(subject: Subject) -> Iterator[Finding]:
    """No period ends before it starts (as exactly as both dates are known)."""
    for path, model in models_in(subject.record):
        if isinstance(model, Period) and model.start and model.end:
            length = min(len(model.start), len(model.end))
            if model.end[:length] < model.start[:length]:
                yield subject.at("CB401", (*path, "end"), start=model.start, end=model.end)


def full_coverage_is_full(subject: Subject) -> Iterator[Finding]:
    """Coverage `full` says that need, action and outcome are told, in Swedish and English."""
    record = subject.record
    if record.coverage != "full":
        return
    for field in ("need", "solution", "results"):
        if not getattr(record, field):
            yield subject.at("CB402", ("coverage",), field=field)
    if "en" not in subject.folder.texts and "en.md" not in subject.folder.refused:
        yield finding("CB606", f"{subject.folder.label}/en.md", _TOP, id=subject.id)


def swedish_narrative(subject: Subject) -> Iterator[Finding]:
    """Every record is told in Swedish."""
    if "sv" not in subject.folder.texts and "sv.md" not in subject.folder.refused:
        yield finding("CB605", f"{subject.folder.label}/sv.md", _TOP, id=subject.id)


def procurement_only_for_cases(subject: Subject) -> Iterator[Finding]:
    """Only something carried out can have been procured."""
    if subject.record.procurement is not None and subject.record.type != "case":
        yield subject.at("CB405", ("procurement",), key=True, type=subject.record.type)


def dates_carry_source(subject: Subject) -> Iterator[Finding]:
    """The period's dates are facts: they need a source."""
    period = subject.record.period
    if period and not period.source:
        yield subject.at("CB403", ("period",), key=True, where="period")
    for name in ("need", "solution", "procurement"):
        part = getattr(subject.record, name)
        if part is not None and not part.source:
            yield subject.at("CB410", (name,), key=True, where=name)


def numbers_make_sense(subject: Subject) -> Iterator[Finding]:
    """A value or a range, not both; a range's ends in order; a unit with every number."""
    for index, result in enumerate(subject.record.results):
        yield from _number(subject, ("results", index), result)


def _number(subject: Subject, path: Path, result: Result) -> Iterator[Finding]:
    if result.value is not None and result.range is not None:
        yield subject.at("CB407", (*path, "range"), key=True, reason="both a value and a range are given", example="Keep one of them.")
    if result.range is not None and result.range.min > result.range.max:
        yield subject.at("CB407", (*path, "range"), key=True, reason="the range's min is larger than its max", example="Let the two change places.")
    if (result.value is not None or result.range is not None) and result.unit is None:
        place = (*path, "value" if result.value is not None else "range")
        yield subject.at("CB407", place, key=True, reason="a number is given without its unit", example="Add unit: with what the number counts, in sv and en.")


def organisations_named_once(subject: Subject) -> Iterator[Finding]:
    """An involvement has an id of the bank or a name, one of them."""
    for index, part in enumerate(subject.record.organisations):
        if (part.id is None) == (part.name is None):
            yield subject.at("CB206", ("organisations", index), reason="give either id (an organisation of the bank) or name")


def ids_unique(subject: Subject) -> Iterator[Finding]:
    """A fact's id is its address on the page: none twice in a list, no source given twice."""
    for field in ("results", "money", "barriers", "success_factors", "lessons", "events", "follow_ups", "notes"):
        seen: set[str] = set()
        for index, item in enumerate(getattr(subject.record, field)):
            if item.id in seen:
                yield subject.at("CB409", (field, index, "id"), id=item.id)
            seen |= {item.id} if item.id else set()
    keys: set[str] = set()
    for index, source in enumerate(subject.record.sources):
        key = source.id if isinstance(source, OwnSource) else source
        if key in keys:
            yield subject.at("CB409", ("sources", index), id=key)
        keys.add(key)


def review_after_verified(subject: Subject) -> Iterator[Finding]:
    """The next review lies after the last."""
    record = subject.record
    if record.verified and record.review_due and record.review_due < record.verified[: len(record.review_due)]:
        yield subject.at("CB406", ("review_due",), verified=record.verified, review_due=record.review_due)


def sources_listed_and_used(subject: Subject) -> Iterator[Finding]:
    """What is cited is listed in `sources`, and what is listed is cited."""
    listed = {source.id if isinstance(source, OwnSource) else source for source in subject.record.sources}
    cited = {citation.key for narrative in subject.narratives.values() for citation in narrative.citations}
    for path, model in models_in(subject.record):
        for ref in getattr(model, "source", ()) if isinstance(model, Model) else ():
            if isinstance(ref, SourceRef):
                cited.add(ref.key)
                if ref.key not in listed:
                    yield subject.at("CB309", (*path, "source"), value=ref.key)
    for index, source in enumerate(subject.record.sources):
        key = source.id if isinstance(source, OwnSource) else source
        if key not in cited:
            yield subject.at("CB304", ("sources", index), value=key)


def sources_are_known(subject: Subject) -> Iterator[Finding]:
    """A key in `sources` is one of sources.yaml."""
    for index, source in enumerate(subject.record.sources):
        if isinstance(source, str) and source not in subject.reference.sources:
            hint = suggestion(source, subject.reference.sources, "add it to sources.yaml or give it in full here")
            yield subject.at("CB301", ("sources", index), value=source, suggestion=hint)


def terms_are_current(subject: Subject) -> Iterator[Finding]:
    """A term that has been replaced still works, with a word on what replaces it."""
    for path, vocabulary, code in terms_used(subject.record):
        term = subject.reference.vocabularies[vocabulary].by_code[code]
        if term.replaced_by:
            yield subject.at("CB209", path, value=code, replacement=term.replaced_by)


def pictures_described(subject: Subject) -> Iterator[Finding]:
    """Every picture that is shown lies in the folder; every one in the folder is shown."""
    shown: set[str] = set()
    for index, picture in enumerate(subject.record.pictures):
        shown.add(picture.file)
        if picture.file not in subject.folder.pictures:
            yield subject.at("CB610", ("pictures", index, "file"), name=picture.file, suggestion=_other_picture(picture.file, subject))
    for language, narrative in subject.narratives.items():
        for image in narrative.images:
            shown.add(image.src)
            if image.src not in subject.folder.pictures:
                yield finding(
                    "CB610", f"{subject.folder.label}/{language}.md", image.mark,
                    name=image.src, suggestion=_other_picture(image.src, subject),
                )  # fmt: skip
    for name in sorted(subject.folder.pictures.keys() - shown):
        yield finding("CB608", f"{subject.folder.label}/{name}", _TOP, name=name)


def _other_picture(name: str, subject: Subject) -> str:
    return suggestion(name, subject.folder.pictures, "names are lower case and exact")


DOCUMENT_RULES = (texts_are_clean, swedish_narrative)
"""The rules that need no more than the files: they run on a record that has not the model's shape too."""

RECORD_RULES = (
    *DOCUMENT_RULES, ambiguous_words, period_in_order, full_coverage_is_full,
    procurement_only_for_cases, dates_carry_source, numbers_make_sense, organisations_named_once,
    ids_unique, review_after_verified, sources_are_known, sources_listed_and_used, terms_are_current,
    pictures_described,
)  # fmt: skip
"""Every rule on one record, in the order they run."""
