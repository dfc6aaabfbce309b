"""The set-up: makes ``.venv`` from the locked requirements, and again when they change."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from devkit.environment import Environment
from devkit.messages import Counter, Stop, say
from devkit.pip_trouble import explain
from devkit.processes import clean_environment, run_logged
from devkit.setup_lock import setup_lock

OnLine = Callable[[str], None] | None

# Shows that what was installed can be used, and that the project's entry points are known.
_TRIAL = """
import importlib.metadata, sys
import jinja2, material, mkdocs, pagefind, pydantic, yaml
import casebank
points = importlib.metadata.distribution("praktikfallsbanken").entry_points
wanted = {("mkdocs.plugins", "casebank"), ("console_scripts", "casebank")}
missing = wanted - {(point.group, point.name) for point in points}
sys.exit(f"missing entry points: {sorted(missing)}" if missing else 0)
"""


def ensure(environment: Environment, level: str, base: Mapping[str, str]) -> dict[str, str]:
    """Make the environment ready for ``level`` if it is not; returns the variables to run in it.

    ``base`` are the caller's variables. Raises :class:`Stop` with a message when it cannot be done.
    """
    env = clean_environment(environment.venv, base)
    if not environment.ready(level):
        with setup_lock(environment.cache / "setup.lock") as lock:
            if not environment.ready(level):  # another set-up may have done it while we waited
                with open(environment.cache / "setup.log", "w", encoding="utf-8") as log:
                    _Setup(environment, level, env, log, lock).run()
    return env


@dataclass
class _Setup:
    """One set-up, step by step."""

    environment: Environment
    level: str
    env: dict[str, str]
    log: IO[str]
    lock: int

    def run(self) -> None:
        """All steps; each leaves the environment so that the next set-up knows what to do."""
        began = time.monotonic()
        place = self.environment
        whole = place.is_whole()
        version = platform.python_version()
        if whole:
            say(f"Set-up: adding what is new for {self.level} to .venv (Python {version})")
        elif os.path.lexists(place.venv):
            say(f"Set-up: making .venv anew (Python {version}); it is unfinished or outdated")
        else:
            say(f"Set-up: making .venv (Python {version}); done once, and again when needs change")
        if whole:
            say("  1/4 The virtual environment is there")
        else:
            say("  1/4 Making the virtual environment")
            self.make_venv()
        before = place.installed()
        place.marker.touch()
        try:
            self.install_requirements()
            self.install_project()
            self.try_it()
        except BaseException:
            # pip fetches everything before it installs anything: most failures changed nothing,
            # and then an environment that worked still does.
            if whole and place.installed() == before:
                place.marker.unlink(missing_ok=True)
            raise
        place.write_stamp(self.level)
        say(f"Set-up: done in {time.monotonic() - began:.0f} s")

    def make_venv(self) -> None:
        """An empty environment with pip in it, or one that this Python's own pip can serve."""
        place = self.environment
        remove_tree(place.venv)
        place.venv.mkdir()
        place.marker.touch()
        python = str(getattr(sys, "_base_executable", "") or sys.executable)
        code, output = self.call([python, "-m", "venv", "--without-pip", str(place.venv)])
        if code != 0:
            raise Stop(
                f"the virtual environment could not be made: {_last_line(output)}",
                "on Debian and Ubuntu: apt-get install python3-venv; then the same command again.",
            )
        # Debian's Python has no ensurepip unless python3-venv is installed; pip itself will do.
        if importlib.util.find_spec("ensurepip") is not None:
            code, _ = self.call([str(place.python), "-m", "ensurepip", "--default-pip"])
            if code == 0:
                return
        code, _ = self.call([python, "-m", "pip", "--python", str(place.python), "--version"])
        if code != 0:
            raise Stop(
                "this Python has neither the module ensurepip nor a pip from 22.3 on.",
                "on Debian and Ubuntu: apt-get install python3-venv; elsewhere install pip. "
                "Then the same command again.",
            )

    def install_requirements(self) -> None:
        """Every locked package, its hash checked; ready-made builds only, so no code runs."""
        path = self.environment.requirements(self.level)
        total = locked_packages(path.read_text(encoding="utf-8"))
        say(f"  2/4 Installing {total} locked packages (requirements/{path.name}) ...")
        counter = Counter(total)

        def on_line(line: str) -> None:
            found = re.match(
                r"\s*(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9_.-]+)", line
            )
            if found:
                counter.step(found[1])
            elif line.startswith("Installing collected"):
                counter.step("unpacking")

        try:
            self.pip(
                [
                    "--require-hashes",
                    "--only-binary",
                    ":all:",
                    "--no-deps",
                    "--no-compile",
                    "-r",
                    str(path),
                ],
                on_line,
            )
        finally:
            counter.clear()

    def install_project(self) -> None:
        """The project itself, editable: its code is used where it is. Nothing is fetched."""
        say("  3/4 Installing the project itself (casebank)")
        self.pip(["--no-build-isolation", "--no-deps", "--no-index", "--editable", "."])
        place = self.environment
        use_relative_paths(place.packages, place.root / "plugins")

    def try_it(self) -> None:
        """Use what was installed once, so that a broken package is found here and not later."""
        say("  4/4 Trying it")
        code, output = self.call([str(self.environment.python), "-c", _TRIAL])
        if code != 0:
            raise Stop(
                f"what was installed does not work: {_last_line(output)}",
                f"see {self.environment.cache / 'setup.log'}; delete .venv and give the same "
                "command again.",
            )

    def pip(self, arguments: list[str], on_line: OnLine = None) -> None:
        """pip install with ``arguments`` in the environment; raises Stop with the reason."""
        place = self.environment
        command = [str(place.python), "-m", "pip"]
        if not (place.packages / "pip").is_dir():
            base = str(getattr(sys, "_base_executable", "") or sys.executable)
            command = [base, "-m", "pip", "--python", str(place.python)]
        command += ["--no-input", "--disable-pip-version-check", "install", "--progress-bar", "off"]
        code, output = self.call(command + arguments, on_line)
        if code != 0:
            raise explain(output, sys.version_info[:2], place.cache / "setup.log")

    def call(self, command: list[str], on_line: OnLine = None) -> tuple[int, str]:
        """Run ``command`` in the project's folder; it holds the lock as long as it runs."""
        return run_logged(
            command,
            cwd=self.environment.root,
            env=self.env,
            log=self.log,
            on_line=on_line,
            keep_open=[self.lock],
        )


def locked_packages(text: str) -> int:
    """How many packages a requirements file locks."""
    return sum(1 for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line))


def use_relative_paths(packages: Path, source: Path) -> None:
    """Make the project's path file in ``packages`` point to ``source`` relatively.

    Python reads path files in the locale's encoding: under LC_ALL=C, or where Latin-1 is used, a
    full path with an å in it would not be found. The relative one is plain ASCII.
    """
    relative = Path(os.path.relpath(source, packages)).as_posix()
    for record in packages.glob("praktikfallsbanken-*.dist-info/RECORD"):
        for name in re.findall(
            r"^([^/,\n]+\.pth),", record.read_text(encoding="utf-8"), re.MULTILINE
        ):
            (packages / name).write_text(relative + "\n", encoding="ascii")


def remove_tree(path: Path) -> None:
    """Delete a folder, whatever state it is in; a link only itself. Raises Stop if it may not."""
    try:
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.exists():
            shutil.rmtree(path)
    except OSError as error:
        raise Stop(
            f"the old {path.name} cannot be deleted: {error.strerror} ({error.filename}).",
            f"delete it yourself (another user or a running program may hold it): {path}",
        ) from error


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"
