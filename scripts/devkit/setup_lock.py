"""One set-up at a time: a lock that the operating system lets go of however its holder ends."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devkit.messages import say

POLL = 0.2
"""Seconds between two tries for the lock."""

_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


def _try(descriptor: int) -> bool:
    """Take the lock if it is free; raises OSError where the file system knows no locks."""
    if os.name == "posix":
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _TAKEN:
                return False
            raise
        return True
    import msvcrt

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


@contextmanager
def setup_lock(path: Path) -> Iterator[int]:
    """Hold the lock file ``path``; waits, with one message, while another holds it.

    Gives the file descriptor: a program that inherits it keeps the lock until it ends, so that a
    set-up whose parent was killed is not disturbed by the next one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        told = False
        while True:
            try:
                if _try(descriptor):
                    break
            except OSError:
                break  # a file system without locks: better unlocked than not at all
            if not told:
                say("Another set-up is under way in this folder. Waiting for it to end ...")
                told = True
            time.sleep(POLL)
        yield descriptor
    finally:
        os.close(descriptor)
