"""Building beside: the new site is made in a folder of its own and takes the old one's place last.

Whatever happens on the way — findings, a full disk, a kill — the former site stays whole.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class StagingError(RuntimeError):
    """The new site could not be made or put in place; says how to mend it."""


class Staging:
    """The building place of `site`: `<site>.new` beside it, with a lock against a second build."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.folder = site.with_name(f".{site.name}.new")
        self._old = site.with_name(f".{site.name}.old")
        self._lock_path = site.with_name(f".{site.name}.lock")
        self._lock: int | None = None

    def open(self) -> None:
        """Take the lock and make an empty folder; StagingError when another build has it."""
        if self.site.exists() and not self.site.is_dir():
            raise StagingError(f"{self.site.name} is a file, and the site is a folder. Move the file, and build again.")
        try:
            self.site.parent.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o644)
            _lock(self._lock)
        except BlockingIOError:
            self._close_lock()
            raise StagingError(
                f"another build of {self.site.name}/ is running. Wait for it, or stop it, and build again."
            ) from None
        except OSError as error:
            self._close_lock()
            raise StagingError(
                f"cannot write beside {self.site.name}/ ({error.strerror}). Check the folder's owner and rights."
            ) from None
        # A build that was killed between two renames left the old site under another name.
        if not self.site.exists() and self._old.exists():
            self._old.rename(self.site)
        for leftover in (self.folder, self._old):
            shutil.rmtree(leftover, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)

    def commit(self) -> None:
        """Put the new site in the old one's place, in one step where the system can."""
        _modes(self.folder)
        if not self.site.exists():
            self.folder.rename(self.site)
        elif not _exchange(self.folder, self.site):
            self.site.rename(self._old)
            self.folder.rename(self.site)
        self.close()

    def close(self) -> None:
        """Remove what is left of the building place and let the lock go; safe to call twice.

        Without the lock the building place is another build's: nothing is touched.
        """
        if self._lock is not None:
            for leftover in (self.folder, self._old):
                shutil.rmtree(leftover, ignore_errors=True)
        self._close_lock()

    def _close_lock(self) -> None:
        if self._lock is not None:
            with contextlib.suppress(OSError):
                os.close(self._lock)
            self._lock = None


def _lock(descriptor: int) -> None:
    """Take an exclusive lock that ends with the process; BlockingIOError when it is taken."""
    if sys.platform == "win32":  # pragma: no cover
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _exchange(new: Path, old: Path) -> bool:
    """Let two folders change places in one step (Linux); False where that cannot be done."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return renameat2(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(old), _RENAME_EXCHANGE) == 0


def _modes(folder: Path) -> None:
    """The same file modes whatever the umask: 644 for files, 755 for folders."""
    for path in _walk(folder):
        wanted = 0o755 if path.is_dir(follow_symlinks=False) else 0o644
        if stat.S_IMODE(path.stat(follow_symlinks=False).st_mode) != wanted:
            os.chmod(path.path, wanted)
    os.chmod(folder, 0o755)


def _walk(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(entry.path)
