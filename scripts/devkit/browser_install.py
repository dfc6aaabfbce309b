"""Ways to get a browser onto a machine that has none, tried one after the other."""

from __future__ import annotations

import os
import platform
import re
import shutil
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from devkit.environment import Environment, remove_tree
from devkit.messages import Stop
from devkit.processes import run_logged

Install = Callable[[Environment, Path, Mapping[str, str], IO[str]], None]


@dataclass(frozen=True)
class Way:
    """One way: ``name`` as told to the developer, whether it is ``possible`` here, and how."""

    name: str
    possible: Callable[[], bool]
    install: Install


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _has_apt() -> bool:
    return all(shutil.which(name) for name in ("apt-get", "dpkg-deb"))


def with_playwright(
    environment: Environment, own: Path, env: Mapping[str, str], log: IO[str]
) -> None:
    """Playwright's own download, into ``own``/playwright."""
    env = {**env, "PLAYWRIGHT_BROWSERS_PATH": str(own / "playwright")}
    command = [str(environment.python), "-m", "playwright", "install", "chromium"]
    run_logged(command, cwd=environment.root, env=env, log=log)


def with_apt(environment: Environment, own: Path, env: Mapping[str, str], log: IO[str]) -> None:
    """Debian's package, installed on the machine."""
    env = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    run_logged(["apt-get", "-q", "update"], cwd=environment.root, env=env, log=log)
    command = ["apt-get", "-q", "-y", "--no-install-recommends", "install", "chromium"]
    run_logged(command, cwd=environment.root, env=env, log=log)


def without_root(environment: Environment, own: Path, env: Mapping[str, str], log: IO[str]) -> None:
    """Debian's package and what it needs, fetched and unpacked into ``own``; nothing is installed."""
    work = own / "debian"
    remove_tree(work)
    lists, archives, tree = work / "lists", work / "archives", work / "tree"
    for folder in (lists / "partial", archives / "partial", tree):
        folder.mkdir(parents=True)
    apt = [
        "apt-get",
        "-q",
        "--no-install-recommends",
        "-o",
        f"Dir::State::Lists={lists}",
        "-o",
        f"Dir::Cache={archives}",
        "-o",
        "Debug::NoLocking=1",
        "-o",
        "APT::Sandbox::User=",
    ]
    env = {**env, "LC_ALL": "C.UTF-8"}

    def run(command: list[str], folder: Path = work) -> str:
        code, output = run_logged(command, cwd=folder, env=env, log=log)
        return output if code == 0 else ""

    run([*apt, "update"])
    wanted = packages_to_unpack(run([*apt, "--simulate", "install", "chromium"]))
    if not wanted or not run([*apt, "download", *wanted], archives):
        return
    for archive in sorted(archives.glob("*.deb")):
        run(["dpkg-deb", "--extract", str(archive), str(tree)])
    program = tree / "usr/lib/chromium/chromium"
    if program.is_file():
        fonts = work / "fonts.conf"
        fonts.write_text(_fonts(tree), encoding="utf-8")
        starter = own / "chromium"
        starter.write_text(_starter(tree, program, fonts), encoding="utf-8")
        starter.chmod(starter.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    remove_tree(lists)
    remove_tree(archives)


def packages_to_unpack(simulation: str) -> list[str]:
    """The packages, with versions, that apt-get's simulation says it would install."""
    return [
        f"{name}={version}"
        for name, version in re.findall(r"^Inst (\S+) (?:\[\S+\] )?\((\S+) ", simulation, re.MULTILINE)
    ]


def _starter(tree: Path, program: Path, fonts: Path) -> str:
    """A shell script that starts ``program`` with the libraries beside it."""
    triplet = f"{platform.machine()}-linux-gnu"
    libraries = [tree / part / triplet for part in ("usr/lib", "lib")]
    libraries += [program.parent, tree / "usr/lib"]
    libraries += sorted({path.parent for path in tree.glob(f"usr/lib/{triplet}/*/*.so*")})
    return (
        "#!/bin/sh\n"
        f"LD_LIBRARY_PATH={_quoted(':'.join(map(str, libraries)))}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\n"
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
    if "'" in text:
        raise Stop(f"a path with an apostrophe cannot hold the tests' browser: {text}")
    return f"'{text}'"


WAYS = (
    Way("Playwright's own Chromium", lambda: True, with_playwright),
    Way("Debian's chromium (apt-get install)", lambda: _is_root() and _has_apt(), with_apt),
    Way(
        "Debian's chromium, unpacked into .cache/browser",
        lambda: not _is_root() and _has_apt(),
        without_root,
    ),
)
"""In the order they are tried."""
