"""Walks through a model or a document's plain data: everything inside, each with its path."""

from __future__ import annotations

from collections.abc import Iterator

from casebank.fields import Model

Path = tuple[int | str, ...]
"""Where something stands in a document: keys, and places in lists from 0."""


def models_in(model: Model, path: Path = ()) -> Iterator[tuple[Path, Model]]:
    """`model` and every model inside it, each with its path."""
    yield path, model
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Model):
            yield from models_in(value, (*path, name))
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Model):
                    yield from models_in(item, (*path, name, index))


def texts_in(data: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a document's plain data, with its path."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts_in(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts_in(value, (*path, index))
