"""The project's own ``.venv``: made from the locked requirements, and again when they change.

State is kept in two files inside ``.venv``. The *marker* is there while something is being changed:
whoever finds it knows that a set-up did not end, and starts over. The *stamp* is written last and
says what the environment was made from; as long as that is still so, set-up does nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import sys
import sysconfig
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from devkit.messages import Counter, Stop, say
from devkit.pip_trouble import explain
from devkit.processes import POSIX, clean_environment, run_logged
from devkit.setup_lock import setup_lock

OnLine = Callable[[str], None] | None

LEVELS = ("site", "test", "bench")
"""What an environment can be made for; each has its file of requirements."""
RECIPE = "1"
"""Changes when this module makes the environment in another way than before."""

# Shows that what was installed can be used, and that the project's entry points are known.
_TRIAL = """
import importlib.metadata, sys
import jinja2, material, mkdocs, pagefind, pydantic, yaml
import casebank
names = {(e.group, e.name) for e in importlib.metadata.distribution("praktikfallsbanken").entry_points}
missing = {("mkdocs.plugins", "casebank"), ("console_scripts", "casebank")} - names
sys.exit(f"missing entry points: {sorted(missing)}" if missing else 0)
"""


@dataclass(frozen=True)
class Environment:
    """The environment of the project in ``root``: where its parts are and what state it is in."""

    root: Path

    @property
    def venv(self) -> Path:
        """The folder of the environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's own Python."""
        return self.venv / ("bin/python" if POSIX else "Scripts/python.exe")

    @property
    def casebank(self) -> Path:
        """The project's own command, installed last."""
        return self.venv / ("bin/casebank" if POSIX else "Scripts/casebank.exe")

    @property
    def stamp(self) -> Path:
        """Says what the environment was made from; written last."""
        return self.venv / "casebank-setup.json"

    @property
    def marker(self) -> Path:
        """There while the environment is being changed."""
        return self.venv / "casebank-setup-unfinished"

    @property
    def cache(self) -> Path:
        """The project's folder for what may be deleted at any time."""
        return self.root / ".cache"

    @property
    def packages(self) -> Path:
        """Where the environment keeps its packages."""
        places = {"base": str(self.venv), "platbase": str(self.venv)}
        return Path(sysconfig.get_path("purelib", "venv", places))

    def requirements(self, level: str) -> Path:
        """The locked requirements of ``level``."""
        return self.root / "requirements" / f"{level}.txt"

    def foundation(self) -> str:
        """A hash of what a whole environment stands on: this Python, this folder, this recipe."""
        parts = [
            RECIPE.encode(),
            sys.implementation.cache_tag.encode(),
            platform.python_version().encode(),
            platform.machine().encode(),
            os.fsencode(sys.base_prefix),
            os.fsencode(self.root),
        ]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def wanted(self, level: str) -> str:
        """A hash of what ``level`` is installed from: its locked requirements and pyproject.toml."""
        digest = hashlib.sha256()
        for path in (self.requirements(level), self.root / "pyproject.toml"):
            # Line ends are git's business, not a change.
            digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
        return digest.hexdigest()

    def installed(self) -> list[str]:
        """The names in the folder of packages, sorted; none if there is no such folder."""
        try:
            names = os.listdir(self.packages)
        except OSError:
            return []
        return sorted(name for name in names if name != "__pycache__")

    def state(self) -> dict[str, object]:
        """What the stamp says; nothing if it is missing, damaged or contradicted by the folder."""
        if os.path.lexists(self.marker) or not self.python.exists() or not self.casebank.exists():
            return {}
        try:
            state = json.loads(self.stamp.read_text(encoding="utf-8"))
            whole = set(state["packages"]) <= set(self.installed())
            usable = whole and state["foundation"] == self.foundation() and dict(state["levels"])
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return state if usable else {}

    def ready(self, level: str) -> bool:
        """Whether nothing needs to be done for ``level``."""
        return dict(self.state().get("levels", {})).get(level) == self.wanted(level)  # type: ignore[call-overload]

    def write_stamp(self, level: str) -> None:
        """Say that ``level`` is done, in one step; ends the unfinished state."""
        # What another level was made from may have been changed by this one.
        before = dict(self.state_before().get("levels", {}))  # type: ignore[call-overload]
        levels = {name: made for name, made in before.items() if made == self.wanted(name)}
        # The requirements of every level hold those of the site.
        levels |= {name: self.wanted(name) for name in ("site", level)}
        state = {
            "foundation": self.foundation(),
            "levels": levels,
            "packages": self.installed(),
        }
        fresh = self.stamp.with_suffix(".new")
        fresh.write_text(json.dumps(state, indent=1) + "\n", encoding="utf-8")
        os.replace(fresh, self.stamp)
        self.marker.unlink(missing_ok=True)

    def state_before(self) -> dict[str, object]:
        """What the stamp says, also while something is being changed."""
        try:
            state = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}


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
        whole = bool(place.state())
        again = place.stamp.exists() or os.path.lexists(place.marker)
        version = platform.python_version()
        if whole:
            say(f"Set-up: adding what is new for {self.level} to .venv (Python {version})")
        elif again:
            say(f"Set-up: making .venv anew (Python {version}); the old one is unfinished or outdated")
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
            found = re.match(r"\s*(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9_.-]+)", line)
            if found:
                counter.step(found[1])
            elif line.startswith("Installing collected"):
                counter.step("unpacking")

        try:
            self.pip(
                ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-compile", "-r", str(path)],
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
        """Run ``command`` in the project's folder, into the log, holding the lock as long as it runs."""
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
        for name in re.findall(r"^([^/,\n]+\.pth),", record.read_text(encoding="utf-8"), re.MULTILINE):
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
