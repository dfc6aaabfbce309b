"""Knowledge: what the sources say besides the records, read from `site_src/reference/`.

Surveys, the guide, recommendations, the glossary, the agencies, the contradictions and the
inventory; each file strict YAML against its model.  A file that is not there is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from casebank.agency import Agencies
from casebank.contradiction import Contradiction, Contradictions
from casebank.fields import Context, Model
from casebank.findings import Finding
from casebank.glossary import Glossary
from casebank.interview import Interviews
from casebank.inventory import Inventory
from casebank.process import Process
from casebank.recommendation import Recommendations
from casebank.source_file import Document
from casebank.sphere import Spheres
from casebank.survey import RelatedSurvey, Survey, SurveyTable, ThemeFrame
from casebank.validation import validate

M = TypeVar("M", bound=Model)
Read = Callable[[Path, str, list[Finding]], "Document | None"]

FILES: Mapping[str, type[Model]] = {
    "recommendations": Recommendations, "glossary": Glossary, "process": Process,
    "agencies": Agencies, "spheres": Spheres, "interviews": Interviews,
    "contradictions": Contradictions, "inventory": Inventory,
}  # fmt: skip
"""The files that there is one of, and what each holds."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the knowledge pages are made of; None or empty where there is no such file."""

    recommendations: Recommendations | None = None
    glossary: Glossary | None = None
    process: Process | None = None
    agencies: Agencies | None = None
    spheres: Spheres | None = None
    interviews: Interviews | None = None
    contradictions: Contradictions | None = None
    inventory: Inventory | None = None
    surveys: Mapping[str, Survey | ThemeFrame | RelatedSurvey] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    """File (`surveys/x`, `process`…) → its marked document, for the rules."""

    def tables_of(self, vocabulary: str) -> list[tuple[str, SurveyTable]]:
        """(survey file, table) of every table whose rows are terms of `vocabulary`."""
        return [
            (name, table)
            for name, survey in self.surveys.items()
            if isinstance(survey, Survey)
            for table in survey.tables
            if table.vocabulary == vocabulary
        ]

    def disputed(self, *places: str) -> tuple[Contradiction, ...]:
        """The contradictions that concern any of the places (`folder/id`), each once."""
        if self.contradictions is None:
            return ()
        by_place = self.contradictions.by_place
        found = {one.id: one for place in places for one in by_place.get(place, ())}
        return tuple(found.values())

    def excused(self, code: str, where: str) -> bool:
        """Whether a contradiction explains the finding `code` in `where`."""
        return self.contradictions is not None and self.contradictions.excused(code, where)


def read_knowledge(folder: Path, name: str, context: Context, read: Read, found: list[Finding]) -> Knowledge:
    """Read `folder` (reference/), which findings call `name`; adds to `found`."""
    documents: dict[str, Document] = {}
    made: dict[str, Model | None] = {}
    for key, model in FILES.items():
        document = read(folder / f"{key}.yaml", f"{name}/{key}.yaml", found)
        if document is not None:
            documents[key] = document
            made[key] = _made(model, document, context, found)
            if key == "recommendations" and made[key] is not None:
                context = _with_recommendations(context, made[key])  # type: ignore[arg-type]
    surveys: dict[str, Survey | ThemeFrame | RelatedSurvey] = {}
    below = folder / "surveys"
    for path in sorted(below.glob("*.yaml")) if below.is_dir() else ():
        document = read(path, f"{name}/surveys/{path.name}", found)
        if document is not None:
            documents[f"surveys/{path.stem}"] = document
            survey = _made(_shape(document), document, context, found)
            if survey is not None:
                surveys[path.stem] = survey  # type: ignore[assignment]
    return Knowledge(**made, surveys=surveys, documents=documents)  # type: ignore[arg-type]


def _made(model: type[M], document: Document, context: Context, found: list[Finding]) -> M | None:
    made, problems = validate(model, document, context)
    found += problems
    return made


def _shape(document: Document) -> type[Model]:
    """Which of the three shapes a survey file has: told by its own key."""
    keys = document.data if isinstance(document.data, dict) else {}
    if "findings" in keys:
        return RelatedSurvey
    return Survey if "tables" in keys else ThemeFrame


def _with_recommendations(context: Context, recommendations: Recommendations) -> Context:
    return Context(context.terms, context.sources, context.organisations, context.records, recommendations.by_id.keys())
