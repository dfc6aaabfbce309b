"""The kinds of field a record is made of: texts in three languages, dates, terms, references.

A field kind knows three things: what it accepts (pydantic), how it is described in the
JSON Schema, and which finding a wrong value becomes.  Wrong values raise
`PydanticCustomError` whose type is a finding code (`CB204`) and whose context holds the
values that the catalogue's message wants; `casebank.validation` turns them into findings.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LANGUAGES: tuple[str, ...] = ("sv", "en", "nb")
"""The languages of the bank; the first is the one a text falls back to."""

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""Ids of records, sources, organisations and terms: they become addresses, so ASCII only."""

_ID = re.compile(ID_PATTERN)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class Model(BaseModel):
    """Base of everything read from a file: unknown keys refused, immutable afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Context:
    """What values are looked up in while a file is validated.

    `terms` maps a vocabulary's id to its codes; the others are sets of known ids.
    """

    terms: Mapping[str, Collection[str]] = field(default_factory=dict)
    sources: Collection[str] = ()
    organisations: Collection[str] = ()
    records: Collection[str] = ()
    recommendations: Collection[str] = ()


# -- terms and references ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """A field whose value is a code of the vocabulary `vocabulary` (CB204 when it is not)."""

    vocabulary: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(
            self._check, core_schema.str_schema(strict=True)
        )

    def _check(self, value: str, info: ValidationInfo) -> str:
        if info.context is not None and value not in info.context.terms[self.vocabulary]:
            raise PydanticCustomError(
                "CB204", "unknown term", {"value": value, "vocabulary": self.vocabulary}
            )
        return value

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "x-vocabulary": self.vocabulary}


@dataclass(frozen=True, slots=True)
class Reference:
    """A field whose value is the id of something of the bank: a record, an organisation…"""

    kind: str  # an attribute of Context
    code: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(
            self._check, core_schema.str_schema(strict=True)
        )

    def _check(self, value: str, info: ValidationInfo) -> str:
        if info.context is not None and value not in getattr(info.context, self.kind):
            raise PydanticCustomError(self.code, "unknown", {"value": value, "kind": self.kind})
        return value

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": ID_PATTERN, "x-reference": self.kind}


RecordId = Annotated[str, Reference("records", "CB303")]
OrganisationId = Annotated[str, Reference("organisations", "CB302")]
SourceId = Annotated[str, Reference("sources", "CB301")]
RecommendationId = Annotated[str, Reference("recommendations", "CB308")]


def _check_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise PydanticCustomError("CB212", "not an id", {"value": value})
    return value


Id = Annotated[
    str,
    AfterValidator(_check_id),
    Field(strict=True, max_length=80, json_schema_extra={"pattern": ID_PATTERN}),
]
"""An id that the file itself gives to something; becomes an anchor or an address."""


class SourceRef(NamedTuple):
    """A statement's source: the source's key and where in it (page, section, paragraph)."""

    key: str
    locator: str


def parse_source_ref(value: Any) -> SourceRef:
    """`"key"` or `"key, locator"` → SourceRef; raises PydanticCustomError CB307."""
    if not isinstance(value, str):
        raise PydanticCustomError("CB307", "bad source reference", {"value": str(value)})
    key, _, locator = value.partition(",")
    key = key.strip().removeprefix("@")
    if not _ID.fullmatch(key):
        raise PydanticCustomError("CB307", "bad source reference", {"value": value})
    return SourceRef(key, locator.strip())


def _source_refs(value: Any, info: ValidationInfo) -> tuple[SourceRef, ...]:
    refs = []
    items = value if isinstance(value, list) else [value]
    if not items:
        raise PydanticCustomError("CB208", "empty", {})
    for item in items:
        ref = item if isinstance(item, SourceRef) else parse_source_ref(item)
        if info.context is not None and ref.key not in info.context.sources:
            raise PydanticCustomError("CB301", "unknown source", {"value": ref.key})
        refs.append(ref)
    return tuple(refs)


Sources = Annotated[
    tuple[SourceRef, ...],
    BeforeValidator(_source_refs),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
            ],
            "description": "Where this is said: a source's key, with a locator after a comma "
            "(page, section, paragraph); or a list of such.",
        }
    ),
]


# -- texts --------------------------------------------------------------------------------


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("CB208", "empty", {})
    return value.strip()


Line = Annotated[str, AfterValidator(_not_blank), Field(strict=True, max_length=400)]
"""A short text in one language or in none (a name, a title in its original language)."""

Prose = Annotated[str, AfterValidator(_not_blank), Field(strict=True, max_length=2000)]
"""A text of a few sentences; plain text, never markup."""


class Localised(Model):
    """A text in the bank's languages: Swedish and English always, Norwegian where it is given."""

    sv: Prose = Field(description="Swedish")
    en: Prose = Field(description="English")
    nb: Prose | None = Field(None, description="Norwegian (bokmål)")


class LocalisedInFull(Model):
    """A text that must be there in all three languages."""

    sv: Prose = Field(description="Swedish")
    en: Prose = Field(description="English")
    nb: Prose = Field(description="Norwegian (bokmål)")


Summary_ = Annotated[str, AfterValidator(_not_blank), Field(strict=True, max_length=300)]


class Summary(Model):
    """At most 300 characters in each language: what a list, a card or a search result shows."""

    sv: Summary_ = Field(description="Swedish")
    en: Summary_ = Field(description="English")
    nb: Summary_ = Field(description="Norwegian (bokmål)")


# -- dates, numbers, codes ------------------------------------------------------------------


def _date(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str) and (match := _DATE.fullmatch(value)):
        year, month, day = (int(part) if part else None for part in match.groups())
        if year and (month is None or 1 <= month <= 12):
            if day is None or 1 <= day <= calendar.monthrange(year, month)[1]:
                return value
    raise PydanticCustomError("CB205", "not a date", {"value": str(value)})


Date = Annotated[
    str,
    BeforeValidator(_date),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
                {"type": "integer", "minimum": 1000, "maximum": 9999},
            ],
            "description": "ISO 8601, as exact as the source is: YYYY, YYYY-MM or YYYY-MM-DD.",
        }
    ),
]
"""An ISO 8601 date as exact as the source: 2012, 2012-02 or 2012-02-01."""

FullDate = Annotated[
    str,
    BeforeValidator(_date),
    AfterValidator(lambda value: value if len(value) == 10 else _short_date(value)),
    WithJsonSchema({"type": "string", "format": "date"}),
]


def _short_date(value: str) -> str:
    raise PydanticCustomError("CB211", "not a whole date", {"value": value})


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise PydanticCustomError("CB203", "not a number", {"expected": "a number", "got": _kind(value)})
    if abs(value) > 10**15:
        raise PydanticCustomError("CB206", "too large", {"reason": "the number is too large"})
    return value


def _kind(value: Any) -> str:
    return {dict: "a mapping", list: "a list", str: "a text", bool: "true/false", type(None): "nothing",
            int: "a number", float: "a number"}.get(type(value), type(value).__name__)  # fmt: skip


Number = Annotated[int | float, BeforeValidator(_number), WithJsonSchema({"type": "number"})]


def _url(value: str) -> str:
    from casebank.text_hygiene import safe_url

    if reason := safe_url(value):
        raise PydanticCustomError("CB404", "bad address", {"value": value, "reason": reason})
    return value


Url = Annotated[
    str,
    AfterValidator(_url),
    Field(strict=True, max_length=2000, json_schema_extra={"format": "uri", "pattern": "^https?://"}),
]


def code(pattern: str, example: str) -> Any:
    """A code that must match `pattern` in full; `example` is shown when it does not (CB213)."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any) -> str:
        value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise PydanticCustomError("CB213", "bad code", {"value": str(value), "example": example})
        return value

    return Annotated[
        str,
        BeforeValidator(check),
        WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", "examples": [example]}),
    ]
