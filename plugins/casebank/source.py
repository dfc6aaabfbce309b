"""Sources: what the facts of the bank rest on, described in the terms of CSL."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from casebank.fields import Date, FullDate, Id, Line, Localised, Model, Sources, Term, Url, code


class Source(Model):
    """A document, page or book.  Field names and types follow CSL 1.0.2 where it has them."""

    type: Annotated[str, Term("source-type")] = Field(description="What kind of work it is (CSL type).")
    title: Line = Field(description="The title in its own language.")
    title_en: Line | None = Field(None, description="Our English translation of the title.")
    author: tuple[Line, ...] = Field((), description="Authors as the work names them; an organisation or published author.")
    publisher: Line | None = Field(None, description="Who issued it.")
    container: Line | None = Field(None, description="The journal, book or site it is part of.")
    number: Line | None = Field(None, description="Report, case or article number.")
    issued: Date | None = Field(None, description="When it was published.")
    language: Annotated[str, Term("languages")] = Field(description="Language of the text (BCP 47).")
    url: Url | None = Field(None, description="Where it can be read.")
    archive_url: Url | None = Field(None, description="An archived copy.")
    archived: FullDate | None = Field(None, description="The date of the archived copy.")
    accessed: FullDate | None = Field(None, description="When we read it.")
    doi: code(r"10\.\d{4,9}/\S+", "10.1000/182") | None = Field(None, description="DOI.")  # type: ignore[valid-type]
    isbn: code(r"[0-9X-]{10,17}", "978-91-7555-472-0") | None = Field(None, description="ISBN.")  # type: ignore[valid-type]
    access: Annotated[str, Term("source-access")] = Field(
        "read", description="How we know it: read by us, or known only through another source."
    )
    cited_in: Sources = Field((), description="For a work known second-hand: where we know it from.")
    note: Localised | None = Field(None, description="What a reader should know of the work or the copy.")


class OwnSource(Source):
    """A source given in full inside a record, so that a contribution can be one folder."""

    id: Id = Field(description="The key that this record's facts cite it by.")
