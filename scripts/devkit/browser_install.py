"""Ways to get a browser onto a machine that has none, tried one after the other."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from devkit import apt
from devkit.environment import Environment
from devkit.messages import Stop
from devkit.processes import run_logged

Install = Callable[[Environment, Path, Mapping[str, str], IO[str]], None]


@dataclass(frozen=True)
class Way:
    """One way: ``name`` as told to the developer, whether it is ``possible`` here, and how.

    ``install`` takes the environment, the project's own folder of browsers, the variables to run
    programs with, and the log. Whether it worked is seen from the browser, not from the way.
    """

    name: str
    possible: Callable[[], bool]
    install: Install


def _with_playwright(
    environment: Environment, own: Path, env: Mapping[str, str], log: IO[str]
) -> None:
    """Playwright's own download, into ``own``/playwright."""
    env = {**env, "PLAYWRIGHT_BROWSERS_PATH": str(own / "playwright")}
    command = [str(environment.python), "-m", "playwright", "install", "chromium"]
    run_logged(command, cwd=environment.root, env=env, log=log)


def _with_apt(environment: Environment, own: Path, env: Mapping[str, str], log: IO[str]) -> None:
    """Debian's package, installed on the machine."""
    apt.install(["chromium"], env, log)


def _without_root(
    environment: Environment, own: Path, env: Mapping[str, str], log: IO[str]
) -> None:
    """Debian's package and what it needs, unpacked into ``own``, and a script that starts it."""
    tree = apt.unpack(["chromium"], own / "debian", env, log)
    program = tree / "usr/lib/chromium/chromium"
    if program.is_file():
        fonts = own / "debian/fonts.conf"
        fonts.write_text(_fonts(tree), encoding="utf-8")
        starter = own / "chromium"
        starter.write_text(_starter(tree, program, fonts), encoding="utf-8")
        starter.chmod(0o755)


def _starter(tree: Path, program: Path, fonts: Path) -> str:
    """A shell script that starts ``program`` with the libraries and fonts beside it."""
    folders = [program.parent, *apt.library_folders(tree, platform.machine())]
    libraries = _quoted(":".join(map(str, folders)))
    return (
        "#!/bin/sh\n"
        f"LD_LIBRARY_PATH={libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\n"
        f"FONTCONFIG_FILE={_quoted(str(fonts))}\n"
        "export LD_LIBRARY_PATH FONTCONFIG_FILE\n"
        f'exec {_quoted(str(program))} "$@"\n'
    )


def _fonts(tree: Path) -> str:
    """A fontconfig file that adds the unpacked fonts to the machine's own."""
    folder = str(tree / "usr/share/fonts").replace("&", "&amp;").replace("<", "&lt;")
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        '<fontconfig>\n<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"<dir>{folder}</dir>\n</fontconfig>\n"
    )


def _quoted(text: str) -> str:
    if "'" in text or ":" in text.replace(":/", ""):
        raise Stop(
            f"the tests' browser cannot be kept in a folder with an apostrophe or a colon: {text}",
            "install Chromium on the machine, or move the project.",
        )
    return f"'{text}'"


WAYS = (
    Way("Playwright's own Chromium", lambda: True, _with_playwright),
    Way(
        "Debian's chromium (apt-get install)",
        lambda: apt.is_root() and apt.is_here(),
        _with_apt,
    ),
    Way(
        "Debian's chromium, unpacked into .cache/browser",
        lambda: not apt.is_root() and apt.is_here(),
        _without_root,
    ),
)
"""In the order they are tried."""
