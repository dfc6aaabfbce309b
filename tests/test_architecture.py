"""The house: which module may know which, how large they are, and that they explain themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT

PACKAGE = ROOT / "plugins" / "casebank"

LAYERS = (
    # Tools that know nothing of the bank, and the findings that everything reports with.
    "catalogue findings addresses words figures charts parallel shells staging yaml_scalar index_chunks pagefind_bundle search",
    # Bytes → marked YAML and safe text.
    "text_hygiene yaml_marks yaml_problem source_file markdown_source narrative_reader narrative_html narrative",
    # What is in a record and in the reference files.
    "fields walk vocabulary source organisation recommendation glossary process survey contradiction inventory agency sphere interview record",
    # A folder or file → a model, or findings.
    "folder pictures validation draft",
    # What records point to, and the bank.
    "knowledge reference bank",
    # What is judged.
    "rules rules.subject rules.record rules.content rules.knowledge rules.bank",
    "pipeline",
    # The bank in words and as plain data for pages.
    "assets wording facts comparison redirects views views.*",
    # Plain data → HTML and files.
    "render exports exports.*",
    "outputs build_cache serving",
    # What people start.
    "cli plugin",
)
"""From the ground up: a module imports from its own layer and those before it, never from a later one."""

LONG = {"catalogue": "data, not logic", "source_file": "one pass over the events, whose parts belong together"}
"""Modules that are longer than LIMIT, and why."""
LIMIT = 350


def module_name(path: Path) -> str:
    """`…/views/home.py` → `views.home`."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def parsed(name: str) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


@cache
def imported(name: str) -> frozenset[str]:
    """Everything that `name` imports, also inside functions: modules of the package without its name, others in full."""
    found: set[str] = set()
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            found |= {one.name.removeprefix("casebank.") for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: a relative import"
            base = (node.module or "").removeprefix("casebank").removeprefix(".")
            names = {f"{base}.{one.name}".removeprefix(".") for one in node.names}
            found |= names & MODULES.keys() or {base}
    return frozenset(found - {name})


def layer(name: str) -> int:
    """The number of the layer that `name` belongs to."""
    for number, names in enumerate(LAYERS):
        if name in names.split() or f"{name.partition('.')[0]}.*" in names.split():
            return number
    pytest.fail(f"{name} has no layer: give it its place in LAYERS")


def test_every_module_has_one_place() -> None:
    """Each is in LAYERS, and LAYERS names no module that is not there."""
    for name in MODULES.keys() - {"__init__"}:
        layer(name)
    listed = [name for names in LAYERS for name in names.split() if not name.endswith("*")]
    assert sorted(set(listed)) == sorted(listed)
    assert sorted(set(listed) - MODULES.keys()) == []


@pytest.mark.parametrize("name", sorted(MODULES.keys() - {"__init__"}))
def test_imports_run_downward(name: str) -> None:
    """Nobody knows who is above."""
    upward = {other for other in imported(name) & MODULES.keys() if layer(other) > layer(name)}
    assert not upward, f"{name} imports from a later layer: {', '.join(sorted(upward))}"


def test_no_circles() -> None:
    """Within a layer neither."""
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in sorted(imported(name) & MODULES.keys()):
                visit(other, (*way, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


def test_only_the_plugin_knows_mkdocs() -> None:
    """The core survives a change of generator."""
    outside = ("mkdocs", "material", "livereload")
    assert [name for name in MODULES if any(other.partition(".")[0] in outside for other in imported(name))] == ["plugin"]


def test_the_core_runs_without_mkdocs() -> None:
    """Not only by reading its imports: checking the bank loads no MkDocs."""
    code = (
        "import sys; from casebank.cli import main; main(['check', '--format', 'json']); "
        "print([name for name in sys.modules if name.startswith(('mkdocs', 'material'))])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": str(ROOT / "plugins")}, capture_output=True, text=True, check=False
    )
    assert result.stdout.rstrip().endswith("[]"), result.stdout[-300:] + result.stderr


@pytest.mark.parametrize("name", sorted(MODULES))
def test_the_core_knows_no_time_place_or_chance(name: str) -> None:
    """No clock, network, locale or randomness: dates in outputs come from the data."""
    assert not {other.partition(".")[0] for other in imported(name)} & {"requests", "httpx", "socket", "random", "locale", "secrets", "uuid"}
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of_time = isinstance(node.func.value, ast.Name) and node.func.value.id == "time"
            assert node.func.attr not in ("now", "today", "utcnow") and not of_time, f"{name}:{node.lineno}"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_modules_are_short(name: str) -> None:
    """One noun a module."""
    lines = MODULES[name].read_text(encoding="utf-8").count("\n")
    assert name in LONG or lines <= LIMIT, f"{name}: {lines} lines"
    assert name not in LONG or lines > LIMIT, f"{name} is short enough: take it out of LONG"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_everything_public_explains_itself(name: str) -> None:
    """Modules, and classes and functions with a public name, have a docstring (what a method is, its name may say)."""
    bare = [] if ast.get_docstring(parsed(name)) else ["the module"]
    for child in parsed(name).body:
        if isinstance(child, ast.FunctionDef | ast.ClassDef) and not child.name.startswith("_") and not ast.get_docstring(child):
            bare.append(child.name)
    assert not bare, f"{name}: {', '.join(bare)}"


@pytest.mark.parametrize("name", sorted(MODULES))
def test_files_are_opened_with_an_encoding(name: str) -> None:
    """The locale decides nothing."""
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            named = {keyword.arg for keyword in node.keywords}
            if called in ("read_text", "write_text"):
                assert "encoding" in named, f"{name}:{node.lineno}"
            if called == "open" and isinstance(node.func, ast.Name):
                mode = node.args[1].value if len(node.args) > 1 and isinstance(node.args[1], ast.Constant) else "r"
                assert "b" in mode or "encoding" in named, f"{name}:{node.lineno}"


def test_directory_listings_are_sorted() -> None:
    """No file system's own order reaches anything: each listing stands inside sorted(), or in a question of any()."""
    for name, path in MODULES.items():
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines):
            if any(call in line for call in (".iterdir()", ".rglob(", ".glob(", "os.listdir(")):
                around = " ".join(lines[max(0, number - 2) : number + 2])
                assert "sorted(" in around or "any(" in around, f"{name}:{number + 1}: {line.strip()}"
