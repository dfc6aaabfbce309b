"""`casebank check`: what is checked, what is printed, and the exit code; a traceback never."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from casebank.cli import main
from casebank.findings import CATALOGUE
from conftest import ROOT, SmallBank

KEYS = ["code", "severity", "file", "line", "column", "message", "fix"]


@dataclass(frozen=True)
class Ran:
    """What a run of the command gave."""

    returncode: int
    stdout: str
    stderr: str


def check(*arguments: object, cwd: Path = ROOT) -> Ran:
    """Run the command in this process: an exception would fail the test."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(["check", *map(str, arguments)])
        except SystemExit as leaving:  # argparse
            code = int(leaving.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


def in_a_shell(command: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a user does; bytes, because what a terminal can show differs."""
    result = subprocess.run(
        command.replace("casebank", f'"{sys.executable}" -m casebank.cli'), shell=True, cwd=cwd, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins"), **env}, timeout=120,
    )  # fmt: skip
    assert b"Traceback" not in result.stderr and b"Exception" not in result.stderr, result.stderr.decode(errors="replace")
    return result


@pytest.fixture
def bank(small_bank: SmallBank) -> SmallBank:
    """A project with two real records, to run the command in."""
    small_bank.write("mkdocs.yml", "site_name: x\n")
    small_bank.copy("spelplanen")
    small_bank.copy("seniormedicin-se")
    return small_bank


def break_it(bank: SmallBank, id: str = "spelplanen") -> None:
    case = bank.cases / id / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("coverage:", "coverge:", 1), encoding="utf-8")


def test_the_real_bank_has_no_errors() -> None:
    """What is in the repository can be published."""
    result = check()
    assert result.returncode == 0, result.stdout
    assert result.stdout.split("\n")[-2].startswith("0 errors, ")


def test_exit_codes(bank: SmallBank, tmp_path: Path) -> None:
    """0 without errors, 1 with errors, 2 when the command itself is wrong."""
    assert check(cwd=bank.root).returncode == 0
    break_it(bank)
    assert check(cwd=bank.root).returncode == 1
    for arguments in (["no-such-folder"], ["--format", "xml"], ["mkdocs.yml"], ["--unknown"]):
        result = check(*arguments, cwd=bank.root)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr


def test_warnings_alone_are_no_failure(bank: SmallBank) -> None:
    """A paragraph without citation is told of, and the exit code is 0."""
    sv = bank.cases / "spelplanen" / "sv.md"
    sv.write_text(sv.read_text(encoding="utf-8") + "\nUtan källa.\n", encoding="utf-8")
    result = check(cwd=bank.root)
    assert result.returncode == 0
    assert "warning CB520" in result.stdout and "0 errors, 1 warning" in result.stdout


def test_text_form(bank: SmallBank) -> None:
    """`path:line:column: error CODE message`, the line itself, `fix: …`."""
    break_it(bank)
    lines = check(cwd=bank.root).stdout.split("\n")
    assert lines[0].startswith("cases/spelplanen/case.yaml:")
    place, _, message = lines[0].partition(": error ")
    assert [part.isdigit() for part in place.split(":")] == [False, True, True]
    assert message == "CB201 Unknown key coverge in the top of the file."
    assert lines[1].strip().startswith("coverge: ")
    assert lines[2].strip() == "^"
    assert lines[3] == "  fix: Correct or remove the key; did you mean coverage?"


def test_json_form(bank: SmallBank) -> None:
    """One JSON object with every finding and the counts."""
    break_it(bank)
    found = json.loads(check("--format", "json", cwd=bank.root).stdout)
    assert list(found) == ["findings", "errors", "warnings"]
    assert (found["errors"], found["warnings"]) == (1, 0)
    assert list(found["findings"][0]) == KEYS
    assert found["findings"][0]["code"] in CATALOGUE
    sound = json.loads(check("--format", "json", ROOT / "cases" / "spelplanen").stdout)
    assert sound["errors"] == 0


def test_github_form(bank: SmallBank) -> None:
    """Annotations, one a line, that no text of a contributor can break out of."""
    break_it(bank)
    sv = bank.cases / "spelplanen" / "sv.md"
    sv.write_text(sv.read_text(encoding="utf-8") + "\n[se @a%0A::error::b]\n\n<b>\n::error file=x::hej</b>\n", encoding="utf-8")
    lines = check("--format", "github", cwd=bank.root).stdout.splitlines()
    assert len(lines) >= 3
    assert all(line.startswith(("::error file=cases/spelplanen/", "::warning file=cases/spelplanen/")) for line in lines)


def test_record_folders_by_path(bank: SmallBank) -> None:
    """Only what is given is spoken of; the rest of the bank is what it is checked against."""
    break_it(bank, "seniormedicin-se")
    assert check("cases/spelplanen", cwd=bank.root).returncode == 0
    result = check("cases/seniormedicin-se/", cwd=bank.root)
    assert result.returncode == 1
    assert result.stdout.startswith("cases/seniormedicin-se/case.yaml:")
    assert check(".", cwd=bank.cases / "spelplanen").returncode == 0
    assert check("..", cwd=bank.cases / "spelplanen").returncode == 1


def test_a_folder_outside_the_repository(bank: SmallBank, tmp_path: Path) -> None:
    """It is read as if it were in cases/, under its own path, and its name is its id."""
    outside = tmp_path / "någon annanstans" / "min-post"
    shutil.copytree(bank.cases / "spelplanen", outside)
    assert check(outside, cwd=bank.root).returncode == 0
    (outside / "extra.exe").write_bytes(b"")
    result = check(outside, cwd=bank.root)
    assert result.returncode == 1
    assert result.stdout.startswith(f"{outside.as_posix()}/extra.exe:1:1: error CB602 ")
    renamed = outside.rename(outside.with_name("Min Post"))
    assert "CB601" in check(renamed, cwd=bank.root).stdout


def test_a_file_means_its_record(bank: SmallBank) -> None:
    """What editors and `git diff --name-only` give: the files."""
    break_it(bank)
    folder = check("cases/spelplanen", cwd=bank.root)
    assert folder.returncode == 1
    for name in ("case.yaml", "sv.md"):
        result = check(f"cases/spelplanen/{name}", cwd=bank.root)
        assert (result.returncode, result.stdout) == (folder.returncode, folder.stdout)
    both = check("cases/spelplanen/case.yaml", "cases/spelplanen/sv.md", "cases/spelplanen", cwd=bank.root)
    assert both.stdout == folder.stdout


def test_a_folder_of_records_means_all_of_them(bank: SmallBank, tmp_path: Path) -> None:
    """The whole `cases` folder, here or elsewhere."""
    assert check("cases", cwd=bank.root).returncode == 0
    break_it(bank)
    assert check("cases", cwd=bank.root).stdout == check(cwd=bank.root).stdout
    elsewhere = Path(shutil.copytree(bank.cases, tmp_path / "elsewhere"))
    result = check(elsewhere, cwd=bank.root)
    assert result.returncode == 1
    assert result.stdout.startswith(f"{elsewhere.as_posix()}/spelplanen/case.yaml:")


def test_an_empty_folder_is_a_record_without_case(bank: SmallBank, tmp_path: Path) -> None:
    """Not silence: somebody meant a record."""
    (tmp_path / "tom").mkdir()
    result = check(tmp_path / "tom", cwd=bank.root)
    assert result.returncode == 1
    assert "error CB604" in result.stdout


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_terminal_that_cannot_show_it(bank: SmallBank, encoding: str) -> None:
    """Letters and excerpts that the terminal lacks never become a traceback."""
    case = bank.cases / "spelplanen" / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8") + "漢字→: x\n", encoding="utf-8")
    result = in_a_shell("casebank check", bank.root, PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0")
    assert result.returncode == 1
    assert b"error CB201" in result.stdout


def test_output_cut_short(bank: SmallBank) -> None:
    """`casebank check | head` ends quietly, also when nobody reads on."""
    break_it(bank)
    assert in_a_shell("casebank check | true", bank.root).stderr == b""


def test_from_any_folder_of_the_project(bank: SmallBank) -> None:
    """The bank is found from below its root, and paths stay relative to that root."""
    break_it(bank)
    assert check(cwd=bank.site_src / "reference").stdout == check(cwd=bank.root).stdout
