"""Work on all cores: the same function over slices, in forked processes that share the bank.

Forking shares what is already in memory, so nothing large is sent over; only results come back.
Where a system cannot fork (Windows) or the work is small, all of it is done here.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_slices(work: Callable[[Sequence[T]], R], items: Sequence[T], least: int) -> list[R]:
    """`work` over slices of `items`, at least `least` items a slice; the results in order.

    An exception in a slice is raised here.
    """
    slices = min(_cores(), len(items) // least)
    if slices < 2:
        return [work(items)]
    size = -(-len(items) // slices)
    parts = [items[start : start + size] for start in range(0, len(items), size)]
    context = multiprocessing.get_context("fork")
    running = []
    for part in parts[1:]:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_run, args=(work, part, sender), daemon=True)
        process.start()
        sender.close()
        running.append((process, receiver))
    try:
        results = [work(parts[0])]
        for process, receiver in running:
            try:
                result, error = receiver.recv()
            except EOFError:
                process.join()
                raise OSError(f"a worker process ended early (exit code {process.exitcode})") from None
            if error is not None:
                raise error
            results.append(result)
    finally:
        for process, receiver in running:
            receiver.close()
            if process.is_alive() and sys.exc_info()[0] is not None:
                process.terminate()
            process.join()
    return results


def _run(work: Callable[[Any], Any], part: Any, sender: Any) -> None:
    try:
        message = (work(part), None)
    except Exception as error:  # noqa: BLE001 - sent to the parent, which raises it
        message = (None, error)
    try:
        sender.send(message)
    except Exception:  # noqa: BLE001 - an error that cannot be sent is told in words
        sender.send((None, OSError(f"a worker process failed: {message[1]!r}")))
    sender.close()


def _cores() -> int:
    """How many processes to use: 1 where forking is impossible or other threads run (live reload)."""
    if sys.platform in ("win32", "darwin") or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
