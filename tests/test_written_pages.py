"""The hand-written pages promise: what they tell a contributor to write works, and they point at this repository."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

from casebank import addresses
from casebank.cli import main
from casebank.fields import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "site_src" / "docs"
WRITTEN = ("about", "contribute", "accessibility", "data")
NAME = "maltider-exempelkommun"


def source(name: str, language: str) -> Path:
    """The Markdown file of a page."""
    return DOCS / f"{addresses.page(name, language).rstrip('/')}.md"


def block(text: str, kind: str) -> str:
    """The first code block of a kind (`yaml`, `markdown`) in a page."""
    found = re.search(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"no {kind} block"
    return found[1]


def write_example(folder: Path, language: str) -> Path:
    """The record that the page tells a contributor to start from, as a folder."""
    text = source("contribute", language).read_text(encoding="utf-8")
    assert f"cases/{NAME}" in text
    record = folder / NAME
    record.mkdir()
    (record / "case.yaml").write_text(block(text, "yaml"), encoding="utf-8", newline="\n")
    (record / "sv.md").write_text(block(text, "markdown"), encoding="utf-8", newline="\n")
    return record


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WRITTEN)
def test_the_page_is_there_with_a_title_and_a_short_description(name: str, language: str) -> None:
    front = yaml.safe_load(source(name, language).read_text(encoding="utf-8").split("---\n")[1])
    assert front["title"]
    assert 50 <= len(front["description"]) <= 160


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_passes_the_check(language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", str(write_example(tmp_path, language))])
    assert (code, capsys.readouterr().out.strip()) == (0, "0 errors, 0 warnings")


def test_the_output_shown_for_a_mistake_is_what_the_check_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = write_example(tmp_path, "sv")
    case = record / "case.yaml"
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace("goal_status: partly", "goal_status: partially"), encoding="utf-8", newline="\n")
    assert main(["check", str(record)]) == 1
    # The check shows the path it was given; the pages show it as given in a clone.
    output = re.sub(rf"\S.*/{NAME}/", f"cases/{NAME}/", capsys.readouterr().out).strip()
    pages = [ROOT / "CONTRIBUTING.md", *(source("contribute", language) for language in LANGUAGES)]
    assert [page.name for page in pages if f"```\n{output}\n```" not in re.sub("```text", "```", page.read_text(encoding="utf-8"))] == []


def test_the_pages_point_at_the_repository_and_site_of_mkdocs_yml() -> None:
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    repository = re.search(r"^repo_url: (\S+)$", config, re.MULTILINE)[1]
    site = re.search(r"^site_url: .*\"(https\S+)\"", config, re.MULTILINE)[1]
    strangers = [
        (page.relative_to(DOCS).as_posix(), url)
        for page in sorted(DOCS.rglob("*.md"))
        for url in re.findall(r"https://(?:github\.com|[a-z-]+\.github\.io)/[^\s)\">]+", page.read_text(encoding="utf-8"))
        if url != repository and not url.startswith((f"{repository}/", site))
    ]
    assert strangers == []


@pytest.mark.parametrize("form", ["1-case.yml", "2-correction.yml", "3-reply.yml"])
def test_the_issue_form_follows_githubs_schema(form: str) -> None:
    result = subprocess.run(
        [str(Path(sysconfig.get_path("scripts")) / "check-jsonschema"), "--builtin-schema", "vendor.github-issue-forms",
         str(ROOT / ".github" / "ISSUE_TEMPLATE" / form)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
