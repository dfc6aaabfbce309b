"""`mkdocs serve`: what is changed shows, a broken record takes nothing down, and all of it recovers."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import BASE, build_env, copy_small_project

PATIENCE = 60  # seconds; nothing waits longer than it has to


class Served:
    """A project being served, and the address it is served at."""

    def __init__(self, project: Path, log: Path) -> None:
        self.project = project
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}{BASE}"
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"], cwd=project, env=build_env(PYTHONUNBUFFERED="1"),
            stdin=subprocess.DEVNULL, stdout=log.open("wb"), stderr=subprocess.STDOUT,
        )  # fmt: skip

    def get(self, path: str) -> str:
        """The page at `path`; empty while nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return f"HTTP {error.code}"
        except OSError:
            return ""

    def wait(self, path: str, holds: Callable[[str], bool], what: str) -> str:
        """Ask for `path` until `holds` of it; fails with the log when that takes too long."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            page = self.get(path)
            if page and holds(page):
                return page
            assert self.process.poll() is None, f"the server ended:\n{self.said()}"
            time.sleep(0.1)
        pytest.fail(f"{what} was waited for in vain; the server said:\n{self.said()[-3000:]}")

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the tests below, which mend what they break."""
    folder = tmp_path_factory.mktemp("served")
    project = copy_small_project(folder / "project")
    config = project / "mkdocs.yml"  # the search index has tests of its own; without it every rebuild is quicker
    config.write_text(config.read_text(encoding="utf-8").replace("cases_dir: cases", "search: false", 1), encoding="utf-8")
    server = Served(project, folder / "serve.log")
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(30)


RECORD = "fall/spelplanen/"
BANNER = 'role="alert"'


@pytest.fixture
def case(served: Served) -> Iterator[Path]:
    """A record's file; put back afterwards."""
    path = served.project / "cases" / "spelplanen" / "case.yaml"
    former = path.read_text(encoding="utf-8")
    served.wait(RECORD, lambda page: "<h1" in page and BANNER not in page, "the record's page")
    yield path
    path.write_text(former, encoding="utf-8", newline="\n")
    served.wait(RECORD, lambda page: "Prövad" not in page and BANNER not in page, "the page as it was")


def with_title(text: str, word: str) -> str:
    """case.yaml with `word` before its Swedish title."""
    return re.sub(r"(?m)^(  sv: *[\"']?)", rf"\g<1>{word} ", text, count=1)


def test_a_change_shows(served: Served, case: Path) -> None:
    """A new title of a record is on its page, and on the list, without a restart."""
    case.write_text(with_title(case.read_text(encoding="utf-8"), "Prövad"), encoding="utf-8", newline="\n")
    served.wait(RECORD, lambda page: "Prövad" in page, "the new title")
    assert "Prövad" in served.get("fall/")
    assert BANNER not in served.get(RECORD)


def test_a_broken_record_shows_findings_over_the_last_good_site(served: Served, case: Path) -> None:
    """The page stays, the findings stand on it; mended, they are gone and the change is there."""
    good = case.read_text(encoding="utf-8")
    heading = served.get(RECORD)[:].partition("<h1")[2].partition("</h1>")[0]
    case.write_text(good.replace("coverage:", "coverge:", 1), encoding="utf-8", newline="\n")
    page = served.wait(RECORD, lambda page: BANNER in page, "the findings")
    assert "cases/spelplanen/case.yaml:" in page and "Unknown key coverge" in page and "did you mean coverage?" in page
    assert heading in page
    assert BANNER in served.get("en/about/") and BANNER in served.get("")
    assert served.get("data/v1/cases.json").startswith("{"), "only pages carry the findings"

    case.write_text(with_title(good, "Prövad"), encoding="utf-8", newline="\n")
    page = served.wait(RECORD, lambda page: BANNER not in page, "the page without findings")
    assert "Prövad" in served.wait(RECORD, lambda page: "Prövad" in page, "the new title")


def test_what_a_banner_shows_is_text(served: Served, case: Path) -> None:
    """A contributor's markup in a finding stays text."""
    case.write_text(case.read_text(encoding="utf-8") + "\"<img src=x onerror='alert(1)'>\": 1\n", encoding="utf-8", newline="\n")
    page = served.wait(RECORD, lambda page: BANNER in page, "the findings")
    assert "<img src=x" not in page and "&lt;img src=x" in page


def test_a_broken_reference_file_recovers_too(served: Served, case: Path) -> None:
    """What records point to may be broken and mended as well."""
    path = served.project / "site_src" / "reference" / "organisations.yaml"
    good = path.read_text(encoding="utf-8")
    try:
        path.write_text(good.replace("  kind: region\n", "  kind: regionn\n", 1), encoding="utf-8", newline="\n")
        page = served.wait(RECORD, lambda page: BANNER in page, "the findings")
        assert "regionn is not a term" in page and "<h1" in page
    finally:
        path.write_text(good, encoding="utf-8", newline="\n")
    served.wait(RECORD, lambda page: BANNER not in page, "the page without findings")


def test_a_new_record_appears_and_goes(served: Served, case: Path) -> None:
    """A folder that is added or removed."""
    new = served.project / "cases" / "ny-post"
    shutil.copytree(served.project / "cases" / "seniormedicin-se", new)
    served.wait("fall/ny-post/", lambda page: "<h1" in page, "the new record's page")
    shutil.rmtree(new)
    served.wait("fall/ny-post/", lambda page: page == "HTTP 404", "the removed record's absence")


def test_styles_and_texts_are_watched(served: Served, case: Path) -> None:
    """Interface texts too: a changed one shows."""
    path = served.project / "site_src" / "i18n" / "sv.yaml"
    good = path.read_text(encoding="utf-8")
    try:
        path.write_text(good.replace('page.browse: "', 'page.browse: "Prövade ', 1), encoding="utf-8", newline="\n")
        served.wait("", lambda page: "Prövade " in page, "the changed text")
    finally:
        path.write_text(good, encoding="utf-8", newline="\n")


def test_a_bank_that_is_broken_from_the_start(tmp_path: Path) -> None:
    """There is no good site to show yet: the findings stand on an empty one, and mending brings the records."""
    project = copy_small_project(tmp_path / "project")
    sv = project / "cases" / "spelplanen" / "sv.md"
    good = sv.read_text(encoding="utf-8")
    sv.unlink()
    server = Served(project, tmp_path / "serve.log")
    try:
        page = server.wait("", lambda page: BANNER in page, "the findings")
        assert "cases/spelplanen/sv.md:1:1: error CB605" in page
        sv.write_text(good, encoding="utf-8", newline="\n")
        server.wait(RECORD, lambda page: "<h1" in page and BANNER not in page, "the record's page")
    finally:
        server.process.terminate()
        server.process.wait(30)


def test_reference_data_that_is_broken_from_the_start(tmp_path: Path) -> None:
    """Without it there is nothing to serve: the findings are printed, and the command ends with an error."""
    project = copy_small_project(tmp_path / "project")
    (project / "site_src" / "reference" / "sources.yaml").write_text("- x\n", encoding="utf-8")
    server = Served(project, tmp_path / "serve.log")
    try:
        assert server.process.wait(PATIENCE) != 0
    finally:
        server.process.kill()
    assert "site_src/reference/sources.yaml:1:1: error CB142" in server.said() and "Traceback" not in server.said()
