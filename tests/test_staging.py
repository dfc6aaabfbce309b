"""Whatever happens while the site is built, the former one stays whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from casebank import pagefind_bundle, staging
from casebank.staging import Staging, StagingError
from conftest import build_env, copy_small_project, mkdocs, tree

resource = pytest.importorskip("resource", reason="limits and signals of POSIX systems")

PIECES = ("site", ".site.new", ".site.old")


@pytest.fixture(scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_small_project(tmp_path_factory.mktemp("built") / "project")
    result = mkdocs(folder, "build", "-q")
    assert result.returncode == 0, result.stdout
    return folder


@pytest.fixture
def built(_built: Path, tmp_path: Path) -> Path:
    """A small project that has been built, with its site, to spoil."""
    return Path(shutil.copytree(_built, tmp_path / "project"))


def change(project: Path) -> None:
    """Change a record so that the next build would differ."""
    sv = project / "cases" / "spelplanen" / "sv.md"
    sv.write_text(sv.read_text(encoding="utf-8").replace("## ", "## Ny: ", 1), encoding="utf-8", newline="\n")


def left_whole(project: Path, former: dict[str, tuple[int, bytes]]) -> None:
    """The former site is untouched, and nothing half-made lies about."""
    assert tree(project / "site") == former
    assert not (project / ".site.new").exists()
    assert not (project / ".site.old").exists()


# ------------------------------------------------------------------ builds that fail


def test_a_broken_record_stops_the_build(built: Path) -> None:
    """The findings are printed, the exit code is not 0, site/ is as before to the byte."""
    former = tree(built / "site")
    change(built)
    case = built / "cases" / "seniormedicin-se" / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("coverage:", "coverge:"), encoding="utf-8")
    result = mkdocs(built, "build")
    assert result.returncode != 0
    assert "cases/seniormedicin-se/case.yaml:" in result.stdout
    assert "error CB201 Unknown key coverge" in result.stdout and "did you mean coverage?" in result.stdout
    assert "Traceback" not in result.stdout
    left_whole(built, former)


def test_a_first_build_that_fails_leaves_no_site(small_project: Path) -> None:
    """Not even an empty folder."""
    (small_project / "cases" / "spelplanen" / "sv.md").unlink()
    assert mkdocs(small_project, "build").returncode != 0
    assert not any((small_project / name).exists() for name in PIECES)


def test_a_broken_reference_file_stops_the_build(built: Path) -> None:
    """The same for what records point to."""
    former = tree(built / "site")
    sources = built / "site_src" / "reference" / "sources.yaml"
    sources.write_text(sources.read_text(encoding="utf-8").replace("  type: bill", "  type: bil", 1), encoding="utf-8")
    result = mkdocs(built, "build")
    assert result.returncode != 0
    assert "site_src/reference/sources.yaml:" in result.stdout and "Traceback" not in result.stdout
    left_whole(built, former)


def test_a_template_that_fails_leaves_the_former_site(built: Path) -> None:
    """A slip in a body template is an error of the build, with the template's name."""
    former = tree(built / "site")
    template = built / "site_src" / "theme" / "casebank" / "record.html"
    template.write_text(template.read_text(encoding="utf-8") + "{{ view.no_such_thing }}", encoding="utf-8")
    result = mkdocs(built, "build")
    assert result.returncode != 0
    assert "no_such_thing" in result.stdout and "record.html:" in result.stdout
    assert "Traceback" not in result.stdout
    left_whole(built, former)


def test_a_shell_without_a_slot_is_an_error(built: Path) -> None:
    """A theme that forgets the body is told so; nothing is published."""
    former = tree(built / "site")
    main = built / "site_src" / "theme" / "main.html"
    main.write_text(main.read_text(encoding="utf-8").replace("alternates", "alternate"), encoding="utf-8")
    result = mkdocs(built, "build")
    assert result.returncode != 0
    left_whole(built, former)


def test_strict_warnings_do_not_swap(built: Path) -> None:
    """With --strict a warning keeps the former site."""
    former = tree(built / "site")
    page = built / "site_src" / "docs" / "om.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[finns inte](finns-inte.md)\n", encoding="utf-8")
    strict = mkdocs(built, "build", "--strict")
    assert strict.returncode != 0
    assert "finns-inte.md" in strict.stdout
    left_whole(built, former)


def test_a_missing_pagefind_is_told_of(built: Path) -> None:
    """How to mend it, and no traceback."""
    former = tree(built / "site")
    change(built)
    result = mkdocs(built, "build", env=build_env(PAGEFIND_BINARY_PATH=str(built / "no-such-program")))
    assert result.returncode != 0
    assert "agefind" in result.stdout and "Traceback" not in result.stdout
    left_whole(built, former)


def test_a_page_written_by_hand_at_an_address_of_the_bank(built: Path) -> None:
    """It would hide the generated page: an error that says which."""
    former = tree(built / "site")
    (built / "site_src" / "docs" / "jamfor").mkdir()
    (built / "site_src" / "docs" / "jamfor" / "index.md").write_text("# Jämför\n", encoding="utf-8")
    result = mkdocs(built, "build")
    assert result.returncode != 0
    assert "jamfor/index.md" in result.stdout and "Traceback" not in result.stdout
    left_whole(built, former)


# ------------------------------------------------------------------ no room


@pytest.mark.parametrize("limit", [20_000, 150_000])
def test_a_write_error_in_the_middle(built: Path, limit: int) -> None:
    """No file can grow beyond `limit`: pages, styles or the search index break off, as on a full disk."""
    former = tree(built / "site")
    change(built)
    shutil.rmtree(built / ".cache", ignore_errors=True)
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=built, env=build_env(PYTHONDONTWRITEBYTECODE="1"), capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)), timeout=120, check=False,
    )  # fmt: skip
    assert result.returncode != 0, "everything was smaller than the limit: choose a smaller one"
    left_whole(built, former)
    said = (result.stdout + result.stderr).decode()
    assert "Traceback" not in said, said
    assert ("disk" in said and "build again" in said) or "Pagefind failed" in said, said


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(30, "Read-only file system"), OSError(28, "No space left")])
def test_a_place_that_may_not_be_written(place: Path, monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    """Told of in one sentence that says where, and nothing is touched."""

    def refuse(*_: object, **__: object) -> int:
        raise error

    monkeypatch.setattr(staging.os, "open", refuse)
    with pytest.raises(StagingError, match=f"cannot write beside site/ .{error.strerror}"):
        Staging(place).open()
    assert (place / "index.html").read_text(encoding="utf-8") == "old"


# ------------------------------------------------------------------ stopped, or two at once


def started(project: Path, until: Callable[[], bool]) -> subprocess.Popen[bytes]:
    """Start a build and return while it runs, as soon as `until` holds."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build"], cwd=project, env=build_env(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    limit = time.monotonic() + 60
    while not until():
        assert process.poll() is None and time.monotonic() < limit, "the build ended before it could be stopped"
        time.sleep(0.002)
    return process


@pytest.mark.parametrize(
    ("reached", "how"), [("fall/spelplanen", signal.SIGKILL), ("pagefind", signal.SIGKILL), ("assets", signal.SIGINT)]
)
def test_a_build_that_is_stopped(built: Path, reached: str, how: signal.Signals) -> None:
    """Killed or interrupted while it writes: the former site stays, and the next build works."""
    former = tree(built / "site")
    change(built)
    shutil.rmtree(built / ".cache", ignore_errors=True)
    process = started(built, lambda: (built / ".site.new" / reached).exists())
    os.killpg(process.pid, how)
    assert process.wait(60) != 0
    assert tree(built / "site") == former
    result = mkdocs(built, "build")
    assert result.returncode == 0, result.stdout
    assert tree(built / "site") != former
    assert not (built / ".site.new").exists()


def test_a_second_build_is_refused(built: Path) -> None:
    """At the same time, of the same site: a clear message, and the first is not disturbed."""
    former = tree(built / "site")
    change(built)
    first = Staging(built / "site")
    first.open()
    (first.folder / "index.html").write_text("first", encoding="utf-8")
    try:
        second = mkdocs(built, "build")
        assert second.returncode != 0
        assert "another build of site/ is running" in second.stdout and "Traceback" not in second.stdout
        assert (first.folder / "index.html").read_text(encoding="utf-8") == "first"
        assert tree(built / "site") == former
    finally:
        first.close()


# ------------------------------------------------------------------ the swap itself


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A site of one file, made before."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("old", encoding="utf-8")
    return site


@pytest.mark.parametrize("at_once", [True, False])
def test_commit_replaces_everything(place: Path, at_once: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only the old site had is gone; also where two folders cannot change places in one step."""
    if not at_once:
        monkeypatch.setattr(staging, "_exchange", lambda new, old: False)
    (place / "gone.html").write_text("old", encoding="utf-8")
    one = Staging(place)
    one.open()
    (one.folder / "index.html").write_text("new", encoding="utf-8")
    one.commit()
    assert {path.name: path.read_text() for path in place.iterdir()} == {"index.html": "new"}
    assert {path.name for path in place.parent.iterdir()} <= {"site", ".site.lock"}


def test_a_kill_between_two_renames_is_mended(place: Path) -> None:
    """The old site under its other name comes back before anything else is done."""
    place.rename(place.with_name(".site.old"))
    (place.parent / ".site.new").mkdir()
    one = Staging(place)
    one.open()
    assert (place / "index.html").read_text(encoding="utf-8") == "old"
    assert list(one.folder.iterdir()) == []
    one.close()


def test_a_file_at_the_site_s_place_is_left_alone(tmp_path: Path) -> None:
    """Somebody's file called site is neither replaced nor moved."""
    (tmp_path / "site").write_text("mine", encoding="utf-8")
    with pytest.raises(StagingError, match="is a file"):
        Staging(tmp_path / "site").open()
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"site": "mine"}


def test_one_at_a_time(place: Path) -> None:
    """The lock ends with the one who holds it."""
    one, two = Staging(place), Staging(place)
    one.open()
    with pytest.raises(StagingError, match="another build"):
        two.open()
    one.close()
    one.close()
    two.open()
    two.close()


def test_modes_do_not_follow_the_umask(place: Path) -> None:
    """644 and 755, whatever the builder's habits."""
    one = Staging(place)
    former = os.umask(0o077)
    try:
        one.open()
        (one.folder / "sub").mkdir()
        (one.folder / "sub" / "a.html").write_text("x", encoding="utf-8")
        one.commit()
    finally:
        os.umask(former)
    assert (place.stat().st_mode & 0o777, (place / "sub").stat().st_mode & 0o777) == (0o755, 0o755)
    assert (place / "sub" / "a.html").stat().st_mode & 0o777 == 0o644


# ------------------------------------------------------------------ the search bundle


@pytest.mark.parametrize("left", [0, 0.5])
@pytest.mark.parametrize("file", ["pagefind-entry.json", "pagefind.js", "wasm.*", "*.pf_meta", "index/*", "fragment/*"])
def test_a_bundle_that_is_cut_short_is_detected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, left: float) -> None:
    """Pagefind exits with 0 on a full disk: a file that is empty or half written never reaches the site."""
    finish = pagefind_bundle._Run.finish

    def damaged(run: object) -> None:
        finish(run)  # type: ignore[arg-type]
        path = next(run.bundle.glob(file))  # type: ignore[attr-defined]
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * left)])

    monkeypatch.setattr(pagefind_bundle._Run, "finish", damaged)
    pages = [pagefind_bundle.IndexedPage(f"/{n}/", f"<html><body><p>ord nummer{n} {'text ' * n}</p></body></html>") for n in range(20)]
    with pytest.raises(pagefind_bundle.SearchError, match="build again|locked"):
        pagefind_bundle.write_bundle({"sv": pages}, tmp_path / "pagefind", {"sv": ()})
