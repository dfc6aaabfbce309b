"""The project's own ``.venv``: where its parts are, and whether it is what it should be.

State is kept in two files inside ``.venv``. The *marker* is there while something is being changed:
whoever finds it knows that a set-up did not end, and starts over. The *stamp* is written last and
says what the environment was made from; as long as that is still so, set-up does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devkit.processes import POSIX

LEVELS = ("site", "test", "bench")
"""What an environment can be made for; each has its file of requirements."""
RECIPE = "1"
"""Changes when this module makes the environment in another way than before."""


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
            str(sys.implementation.cache_tag).encode(),
            platform.python_version().encode(),
            platform.machine().encode(),
            os.fsencode(sys.base_prefix),
            os.fsencode(self.root),
        ]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def wanted(self, level: str) -> str:
        """A hash of what ``level`` is installed from: its requirements and pyproject.toml."""
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

    def recorded(self) -> dict[str, Any]:
        """What the stamp says, true or not; nothing if it is missing or damaged."""
        try:
            stamp = json.loads(self.stamp.read_text(encoding="utf-8"))
            good = (
                isinstance(stamp["foundation"], str)
                and isinstance(stamp["levels"], dict)
                and isinstance(stamp["packages"], list)
            )
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return stamp if good else {}

    def is_whole(self) -> bool:
        """Whether the environment is finished and stands on what it should, for some level."""
        if os.path.lexists(self.marker) or not self.python.exists() or not self.casebank.exists():
            return False
        stamp = self.recorded()
        return (
            bool(stamp)
            and stamp["foundation"] == self.foundation()
            and set(stamp["packages"]) <= set(self.installed())
        )

    def ready(self, level: str) -> bool:
        """Whether nothing needs to be done for ``level``."""
        return self.is_whole() and self.recorded()["levels"].get(level) == self.wanted(level)

    def write_stamp(self, level: str) -> None:
        """Say that ``level`` is done, in one step; ends the unfinished state."""
        before = self.recorded().get("levels", {})
        # What another level was made from may have been changed by this one.
        levels = {
            name: made
            for name, made in before.items()
            if name in LEVELS and made == self.wanted(name)
        }
        # The requirements of every level hold those of the site.
        levels |= {name: self.wanted(name) for name in ("site", level)}
        stamp = {
            "foundation": self.foundation(),
            "levels": levels,
            "packages": self.installed(),
        }
        fresh = self.stamp.with_suffix(".new")
        fresh.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
        os.replace(fresh, self.stamp)
        self.marker.unlink(missing_ok=True)
