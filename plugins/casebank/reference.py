"""What records point to: vocabularies, sources, organisations, recommendations, glossary, texts.

Read from `site_src/reference/` and `site_src/i18n/`; each file strict YAML against a model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from casebank.fields import LANGUAGES, Context, Model
from casebank.findings import Finding, Mark, finding, has_errors
from casebank.knowledge import Knowledge, read_knowledge
from casebank.organisation import Organisation
from casebank.recommendation import Recommendation
from casebank.source import Source
from casebank.source_file import Document, read_yaml
from casebank.validation import Part, validate
from casebank.vocabulary import Vocabulary

M = TypeVar("M", bound=Model)

REFERENCE_LIMIT = 1_000_000  # bytes of one reference file


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything that records may name, by id."""

    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    recommendations: Mapping[str, Recommendation] = field(default_factory=dict)
    synonyms: tuple[tuple[str, ...], ...] = ()
    knowledge: Knowledge = field(default_factory=Knowledge)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    digest: str = ""  # of all the files' bytes

    def context(self, records: frozenset[str] = frozenset(), sources: frozenset[str] = frozenset()) -> Context:
        """What a record's values are looked up in; `sources` are those of the record itself."""
        return Context(
            terms={name: vocabulary.by_code for name, vocabulary in self.vocabularies.items()},
            sources=self.sources.keys() | sources,
            organisations=self.organisations.keys(),
            records=records,
            recommendations=self.recommendations.keys(),
        )

    def label(self, vocabulary: str, code: str, language: str) -> str:
        """A term's label in `language`."""
        return getattr(self.vocabularies[vocabulary].by_code[code].label, language)


def read_reference(root: Path, label: str) -> tuple[Reference, list[Finding]]:
    """Read `root` (site_src): reference/ and i18n/.  `label` is how findings name it."""
    found: list[Finding] = []
    texts = {language: _texts(root / "i18n" / f"{language}.yaml", f"{label}/i18n/{language}.yaml", found)
             for language in LANGUAGES}  # fmt: skip
    reference = root / "reference"
    name = f"{label}/reference"

    source_file = _read(reference / "sources.yaml", f"{name}/sources.yaml", found, needed=True)
    organisation_file = _read(reference / "organisations.yaml", f"{name}/organisations.yaml", found, needed=True)
    keys = frozenset(source_file.data or ()) if source_file else frozenset()
    context = Context(sources=keys, organisations=frozenset((organisation_file and organisation_file.data) or ()))

    vocabularies: dict[str, Vocabulary] = {}
    folder = reference / "vocabularies"
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        document = _read(path, f"{name}/vocabularies/{path.name}", found)
        if document is not None:
            vocabulary, problems = validate(Vocabulary, document, context)
            found += problems
            if vocabulary is not None:
                vocabularies[path.stem] = vocabulary
                found += _same_codes(vocabulary, document)
    context = Context(
        terms={key: vocabulary.by_code for key, vocabulary in vocabularies.items()},
        sources=context.sources,
        organisations=context.organisations,
    )
    if has_errors(found):  # terms that are missing would only repeat themselves below
        return Reference(vocabularies=vocabularies, texts=texts), found
    sources = _each(Source, source_file, context, found)
    organisations = _each(Organisation, organisation_file, context, found)
    knowledge = read_knowledge(reference, name, context, _read, found)
    return (
        Reference(
            vocabularies=vocabularies,
            sources=sources,
            organisations=organisations,
            recommendations=knowledge.recommendations.by_id if knowledge.recommendations else {},
            synonyms=tuple(term.words for term in knowledge.glossary.terms) if knowledge.glossary else (),
            knowledge=knowledge,
            texts=texts,
            digest=_digest(root),
        ),
        found,
    )


def _read(path: Path, name: str, found: list[Finding], *, needed: bool = False) -> Document | None:
    """A reference file as a document; None when it is absent, and with findings when it is broken or `needed`."""
    if not needed and not path.exists():
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        found.append(finding("CB612", name, Mark(1, 1), name=path.name, reason=error.strerror or "error"))
        return None
    document = read_yaml(data, name, limit=REFERENCE_LIMIT)
    found += document.findings
    return None if document.data is None else document


def _each(model: type[M], document: Document | None, context: Context, found: list[Finding]) -> dict[str, M]:
    """A file that maps ids to things of one model."""
    if document is None:
        return {}
    items: dict[str, M] = {}
    for key, value in document.data.items():
        item, problems = validate(model, Part.of(document, (key,), value), context)
        found += problems
        if item is not None:
            items[key] = item
    return items


def _same_codes(vocabulary: Vocabulary, document: Document) -> list[Finding]:
    seen: dict[str, int] = {}
    found = []
    for index, term in enumerate(vocabulary.terms):
        if term.slug in seen:
            found.append(
                finding("CB409", document.name, document.marks.value(("terms", index, "code")), id=term.code)
            )
        seen[term.slug] = index
    return found


def _texts(path: Path, name: str, found: list[Finding]) -> dict[str, str]:
    # A bank can be checked without the texts of the pages; the build says when they are missing.
    document = _read(path, name, found)
    if document is None:
        return {}
    return {key: str(value) for key, value in document.data.items()}


def _digest(root: Path) -> str:
    """A hash of every reference file and interface text, with their names."""
    digest = hashlib.sha256()
    for folder in ("i18n", "reference"):
        for path in sorted((root / folder).rglob("*.yaml")):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
