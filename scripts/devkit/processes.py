"""Other programs: run with their output kept, ended when we are, or taken over by."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, NoReturn

POSIX = os.name == "posix"
GRACE = 10.0
"""Seconds a program gets to tidy up after it was asked to stop."""

# Settings of the caller that would make Python or pip put or look for packages somewhere else.
_MISLEADING = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSAFEPATH",
    "__PYVENV_LAUNCHER__",
    "PIP_CONSTRAINT",
    "PIP_DRY_RUN",
    "PIP_EDITABLE",
    "PIP_IGNORE_INSTALLED",
    "PIP_LOG",
    "PIP_NO_BINARY",
    "PIP_NO_BUILD_ISOLATION",
    "PIP_PREFIX",
    "PIP_PYTHON",
    "PIP_QUIET",
    "PIP_REQUIREMENT",
    "PIP_REQUIRE_HASHES",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_UPGRADE",
    "PIP_VERBOSE",
)


def interruptible() -> None:
    """Make Ctrl-C and a polite kill both end the command, also when started in the background."""

    def stop(number: int, _frame: object) -> None:
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def clean_environment(venv: Path, base: Mapping[str, str]) -> dict[str, str]:
    """``base`` without what misleads Python and pip, for UTF-8 and the programs in ``venv``."""
    env = {name: value for name, value in base.items() if name not in _MISLEADING}
    scripts = str(venv / ("bin" if POSIX else "Scripts"))
    env["PATH"] = scripts + os.pathsep + env.get("PATH", os.defpath)
    env["VIRTUAL_ENV"] = str(venv)
    env["PYTHONUTF8"] = "1"
    env["PYTHONNOUSERSITE"] = "1"
    env["PIP_USER"] = "0"  # a setting in pip's own file could say otherwise
    # Notices of MkDocs and Material about their own future, not about this site.
    env["NO_MKDOCS_2_WARNING"] = "1"
    env["DISABLE_MKDOCS_2_WARNING"] = "true"
    return env


def run_logged(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    log: IO[str],
    on_line: Callable[[str], None] | None = None,
    keep_open: Sequence[int] = (),
) -> tuple[int, str]:
    """Run ``command`` to its end; returns its exit code and its output, which ``log`` gets too.

    ``on_line`` sees each line at once. The program runs in a process group of its own, which is
    ended if we are. ``keep_open`` are file descriptors it holds as long as it lives.
    """
    process = subprocess.Popen(
        list(command),
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=POSIX,
        pass_fds=tuple(keep_open) if POSIX else (),
    )
    lines: list[str] = []
    try:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            log.write(line)
            if on_line is not None:
                on_line(line)
        return process.wait(), "".join(lines)
    finally:
        _end(process)
        if process.stdout is not None:
            process.stdout.close()


def _end(process: subprocess.Popen[str]) -> None:
    """End ``process`` and what it started, first politely; nothing if it has ended."""
    if process.poll() is not None:
        return
    if not POSIX:
        process.kill()
        process.wait()
        return
    for number in (signal.SIGINT, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=GRACE)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def become(command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> NoReturn:
    """Let ``command`` take this process over: its signals and its exit code are then ours."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(cwd)
    if POSIX:
        os.execve(command[0], list(command), dict(env))
    # Windows has no exec that keeps the terminal: wait for the program instead.
    process = subprocess.Popen(list(command), env=dict(env))
    while True:
        try:
            raise SystemExit(process.wait())
        except KeyboardInterrupt:
            continue
