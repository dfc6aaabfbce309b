"""The workflows promise: no more rights than needed, nothing run that is not pinned."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
TOOLS = Path(sysconfig.get_path("scripts"))

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def run(tool: str, *arguments: str) -> None:
    """Run a checker that is installed with the tests; what it says is the failure's message."""
    result = subprocess.run(
        [str(TOOLS / tool), *arguments],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr


def load(path: Path) -> dict[Any, Any]:
    """A workflow as data; YAML reads its key ``on`` as the truth value."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def triggers(path: Path) -> set[str]:
    """What starts a workflow."""
    on = load(path).get(True, load(path).get("on"))
    return {on} if isinstance(on, str) else set(on)


def test_there_are_workflows() -> None:
    assert ROOT / ".github" / "workflows" / "pages.yml" in WORKFLOWS


def test_zizmor_finds_nothing() -> None:
    run("zizmor", "--offline", "--persona=auditor", "--no-progress", ".github")


@each_workflow
def test_the_workflow_follows_githubs_schema(path: Path) -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(path))


def test_dependabot_follows_githubs_schema() -> None:
    run("check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml")


@each_workflow
def test_every_action_is_pinned_to_a_commit_with_its_version_beside(path: Path) -> None:
    uses = re.findall(r"^\s*(?:- )?uses:\s*(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    pinned = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*")
    assert [use for use in uses if not use.startswith("./") and not pinned.fullmatch(use)] == []


def test_an_action_has_one_version_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for name, pin in re.findall(r"uses:\s*([^@\s]+)@(\S+)", path.read_text(encoding="utf-8")):
            pins.setdefault(name, set()).add(pin)
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


@each_workflow
def test_rights_are_given_job_by_job(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    assert [name for name, job in workflow["jobs"].items() if "permissions" not in job] == []


@each_workflow
def test_every_job_ends_by_itself(path: Path) -> None:
    jobs = load(path)["jobs"]
    assert [name for name, job in jobs.items() if "timeout-minutes" not in job] == []


@each_workflow
def test_strangers_code_never_runs_with_our_rights(path: Path) -> None:
    assert not triggers(path) & {"pull_request_target", "workflow_run"}
    for job in load(path)["jobs"].values():
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_the_site_is_published_from_main_only_and_only_if_the_tests_pass() -> None:
    jobs = load(ROOT / ".github" / "workflows" / "pages.yml")["jobs"]
    deploy = jobs["deploy"]
    assert "github.ref == 'refs/heads/main'" in deploy["if"]
    assert "github.event_name != 'pull_request'" in deploy["if"]
    assert {"test", "build"} <= set(deploy["needs"])
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert deploy["environment"]["name"] == "github-pages"
    others = [job["permissions"] for name, job in jobs.items() if name != "deploy"]
    assert all(set(given.values()) <= {"read"} for given in others)


def test_the_tests_that_workflows_run_are_the_readmes() -> None:
    command = "python3 scripts/dev.py test"
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "run: bash .ci/run" in (ROOT / ".github/workflows/pages.yml").read_text(encoding="utf-8")
