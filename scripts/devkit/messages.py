"""What the developer is told: a line a step, and one clear message when something cannot go on."""

from __future__ import annotations

import sys


class Stop(Exception):
    """Ends the command with a message for the developer, without a traceback.

    ``problem`` says what is wrong, ``remedy`` what to do about it; ``code`` is the exit code.
    """

    def __init__(self, problem: str, remedy: str = "", code: int = 1) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.code = code

    def text(self) -> str:
        """The message as printed: the problem, then an indented line with the remedy."""
        lines = [f"dev.py: {self.problem}"]
        if self.remedy:
            lines.extend(f"  {line}" for line in f"What to do: {self.remedy}".splitlines())
        return "\n".join(lines)


def prepare_output() -> None:
    """Let no character stop a message, and keep its order beside what other programs print."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace", line_buffering=True)


def say(text: str) -> None:
    """Print one line of progress."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print why the command cannot go on."""
    print(text, file=sys.stderr, flush=True)


class Counter:
    """A line that counts on in place in a terminal, and says nothing where lines are kept (CI)."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._live = sys.stdout.isatty()
        self._width = 0

    def step(self, name: str) -> None:
        """Count one more, called ``name``."""
        self.done += 1
        if self._live:
            text = f"      {self.done}/{max(self.total, self.done)} {name}"
            print("\r" + text.ljust(self._width), end="", flush=True)
            self._width = len(text)

    def clear(self) -> None:
        """Take the line away again."""
        if self._live and self._width:
            print("\r" + " " * self._width + "\r", end="", flush=True)
            self._width = 0
