"""The same content gives the same bytes, wherever, whenever and by whomever it is built."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, build_env, copy_project, copy_small_project, mkdocs, tree

ANOTHER_DAY = '''
"""Loaded by Python at its start: this process lives on another day."""
import datetime, time

_ahead = 400 * 86400 + 12345.678
_real_time, _real_datetime, _real_date = time.time, datetime.datetime, datetime.date
time.time = lambda: _real_time() + _ahead


class _Datetime(_real_datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)

    today = now


class _Date(_real_date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())


datetime.datetime, datetime.date = _Datetime, _Date
'''


def differences(one: dict[str, tuple[int, bytes]], other: dict[str, tuple[int, bytes]]) -> list[str]:
    """What differs between two trees, in words."""
    found = [f"only in the first: {name}" for name in sorted(one.keys() - other.keys())]
    found += [f"only in the second: {name}" for name in sorted(other.keys() - one.keys())]
    for name in sorted(one.keys() & other.keys()):
        if one[name] != other[name]:
            (mode, data), (other_mode, other_data) = one[name], other[name]
            at = next((i for i, (a, b) in enumerate(zip(data, other_data, strict=False)) if a != b), min(len(data), len(other_data)))
            found.append(f"{name}: modes {mode:o} and {other_mode:o}; {data[max(0, at - 60) : at + 60]!r} and {other_data[max(0, at - 60) : at + 60]!r}")
    return found


def same(one: dict[str, tuple[int, bytes]], other: dict[str, tuple[int, bytes]]) -> None:
    """Fail with the first differences."""
    found = differences(one, other)
    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:12])


def build(project: Path, **env: str) -> str:
    """Build `project`; returns what was printed."""
    result = mkdocs(project, "build", env=build_env(**env))
    assert result.returncode == 0, result.stdout
    return result.stdout


@pytest.mark.slow
def test_another_machine_gives_the_same_bytes(built_site: Path, tmp_path: Path) -> None:
    """Path with a space and an å, time zone, locale, hash seed, umask, day, cores: none of it is in the site."""
    project = copy_project(tmp_path / "en mapp på svenska" / "Praktikfall å")
    (tmp_path / "day").mkdir()
    (tmp_path / "day" / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    for path in project.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    # Neither the order that files are listed in.
    shuffled = sorted((project / "cases").iterdir(), key=lambda path: path.name[::-1])
    for path in shuffled:
        path.rename(path.with_name(path.name + ".moved")).rename(path)
    former = os.umask(0o077)
    try:
        build(
            project, PYTHONPATH=f"{tmp_path / 'day'}{os.pathsep}{ROOT / 'plugins'}", TZ="Pacific/Kiritimati", LC_ALL="C", LANG="C",
            LANGUAGE="nb:en", PYTHONHASHSEED="4242", PYTHONUTF8="0", PYTHONIOENCODING="latin-1", SOURCE_DATE_EPOCH="1", HOME=str(tmp_path),
            USER="någon", COLUMNS="40",
        )  # fmt: skip
    finally:
        os.umask(former)
    same(tree(built_site), tree(project / "site"))


def test_the_other_day_works(tmp_path: Path) -> None:
    """The test above would prove nothing if the faked clock were not seen."""
    import subprocess
    import sys

    (tmp_path / "sitecustomize.py").write_text(ANOTHER_DAY, encoding="utf-8")
    code = "import datetime, time; print(datetime.datetime.now().year, datetime.date.today().year, time.gmtime(time.time()).tm_year)"
    years = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True)
    import datetime

    assert years.stdout.split() == [str((datetime.datetime.now() + datetime.timedelta(days=400)).year)] * 3


@pytest.fixture(scope="module")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_small_project(tmp_path_factory.mktemp("small") / "project")
    build(folder)
    return folder


@pytest.fixture
def small(_small: Path, tmp_path: Path) -> Path:
    """A small project that has been built, with its site and its notes on it."""
    return Path(shutil.copytree(_small, tmp_path / "again"))


@pytest.fixture
def again(built_site: Path, tmp_path: Path) -> Path:
    """The whole project, built, with its site and its notes on it."""
    return Path(shutil.copytree(built_site.parent, tmp_path / "again"))


def fresh(project: Path, tmp_path: Path) -> dict[str, tuple[int, bytes]]:
    """The site that `project` gives when nothing is kept."""
    new = tmp_path / "fresh"
    new.mkdir()
    shutil.copy2(project / "mkdocs.yml", new)
    for folder in ("cases", "site_src"):
        shutil.copytree(project / folder, new / folder)
    assert re.search(r"\b0 kept", build(new))
    return tree(new / "site")


def made_and_kept(log: str) -> tuple[int, int]:
    """How many files a build says it made and kept."""
    match = re.search(r"(\d+) files made, (\d+) kept", log)
    assert match, log
    return int(match[1]), int(match[2])


def test_building_again_changes_nothing(small: Path) -> None:
    """And makes next to nothing."""
    former = tree(small / "site")
    made, kept = made_and_kept(build(small))
    assert kept > 100 * max(made, 1)
    same(former, tree(small / "site"))


@pytest.mark.slow
def test_a_changed_and_a_removed_record(again: Path, tmp_path: Path, real_bank: Any) -> None:
    """An incremental build equals a fresh one: pages of others that name the record, lists, search, exports."""
    named = {id for entry in real_bank.entries for id in _names_of(entry)}
    removed = next(entry.id for entry in real_bank.entries if entry.id not in named and not _excused(entry.id))
    changed = max(named, key=lambda id: sum(id in _names_of(entry) for entry in real_bank.entries))
    shutil.rmtree(again / "cases" / removed)
    case = again / "cases" / changed / "case.yaml"
    text = re.sub(r"(?m)^(  sv: *[\"']?)", r"\1Förändrad ", case.read_text(encoding="utf-8"), count=1)
    case.write_text(text, encoding="utf-8", newline="\n")
    made, kept = made_and_kept(build(again))
    assert kept > made / 2, "nearly everything was made again"
    assert not (again / "site" / "fall" / removed).exists()
    assert "Förändrad" in (again / "site" / "fall" / changed / "index.html").read_text(encoding="utf-8")
    same(tree(again / "site"), fresh(again, tmp_path))


def test_changed_texts_templates_and_styles(small: Path, tmp_path: Path) -> None:
    """What every page is made of: interface texts, a template, a style, a hand-written page."""
    for path, old, new in (
        ("i18n/nb.yaml", r'(?m)^(page\.browse: ")', r"\1Ny "),
        ("theme/casebank/source.html", r"\Z", "<p>Slut</p>\n"),
        ("assets/site.css", r"\Z", "\n.cb-new { color: inherit; }\n"),
        ("docs/om.md", r"\Z", "\nTillagt.\n"),
    ):
        file = small / "site_src" / path
        text, count = re.subn(old, new, file.read_text(encoding="utf-8"), count=1)
        assert count == 1, path
        file.write_text(text, encoding="utf-8", newline="\n")
    build(small)
    same(tree(small / "site"), fresh(small, tmp_path))


def test_a_damaged_former_site_is_not_kept(small: Path) -> None:
    """Files of site/ that somebody changed or removed are made again."""
    former = tree(small / "site")
    page = small / "site" / "fall" / "spelplanen" / "index.html"
    page.write_text("spoilt", encoding="utf-8")
    (small / "site" / "data" / "v1" / "cases.json").unlink()
    next((small / "site" / "pagefind" / "fragment").iterdir()).write_bytes(b"")
    (small / ".cache" / "casebank" / "drafts.json").write_text("{", encoding="utf-8")
    build(small)
    same(former, tree(small / "site"))


def _names_of(entry: Any) -> set[str]:
    record = entry.record
    found = {*record.part_of, *record.related, *record.builds_on, *record.reused_by}
    for narrative in entry.narratives.values():
        found |= {link.href.removeprefix("case:") for link in getattr(narrative, "links", ()) if link.href.startswith("case:")}
    return found


def _excused(id: str) -> bool:
    """Whether the reference files or hand-written pages name the record."""
    texts = [*(ROOT / "site_src" / "reference").rglob("*.yaml"), *(ROOT / "site_src" / "docs").rglob("*.md")]
    return any(re.search(rf"\b{re.escape(id)}\b", path.read_text(encoding="utf-8")) for path in texts)
