"""Set-up promises to work once, to notice what was left half done, and to say what failed."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from devkit import commands, environment, processes, setup  # noqa: E402
from devkit import setup_lock as lock_module  # noqa: E402
from devkit.environment import Environment  # noqa: E402
from devkit.messages import Stop  # noqa: E402
from devkit.pip_trouble import explain  # noqa: E402
from devkit.setup_lock import setup_lock  # noqa: E402

DEV = ROOT / "scripts" / "dev.py"


@pytest.fixture
def made(tmp_path: Path) -> Environment:
    """An environment that looks finished for the level "site"."""
    place = Environment(tmp_path)
    (tmp_path / "requirements").mkdir()
    for level in environment.LEVELS:
        place.requirements(level).write_text(f"# {level}\na==1 \\\n    --hash=sha256:0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    place.packages.mkdir(parents=True)
    (place.packages / "mkdocs").mkdir()
    for program in (place.python, place.casebank):
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch()
    place.write_stamp("site")
    return place


# ------------------------------------------------------------------ once, and again when needed


def test_a_finished_environment_needs_nothing(made: Environment) -> None:
    assert made.ready("site")


def test_set_up_runs_nothing_when_nothing_changed(
    made: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "run_logged", lambda *a, **k: pytest.fail("ran a program"))
    env = setup.ensure(made, "site", {"PATH": "/bin", "PYTHONPATH": "/elsewhere"})
    assert env["PYTHONUTF8"] == "1"
    assert "PYTHONPATH" not in env


def test_other_levels_still_have_to_be_installed(made: Environment) -> None:
    assert not made.ready("test")
    assert not made.ready("bench")


def test_what_the_tests_need_includes_what_the_site_needs(made: Environment) -> None:
    made.stamp.unlink()
    made.write_stamp("test")
    assert made.ready("test")
    assert made.ready("site")


@pytest.mark.parametrize("changed", ["requirements/site.txt", "pyproject.toml"])
def test_a_change_in_what_it_is_made_from_is_noticed(made: Environment, changed: str) -> None:
    with open(made.root / changed, "a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert made.is_whole()
    assert not made.ready("site")


def test_line_ends_are_no_change(made: Environment) -> None:
    path = made.requirements("site")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert made.ready("site")


def test_another_python_is_noticed(made: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.platform, "python_version", lambda: "3.99.0")
    assert not made.is_whole()


def test_a_moved_project_is_noticed(made: Environment, tmp_path: Path) -> None:
    moved = tmp_path.with_name(tmp_path.name + "-elsewhere")
    tmp_path.rename(moved)
    assert not Environment(moved).is_whole()


def test_a_level_made_from_older_requirements_is_not_trusted_after_going_back(
    made: Environment,
) -> None:
    made.write_stamp("test")
    old = made.requirements("test").read_text()
    made.requirements("test").write_text(old + "b==2\n")
    made.write_stamp("site")  # may have changed what the level "test" had installed
    made.requirements("test").write_text(old)
    assert not made.ready("test")


# ------------------------------------------------------------------------ half made, or broken


def test_an_unfinished_environment_is_noticed(made: Environment) -> None:
    made.marker.touch()
    assert not made.is_whole()


@pytest.mark.parametrize("part", ["python", "casebank", "stamp"])
def test_a_missing_part_is_noticed(made: Environment, part: str) -> None:
    getattr(made, part).unlink()
    assert not made.is_whole()


def test_a_missing_package_is_noticed(made: Environment) -> None:
    (made.packages / "mkdocs").rmdir()
    assert not made.is_whole()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"x"', '{"foundation": 1, "levels": [], "packages": {}}']
)
def test_a_damaged_stamp_is_as_none(made: Environment, text: str) -> None:
    made.stamp.write_text(text)
    assert not made.is_whole()
    assert not made.ready("site")


def test_packages_of_ones_own_do_no_harm(made: Environment) -> None:
    (made.packages / "mine").mkdir()
    assert made.ready("site")


def fake_pip(made: Environment, answers: dict[str, tuple[int, str]], change: str = ""):  # type: ignore[no-untyped-def]
    """A ``run_logged`` that answers for the program whose arguments hold a key of ``answers``."""

    def run(command, **_):  # type: ignore[no-untyped-def]
        for key, answer in answers.items():
            if key in command:
                if change:
                    (made.packages / change).mkdir()
                return answer
        return 0, ""

    return run


def test_a_failed_download_leaves_a_working_environment_as_it_was(
    made: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"--require-hashes": (1, "NewConnectionError('no route')")}
    monkeypatch.setattr(setup, "run_logged", fake_pip(made, answers))
    with pytest.raises(Stop, match="cannot be reached"):
        setup.ensure(made, "test", {})
    assert made.ready("site")
    assert not made.ready("test")
    assert "2/4" in capsys.readouterr().out


def test_a_failure_half_way_is_remembered(
    made: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {"--require-hashes": (1, "ERROR: [Errno 28] No space left on device")}
    monkeypatch.setattr(setup, "run_logged", fake_pip(made, answers, change="half"))
    with pytest.raises(Stop, match="disk is full"):
        setup.ensure(made, "test", {})
    assert not made.is_whole()


def test_ctrl_c_half_way_is_remembered(made: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(command, **_):  # type: ignore[no-untyped-def]
        (made.packages / "half").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(setup, "run_logged", interrupted)
    with pytest.raises(KeyboardInterrupt):
        setup.ensure(made, "test", {})
    assert not made.is_whole()


def test_installing_names_no_registry_and_checks_every_hash(
    made: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []

    def run(command, **_):  # type: ignore[no-untyped-def]
        calls.append(list(command))
        return 0, ""

    monkeypatch.setattr(setup, "run_logged", run)
    setup.ensure(made, "bench", {})
    requirements, project = [call for call in calls if "install" in call]
    assert {"--require-hashes", "--only-binary"} <= set(requirements)
    assert {"--no-build-isolation", "--no-deps", "--no-index", "--editable"} <= set(project)
    assert not [word for call in calls for word in call if "://" in word or "index-url" in word]
    assert made.ready("bench")


def test_the_projects_path_file_is_plain_ascii(tmp_path: Path) -> None:
    # Python reads it in the locale's encoding, whatever that is.
    packages = tmp_path / "en väg" / ".venv" / "lib" / "site-packages"
    info = packages / "praktikfallsbanken-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "RECORD").write_text("_praktikfallsbanken.pth,sha256=x,9\nother/file.pth,,\n")
    path_file = packages / "_praktikfallsbanken.pth"
    path_file.write_text(str(tmp_path / "en väg" / "plugins"), encoding="utf-8")
    setup.use_relative_paths(packages, tmp_path / "en väg" / "plugins")
    assert path_file.read_bytes() == b"../../../plugins\n"


def test_an_old_environment_that_may_not_be_deleted_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(setup.shutil, "rmtree", refuse)
    with pytest.raises(Stop, match="cannot be deleted"):
        setup.remove_tree(tmp_path / ".venv")


def test_a_linked_environment_loses_only_its_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".venv").symlink_to(elsewhere)
    setup.remove_tree(tmp_path / ".venv")
    assert elsewhere.is_dir()
    assert not os.path.lexists(tmp_path / ".venv")


# ------------------------------------------------------------------------------- one at a time


def test_a_second_set_up_waits_for_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "setup.lock"
    waiting, order = threading.Event(), []
    ready = SimpleNamespace(sleep=lambda _: waiting.set())
    monkeypatch.setattr(lock_module, "time", ready)

    def second() -> None:
        with setup_lock(path):
            order.append("second")

    with setup_lock(path):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]
    assert capsys.readouterr().out.count("Another set-up is under way") == 1


def test_a_program_that_a_killed_set_up_left_behind_keeps_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not processes.POSIX:
        pytest.skip("file descriptors are inherited on POSIX only")
    path = tmp_path / "setup.lock"
    with setup_lock(path) as descriptor:
        child = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[descriptor]
        )
    try:
        with monkeypatch.context() as impatient, pytest.raises(TimeoutError):
            impatient.setattr(lock_module, "time", SimpleNamespace(sleep=give_up))
            with setup_lock(path):
                pass
    finally:
        child.communicate(b"\n")
    with setup_lock(path):
        pass


def give_up(_: float) -> None:
    """Instead of waiting for the lock."""
    raise TimeoutError


# ----------------------------------------------------------------------- what the user is told


@pytest.mark.parametrize(
    ("output", "version", "told"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", (3, 11), "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", (3, 11), "its hash differs"),
        ("WARNING: Retrying after NewConnectionError(x)\nERROR: No matching distribution found "
         "for mkdocs==1", (3, 15), "cannot be reached"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", (3, 11),
         "certificate"),
        ("ERROR: [Errno 13] Permission denied: '/x'", (3, 11), "may not write"),
        ("ERROR: No matching distribution found for pyyaml==6.0.3", (3, 15), "3.15 is newer"),
        ("ERROR: No matching distribution found for pyyaml==6.0.3", (3, 11), "pyyaml==6.0.3"),
        ("ERROR: something else", (3, 11), "something else"),
        ("", (3, 11), "no reason"),
    ],
)  # fmt: skip
def test_pips_failures_in_plain_words(output: str, version: tuple[int, int], told: str) -> None:
    stop = explain(output, version, Path("setup.log"))
    assert told in stop.problem
    assert "setup.log" in stop.remedy
    assert stop.code == 1


@pytest.mark.parametrize(
    "error",
    [PermissionError(13, "Permission denied", "/x"), OSError(28, "No space left on device")],
)
def test_a_failure_to_write_is_told_without_a_traceback(
    error: OSError, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(commands, "interruptible", lambda: None)
    monkeypatch.setattr(commands, "ensure", fail)
    assert commands.main(["build"]) == 1
    told = capsys.readouterr().err
    assert str(error.strerror) in told
    assert "What to do:" in told
    assert "Traceback" not in told


def test_ctrl_c_is_one_line_and_exit_code_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "interruptible", lambda: None)
    monkeypatch.setattr(commands, "ensure", interrupted)
    assert commands.main(["serve"]) == 130
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "version",
    [(2, 7, 18), (3, 6, 15), (3, 10, 13)],
    ids=lambda version: ".".join(map(str, version)),
)
def test_an_old_python_is_told_in_one_line(version: tuple[int, ...]) -> None:
    message = runpy.run_path(str(DEV))["too_old"](version)
    assert "\n" not in message
    assert "3.11 or newer" in message
    assert ".".join(map(str, version)) in message


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_new_enough_python_is_not_complained_of(version: tuple[int, ...]) -> None:
    assert runpy.run_path(str(DEV))["too_old"](version) is None


def test_the_first_file_can_be_read_by_old_pythons() -> None:
    # Or the message about the version would be a syntax error.
    text = DEV.read_text(encoding="ascii")
    for newer in ("from __future__ import annotations", 'f"', "f'", "->", ":=", "match "):
        assert newer not in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "required"),
        (["deploy"], "invalid choice"),
        (["serve", "--port", "0"], "not a port"),
        (["serve", "--port", "65536"], "not a port"),
        (["serve", "--port", "åtta"], "not a port"),
        (["build", "--port", "8000"], "unrecognized"),
        (["build", "--stric"], "unrecognized"),
    ],
)
def test_wrong_arguments_are_wrong_usage(
    arguments: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(commands, "interruptible", lambda: None)
    monkeypatch.setattr(commands, "ensure", lambda *_: pytest.fail("set up all the same"))
    with pytest.raises(SystemExit) as exit_:
        commands.main(arguments)
    assert exit_.value.code == 2
    assert told in capsys.readouterr().err


def test_every_command_is_in_the_help() -> None:
    result = subprocess.run(
        [sys.executable, str(DEV), "--help"], capture_output=True, text=True, check=True
    )
    assert all(f"  {name} " in result.stdout for name in ("serve", "build", "test", "bench"))


@pytest.mark.parametrize(
    ("given", "program"),
    [
        (["build"], ["-m", "mkdocs", "build", "-f", "mkdocs.yml"]),
        (["build", "--strict"], ["-m", "mkdocs", "build", "-f", "mkdocs.yml", "--strict"]),
        (["test", "-x", "tests/a.py"], ["-m", "pytest", "-x", "tests/a.py"]),
        (["bench", "--quick"], ["scripts/bench.py", "--quick"]),
    ],
)
def test_each_command_starts_its_program(
    given: list[str], program: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def become(command, *, cwd, env):  # type: ignore[no-untyped-def]
        started.append(list(command))
        assert cwd == ROOT
        raise SystemExit(7)  # what the program exits with is what we exit with

    monkeypatch.setattr(commands, "interruptible", lambda: None)
    monkeypatch.setattr(commands, "ensure", lambda place, level, base: {})
    monkeypatch.setattr(commands, "driver_env", lambda place, own, env: dict(env))
    monkeypatch.setattr(commands, "browser", lambda place, env: "/a/browser")
    monkeypatch.setattr(commands, "become", become)
    with pytest.raises(SystemExit) as exit_:
        commands.main(given)
    assert exit_.value.code == 7
    assert started == [[str(Environment(ROOT).python), *program]]


def test_stopping_us_stops_what_we_started(tmp_path: Path) -> None:
    if not processes.POSIX:
        pytest.skip("process groups are a thing of POSIX")
    script = (
        "import os, subprocess, sys\n"
        "print(os.getpid(), flush=True)\n"
        "sys.stdin.close(); import time; time.sleep(60)\n"
    )

    def stop(line: str) -> None:
        raise KeyboardInterrupt(line)

    with (
        open(tmp_path / "log", "w", encoding="utf-8") as log,
        pytest.raises(KeyboardInterrupt) as e,
    ):
        processes.run_logged(
            [sys.executable, "-c", script], cwd=tmp_path, env=os.environ, log=log, on_line=stop
        )
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(e.value)), 0)


def test_settings_that_mislead_pip_and_python_are_left_out(tmp_path: Path) -> None:
    misleading = {
        "PYTHONPATH": "x",
        "PYTHONHOME": "x",
        "PIP_TARGET": "x",
        "PIP_REQUIRE_HASHES": "1",
    }
    kept = {"HTTPS_PROXY": "p", "PIP_CERT": "c", "PIP_INDEX_URL": "i"}
    env = processes.clean_environment(tmp_path, {**misleading, **kept, "PIP_USER": "1"})
    assert not set(misleading) & set(env)
    assert {name: env[name] for name in kept} == kept
    assert env["PIP_USER"] == "0"
    assert env["PATH"].startswith(str(tmp_path))


def test_the_stamp_is_read_back_as_written(made: Environment) -> None:
    stamp = json.loads(made.stamp.read_text(encoding="utf-8"))
    assert stamp == made.recorded()
    assert stamp["packages"] == ["mkdocs"]
