"""The record model: one definition, from which validation, schema and exports come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from casebank.fields import Context, parse_source_ref
from casebank.record import Record, terms_used
from casebank.source_file import read_yaml
from casebank.validation import validate, vocabulary_at
from conftest import ROOT

CASE = (ROOT / "cases" / "innovationsupphandling-x" / "case.yaml").read_bytes()


def models(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[type[BaseModel]]:
    """`model` and every model its fields are made of."""
    seen = set() if seen is None else seen
    if model in seen:
        return seen
    seen.add(model)

    def inside(annotation: object) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            models(annotation, seen)
        for one in getattr(annotation, "__args__", ()):
            inside(one)

    for field in model.model_fields.values():
        inside(field.annotation)
    return seen


@pytest.fixture(scope="module")
def record() -> Record:
    """A real record, its references not looked up."""
    return Record.model_validate(read_yaml(CASE, "case.yaml").data)


def test_a_record_cannot_be_changed(record: Record) -> None:
    """What has been judged stays as it was."""
    with pytest.raises(ValidationError):
        record.title = None  # type: ignore[assignment]
    with pytest.raises(ValidationError):
        record.results[0].text.sv = "annat"


def test_every_model_refuses_unknown_keys() -> None:
    """A misspelt key is never lost in silence, at any depth."""
    for model in models(Record):
        assert model.model_config.get("extra") == "forbid", model.__name__
        assert model.model_config.get("frozen") is True, model.__name__


def test_every_field_at_the_top_is_described() -> None:
    """The field guide and the template are made from these."""
    undescribed = [name for name, field in Record.model_fields.items() if not field.description]
    assert undescribed == []


def test_facts_must_have_a_source() -> None:
    """`source` has no default in anything that states a fact."""
    from casebank.record import (
        Barrier,
        Event,
        Fact,
        Involvement,
        Lesson,
        Money,
        Result,
        SuccessFactor,
    )

    for model in (Barrier, Event, Involvement, Lesson, Money, Result, SuccessFactor):
        assert issubclass(model, Fact) and model.model_fields["source"].is_required(), model.__name__


def test_nothing_has_a_default_that_says_something() -> None:
    """A field that is absent is None, empty or False: never an invented value."""
    for model in models(Record):
        for name, field in model.model_fields.items():
            if not field.is_required() and model.__name__ not in ("Source", "OwnSource"):
                assert field.default in (None, (), False), f"{model.__name__}.{name}"


def test_terms_are_found_however_deep(record: Record) -> None:
    """Every controlled value of the record, with the path it stands at."""
    found = terms_used(record)
    assert (("type",), "type", "case") in found
    assert ("countries", 0) in {path for path, _, _ in found}
    assert {"goal-status", "basis", "organisation-role"} <= {vocabulary for _, vocabulary, _ in found}
    for path, vocabulary, _ in found:
        assert vocabulary_at(Record, path) == vocabulary


def test_validation_needs_no_lookup_to_tell_shapes(record: Record) -> None:
    """Without a context nothing is looked up; with an empty one every reference is unknown."""
    document = read_yaml(CASE, "case.yaml")
    made, found = validate(Record, document, Context(terms={name: {} for name in _vocabularies()}))
    assert made is None
    assert {one.code for one in found} <= {"CB204", "CB301", "CB302", "CB303", "CB308"}
    assert all(one.line > 1 and one.excerpt for one in found)


def _vocabularies() -> list[str]:
    return [path.stem for path in (ROOT / "site_src" / "reference" / "vocabularies").glob("*.yaml")]


@pytest.mark.parametrize("value", ["2012", "2012-02", "2012-02-29", 2012, "0001"])
def test_dates_as_exact_as_the_source(value: object) -> None:
    """A year, a month or a day."""
    from casebank.fields import Date

    assert TypeAdapter(Date).validate_python(value) == str(value)


@pytest.mark.parametrize(
    "value", ["2012-02-30", "2011-02-29", "2012-13", "2012-00", "2012-1", "12-02-01", "0000", "2012-02-01T00:00", " 2012", "2012 ", "２０１２", "2012\n", True, 20120201, 1.5, None, "", []]
)  # fmt: skip
def test_what_is_no_date(value: object) -> None:
    """Neither impossible days nor other ways of writing."""
    from casebank.fields import Date

    with pytest.raises(ValidationError, match="not a date"):
        TypeAdapter(Date).validate_python(value)


@pytest.mark.parametrize(
    ("written", "key", "locator"),
    [("key", "key", ""), ("key, s. 50", "key", "s. 50"), ("@key, s. 50, stycke 2", "key", "s. 50, stycke 2"), (" key ,s. 1 ", "key", "s. 1"), ("a-1,", "a-1", "")],
)  # fmt: skip
def test_source_references(written: str, key: str, locator: str) -> None:
    """A key, and where in the source after the first comma."""
    assert parse_source_ref(written) == (key, locator)


@pytest.mark.parametrize("written", ["Key", "å", "a b", "a--b", "-a", "a_b", "", ",", ", s. 1", "@", "@@a"])
def test_what_is_no_source_reference(written: str) -> None:
    """A key is an id: it becomes an address."""
    with pytest.raises(PydanticCustomError) as raised:
        parse_source_ref(written)
    assert raised.value.type == "CB307"


@settings(deadline=None)
@given(st.text() | st.integers() | st.none() | st.lists(st.text()))
def test_any_value_as_source_reference(value: object) -> None:
    """A reference or a finding's code: nothing else."""
    try:
        key, _ = parse_source_ref(value)
    except PydanticCustomError as error:
        assert error.type == "CB307"
    else:
        assert key and key.isascii() and key == key.lower()
