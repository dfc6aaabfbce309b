"""A marked document against a model: either the model, or findings at their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from casebank.fields import Context, Model, Term
from casebank.findings import Finding, Mark, did_you_mean, finding
from casebank.source_file import Document

M = TypeVar("M", bound=Model)

class Marked(Protocol):
    """What a validation needs of a document: its name, data, marks and lines."""

    name: str
    data: Any
    marks: Any
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class _MarksBelow:
    marks: Any
    prefix: tuple[int | str, ...]

    def key(self, path: tuple[int | str, ...]) -> Mark:
        return self.marks.key(self.prefix + path)

    def value(self, path: tuple[int | str, ...]) -> Mark:
        # The thing itself is named by its key: that is where "missing" is best shown.
        return self.marks.value(self.prefix + path) if path else self.marks.key(self.prefix)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document, validated as if it were one (an organisation in its file)."""

    name: str
    data: Any
    marks: Any
    lines: Sequence[str]

    @classmethod
    def of(cls, document: Document, path: tuple[int | str, ...], data: Any) -> Part:
        """What stands at `path` in `document`."""
        return cls(document.name, data, _MarksBelow(document.marks, path), document.lines)


_EXPECTED = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "model_type": "a mapping (key: value lines)",
    "model_attributes_type": "a mapping (key: value lines)",
    "dict_type": "a mapping (key: value lines)",
    "tuple_type": "a list (lines that begin with - )",
    "list_type": "a list (lines that begin with - )",
}


_BOUNDS = {
    "greater_than_equal": ("more", "ge"),
    "less_than_equal": ("less", "le"),
}

_LANGUAGE_NAMES = {"sv": "Swedish", "en": "English", "nb": "Norwegian"}

_OTHERWISE = {
    "CB301": "a new one goes in sources.yaml, or in full in the record's own list",
    "CB302": "a new one goes in organisations.yaml",
    "CB303": "the record may have been renamed",
    "CB308": "the page of recommendations lists them",
}
"""What else can be done when nothing close is known."""


def validate(model: type[M], document: Marked, context: Context) -> tuple[M | None, list[Finding]]:
    """`document` as a `model`, or None and every finding there is to say of it.

    The document's own findings are not repeated here.
    """
    try:
        return model.model_validate(document.data, context=context), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    meant = {
        (_path_in(document.data, detail["loc"])[:-1], did_you_mean(str(detail["loc"][-1]), _keys_at(model, _path_in(document.data, detail["loc"])[:-1])))
        for detail in details if detail["type"] == "extra_forbidden"
    }  # fmt: skip
    found = []
    for detail in details:
        path = _path_in(document.data, detail["loc"])
        # The misspelt key is told of as such; that the right one is missing says the same again.
        misspelt = detail["type"] == "missing" and (path, detail["loc"][-1]) in meant
        if not misspelt and not _other_branch(detail, path):
            found += _findings(detail, model, document, context)
    return None, found


def _other_branch(detail: ErrorDetails, path: tuple[int | str, ...]) -> bool:
    """Whether this is what one form of a field has against a value that was written in another form.

    A source is a key or a mapping: of a mapping with errors it need not be said that it is no text.
    Pydantic adds the form's name to the location.
    """
    if len(path) == len(detail["loc"]):
        return False
    mapping = isinstance(detail["input"], dict)
    return detail["type"] in (("string_type", "CB205") if mapping else ("model_type", "model_attributes_type"))


def ambiguous(document: Document, allowed: dict[tuple, str]) -> Iterator[Finding]:
    """A finding for each plain word that older YAML readers take for something else.

    `allowed` are the paths where a vocabulary has exactly that word as a code.
    """
    for path, written in document.ambiguous.items():
        if allowed.get(path) != written:
            yield finding(
                AMBIGUOUS, document.name, document.marks.value(path), value=written,
                excerpt=excerpt(document, document.marks.value(path).line),
            )  # fmt: skip


AMBIGUOUS = "CB130"


def excerpt(document: Marked, line: int) -> str:
    """The text of a line of the document, or nothing when there is no such line."""
    return document.lines[line - 1] if 0 < line <= len(document.lines) else ""


def _findings(
    detail: ErrorDetails, model: type[Model], document: Marked, context: Context
) -> Iterator[Finding]:
    kind = detail["type"]
    path = _path_in(document.data, detail["loc"])
    values = dict(detail.get("ctx") or {})
    at_key = False
    if kind == "extra_forbidden":
        code, at_key = "CB201", True
        known = _keys_at(model, path[:-1])
        values = {"key": path[-1], "where": _where(path[:-1]), "suggestion": _hint(did_you_mean(str(path[-1]), known), known)}
    elif kind == "missing":
        key = str(detail["loc"][-1])
        at_key = True
        if key == "source":
            code, values = "CB403", {"where": _where(path)}
        elif key == "alt":
            named = detail["input"].get("file") if isinstance(detail["input"], dict) else None
            code, values = "CB608", {"name": named or _where(path)}
        elif key in ("sv", "en", "nb"):
            code, values = "CB210", {"language": _LANGUAGE_NAMES[key], "key": key, "where": _where(path)}
        else:
            code, values = "CB202", {"key": key, "where": _where(path)}
    elif kind in _EXPECTED:
        code = "CB203"
        values = _kinds(_EXPECTED[kind], detail["input"])
    elif kind in ("string_too_long", "too_long"):
        code = "CB207"
        values = {"length": len(detail["input"]), "limit": values["max_length"]}
    elif kind in ("too_short", "string_too_short"):
        if detail["input"]:  # pydantic counts only the sound items of a list; the others have been told of
            return
        code, values = "CB208", {}
    elif kind.startswith("CB"):
        code = kind
        if code == "CB204":
            candidates = context.terms[values["vocabulary"]]
            values["suggestion"] = _hint(did_you_mean(values["value"], candidates), candidates)
        elif code in ("CB301", "CB302", "CB303", "CB308"):
            candidates = getattr(context, values.get("kind", "sources"))
            values["suggestion"] = suggestion(values["value"], candidates, _OTHERWISE[code])
        elif code == "CB203":
            values = _kinds(values["expected"], detail["input"])
    elif kind in _BOUNDS:
        word, name = _BOUNDS[kind]
        code, values = "CB206", {"reason": f"it should be {values[name]} or {word}"}
    else:
        code, values = "CB206", {"reason": detail["msg"][:1].lower() + detail["msg"][1:]}
    mark = document.marks.key(path) if at_key else document.marks.value(path)
    yield finding(code, document.name, mark, excerpt=excerpt(document, mark.line), **values)


def suggestion(word: str, candidates: Iterable[str], otherwise: str) -> str:
    """The end of a mending hint: the candidate that was probably meant, else `otherwise`."""
    guess = did_you_mean(word, candidates)
    return f"did you mean {guess}?" if guess else otherwise


def _hint(suggestion: str | None, candidates: object = ()) -> str:
    """The end of a mending hint: what was probably meant, or what can be chosen."""
    if suggestion:
        return f"did you mean {suggestion}?"
    listed = list(candidates)  # type: ignore[call-overload]
    if 0 < len(listed) <= 14:
        return "choose one of: " + ", ".join(listed)
    return "see the field guide for what can stand here"


def _path_in(data: object, location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """The part of pydantic's location that is a path in the file (unions add names to it)."""
    path: list[int | str] = []
    for step in location:
        if isinstance(data, dict) and step in data:
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def _where(path: tuple[int | str, ...]) -> str:
    """A path in words: `results[2].source`; the top of the file is said so."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "the top of the file"


def _kinds(expected: str, value: object) -> dict[str, str]:
    """What CB203 wants to know: what should stand here, what does, and how to mend it."""
    hint = 'a text made of digits goes in "double quotes"' if expected == "a text" and isinstance(value, int | float) else ""
    return {"expected": expected, "got": _got(value), "suggestion": hint}


def _got(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'the text "{value}"' if isinstance(value, str) else str(value)


def vocabulary_at(model: type[Model], path: tuple[int | str, ...]) -> str | None:
    """The vocabulary that a value of `model` at `path` is a term of, or None."""
    here: type[Model] | None = model
    info = None
    for step in path:
        if isinstance(step, str):
            info = here.model_fields.get(step) if here is not None else None
            here = _model_in(info.annotation) if info else None
    term = _term_in((info.annotation, *info.metadata)) if info else None
    return term.vocabulary if term else None


def _term_in(annotations: Iterable[object]) -> Term | None:
    for annotation in annotations:
        if isinstance(annotation, Term):
            return annotation
        inner = (*getattr(annotation, "__args__", ()), *getattr(annotation, "__metadata__", ()))
        if inner and (found := _term_in(inner)) is not None:
            return found
    return None


def _keys_at(model: type[Model], path: tuple[int | str, ...]) -> list[str]:
    """The keys that the model takes at `path`."""
    here: type[Model] = model
    for step in path:
        if isinstance(step, int):
            continue
        info = here.model_fields.get(step)
        inner = _model_in(info.annotation) if info else None
        if inner is None:
            return []
        here = inner
    return list(here.model_fields)


def _model_in(annotation: object) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (found := _model_in(argument)) is not None:
            return found
    return None
