"""A meter: wall clock, processor time and peak memory of a command and its children."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Reading:
    """What a command took: seconds of wall clock, seconds of processor, bytes of its largest process."""

    wall: float
    cpu: float
    memory: int

    def __str__(self) -> str:
        return f"{self.wall:7.2f} s wall  {self.cpu:7.2f} s cpu  {self.memory / 2**20:6.0f} MB"


class Failed(RuntimeError):
    """A measured command ended in error."""


def measure(command: list[str], cwd: Path, env: dict[str, str] | None = None) -> Reading:
    """Run `command` once; Failed with the end of its output when it does not succeed."""
    log = cwd / ".bench.log"
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise Failed(f"{' '.join(command[:4])} … ended with {process.returncode}:\n{tail}")
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes
    return Reading(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def best(command: list[str], cwd: Path, runs: int, before: object = None, env: dict[str, str] | None = None) -> Reading:
    """The quickest of `runs`; `before` (a callable) is called before each."""
    readings = []
    for _ in range(runs):
        if callable(before):
            before()
        readings.append(measure(command, cwd, env))
    return min(readings, key=lambda reading: reading.wall)


class Progress:
    """A bar on standard error: how many steps are done, and which one is under way."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.done = 0

    def step(self, name: str) -> None:
        """Say that the step `name` begins."""
        filled = round(24 * self.done / self.steps)
        line = f"[{'#' * filled}{'.' * (24 - filled)}] {self.done}/{self.steps} {name}"
        print(f"\r{line:<78.78}" if sys.stderr.isatty() else line, end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)
        self.done += 1

    def end(self) -> None:
        """Clear the bar."""
        if sys.stderr.isatty():
            print(f"\r{'':<78}\r", end="", file=sys.stderr, flush=True)
