"""The locked requirements promise: every package by its hash, no registry, one set for all."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from devkit.environment import LEVELS  # noqa: E402
from devkit.setup import locked_packages  # noqa: E402

LOCKED = [ROOT / "requirements" / f"{level}.txt" for level in LEVELS]
SOURCES = [ROOT / "requirements" / f"{level}.in" for level in LEVELS]


def entries(path: Path) -> dict[str, tuple[str, str, int]]:
    """Name → version, marker and number of hashes, for each package that ``path`` locks."""
    text = path.read_text(encoding="ascii").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            match = re.fullmatch(
                r"([a-z0-9-]+)==(\S+?)(?: ; (.+?))?((?: +--hash=sha256:[0-9a-f]{64})*) *", line
            )
            assert match, f"{path.name}: not a locked package: {line[:80]}"
            assert match[1] not in found, f"{path.name}: {match[1]} is locked twice"
            found[match[1]] = (match[2], match[3] or "", match[4].count("--hash="))
    return found


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_every_package_is_locked_by_version_and_hash(path: Path) -> None:
    packages = entries(path)
    assert len(packages) > 20
    assert [name for name, (_, _, hashes) in packages.items() if not hashes] == []
    assert locked_packages(path.read_text(encoding="ascii")) == len(packages)


@pytest.mark.parametrize("path", LOCKED + SOURCES, ids=lambda path: path.name)
def test_no_registry_and_no_place_is_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|trusted-host|pypi\.|(^|\s)/\w|@ file", text)


@pytest.mark.parametrize("level", ["test", "bench"])
def test_every_level_holds_what_the_site_is_built_with(level: str) -> None:
    site, other = entries(LOCKED[0]), entries(ROOT / "requirements" / f"{level}.txt")
    assert {name: other.get(name) for name in site} == site


def test_the_site_is_built_with_the_same_versions_on_every_machine() -> None:
    # A marker would let another machine write other bytes.
    marked = {name: marker for name, (_, marker, _) in entries(LOCKED[0]).items() if marker}
    assert marked == {}


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_asked_for_is_locked(level: str) -> None:
    locked = entries(ROOT / "requirements" / f"{level}.txt")
    for line in (ROOT / "requirements" / f"{level}.in").read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            assert (ROOT / "requirements" / line[3:]).is_file()
        elif line and not line.startswith("#"):
            wanted = re.match(r"([A-Za-z0-9._-]+)(?:\[\w+\])?(?:==(.+)\.\*)?$", line)
            assert wanted, line
            version = locked[wanted[1].lower().replace("_", "-")][0]
            assert version.startswith((wanted[2] or "") + ("." if wanted[2] else "")), line


def test_the_build_backend_is_locked_too() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["build-system"]["requires"]) <= set(entries(LOCKED[0]))


def test_the_project_says_where_it_is_entered() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "praktikfallsbanken"
    assert project["scripts"] == {"casebank": "casebank.cli:main"}
    assert project["entry-points"]["mkdocs.plugins"] == {
        "casebank": "casebank.plugin:CasebankPlugin"
    }
    assert project["dependencies"] == []
