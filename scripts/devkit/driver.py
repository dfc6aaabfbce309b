"""Playwright's driver: a Node of its own, which needs a library that a bare Debian lacks."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path

from devkit import apt
from devkit.environment import Environment
from devkit.messages import Stop, say

LIBRARY = "libatomic1"


def driver_env(environment: Environment, own: Path, env: Mapping[str, str]) -> dict[str, str]:
    """``env`` so that Playwright's driver starts; fetches the library it lacks if need be.

    ``own`` is the project's folder of browsers. Raises Stop if the driver cannot be made to work.
    """
    folder = own / "driver"
    for attempt in ("as it is", "mended"):
        if attempt == "mended":
            say(f"Playwright's driver does not start; fetching {LIBRARY} ...")
            _mend(environment, folder, env)
        candidate = _with_libraries(env, folder / "tree")
        trouble = _trouble(environment, candidate)
        if not trouble:
            return candidate
        if not apt.is_here():
            break
    raise Stop(
        f"Playwright, which drives the tests' browser, does not start: {trouble}",
        f"install what it names (on Debian: apt-get install {LIBRARY}), then try again.",
    )


def _with_libraries(env: Mapping[str, str], tree: Path) -> dict[str, str]:
    """``env`` with the unpacked libraries in ``tree``, if there are any, before the machine's."""
    if not tree.is_dir():
        return dict(env)
    folders = [str(path) for path in apt.library_folders(tree, platform.machine())]
    folders += [env["LD_LIBRARY_PATH"]] if env.get("LD_LIBRARY_PATH") else []
    return {**env, "LD_LIBRARY_PATH": ":".join(folders)}


def _trouble(environment: Environment, env: Mapping[str, str]) -> str:
    """Why the driver does not start; empty if it does."""
    result = subprocess.run(
        [str(environment.python), "-m", "playwright", "--version"],
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    lines = result.stdout.strip().splitlines() or ["it gave no reason"]
    return lines[-1] if result.returncode else ""


def _mend(environment: Environment, folder: Path, env: Mapping[str, str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(environment.cache / "driver.log", "w", encoding="utf-8") as log:
        if apt.is_root():
            apt.install([LIBRARY], env, log)
        else:
            apt.unpack([LIBRARY], folder, env, log)
