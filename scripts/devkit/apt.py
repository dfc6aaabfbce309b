"""Debian's and Ubuntu's packages: installed on the machine as root, else unpacked into a folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from devkit.processes import run_logged


def is_root() -> bool:
    """Whether we may install packages on the machine."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def is_here() -> bool:
    """Whether this machine has such packages."""
    return all(shutil.which(name) for name in ("apt-get", "dpkg-deb"))


def install(packages: Sequence[str], env: Mapping[str, str], log: IO[str]) -> None:
    """Install ``packages`` on the machine; what goes wrong is in ``log``."""
    env = {**env, "DEBIAN_FRONTEND": "noninteractive"}
    here = Path("/")
    run_logged(["apt-get", "-q", "update"], cwd=here, env=env, log=log)
    command = ["apt-get", "-q", "-y", "--no-install-recommends", "install", *packages]
    run_logged(command, cwd=here, env=env, log=log)


def unpack(packages: Sequence[str], folder: Path, env: Mapping[str, str], log: IO[str]) -> Path:
    """Fetch ``packages``, and what they need that the machine lacks, and unpack them.

    Nothing is installed and no rights are needed. Returns the root of the unpacked files, in
    ``folder``; it is empty if something went wrong, which is then in ``log``.
    """
    shutil.rmtree(folder, ignore_errors=True)
    lists, archives, tree = folder / "lists", folder / "archives", folder / "tree"
    for part in (lists / "partial", archives / "partial", tree):
        part.mkdir(parents=True)
    # Own lists and archives: the machine's may be missing and may not be written.
    apt = ["apt-get", "-q", "--no-install-recommends", "-o", f"Dir::State::Lists={lists}"]
    apt += ["-o", f"Dir::Cache={archives}", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="]
    env = {**env, "LC_ALL": "C.UTF-8"}

    def run(command: Sequence[str]) -> str:
        code, output = run_logged(command, cwd=archives, env=env, log=log)
        return output if code == 0 else ""

    run([*apt, "update"])
    wanted = missing_packages(run([*apt, "--simulate", "install", *packages]))
    if wanted and run([*apt, "download", *wanted]):
        for archive in sorted(archives.glob("*.deb")):
            run(["dpkg-deb", "--extract", str(archive), str(tree)])
    shutil.rmtree(lists, ignore_errors=True)
    shutil.rmtree(archives, ignore_errors=True)
    return tree


def missing_packages(simulation: str) -> list[str]:
    """The packages, as ``name=version``, that apt-get's simulation says it would install."""
    return [
        f"{name}={version}"
        for name, version in re.findall(
            r"^Inst (\S+) (?:\[\S+\] )?\((\S+) ", simulation, re.MULTILINE
        )
    ]


def library_folders(tree: Path, machine: str) -> list[Path]:
    """The folders in an unpacked ``tree`` that hold shared libraries for ``machine`` (uname -m)."""
    triplet = f"{machine}-linux-gnu"
    found = {path.parent for path in tree.glob(f"usr/lib/{triplet}/*/*.so*")}
    return [tree / "usr/lib" / triplet, tree / "lib" / triplet, tree / "usr/lib", *sorted(found)]
