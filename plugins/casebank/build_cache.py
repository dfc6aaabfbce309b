"""What the site on disk was made from, so that only what changed is made again.

A small file in the cache folder holds, for each output, the key it was made from and the hash
of its bytes.  Losing it costs time, never correctness: a kept file is used only when both the
key and the bytes are those noted.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from casebank.outputs import Output
from casebank.parallel import in_slices

_VERSION = 1


class BuildCache:
    """Notes on the site in `site`, kept in `path`."""

    def __init__(self, path: Path, site: Path) -> None:
        self.path = path
        self.site = site
        self._old: dict[str, list[str]] = self._read()
        self._new: dict[str, list[str]] = {}
        self.made = 0
        self.kept = 0

    def write(self, outputs: Iterable[Output], folder: Path) -> None:
        """Write every output below `folder`: linked from the former site, or made."""
        listed = list(outputs)
        for parent in sorted({output.path.rpartition("/")[0] for output in listed}):
            os.makedirs(os.path.join(folder, *parent.split("/")), exist_ok=True)
        fresh: list[Output] = []
        for output in listed:
            digest = self._kept(output, self._target(folder, output))
            if digest is None:
                fresh.append(output)
            else:
                self._new[output.path] = [output.key, digest]
        self.kept += len(listed) - len(fresh)
        self.made += len(fresh)

        def make(part: Sequence[Output]) -> list[str]:
            return [_write(self._target(folder, output), output.make()) for output in part]

        # Every other output, so that the slices get equally many of the heavy ones.
        mixed = [*fresh[::2], *fresh[1::2]]
        for output, digest in zip(mixed, chain(*in_slices(make, mixed, least=200)), strict=True):
            self._new[output.path] = [output.key, digest]

    @staticmethod
    def _target(folder: Path, output: Output) -> str:
        return os.path.join(folder, *output.path.split("/"))

    def keep_folder(self, name: str, key: str, folder: Path) -> bool:
        """Link a whole folder (the search bundle) from the former site when its key is the same."""
        files = {path: note for path, note in self._old.items() if path.startswith(f"{name}/") and note[0] == key}
        if not files:
            return False
        for path in sorted(files):
            target = os.path.join(folder, *path.split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if not self._link(path, target, files[path][1]):
                shutil.rmtree(folder / name, ignore_errors=True)
                return False
        self._new.update(files)
        return True

    def note_folder(self, name: str, key: str, folder: Path) -> None:
        """Note the files of a folder that something else wrote."""
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                relative = path.relative_to(folder).as_posix()
                self._new[relative] = [key, hashlib.sha256(path.read_bytes()).hexdigest()]

    def save(self) -> None:
        """Write the notes, whole or not at all."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_suffix(".new")
            beside.write_text(json.dumps({"version": _VERSION, "files": self._new}), encoding="utf-8")
            beside.replace(self.path)
        except OSError:
            pass  # a cache that cannot be written only makes the next build slower

    def _read(self) -> dict[str, list[str]]:
        try:
            notes = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return notes.get("files", {}) if isinstance(notes, dict) and notes.get("version") == _VERSION else {}

    def _kept(self, output: Output, target: str) -> str | None:
        note = self._old.get(output.path)
        if note is None or note[0] != output.key:
            return None
        return note[1] if self._link(output.path, target, note[1]) else None

    def _link(self, path: str, target: str, digest: str) -> bool:
        former = os.path.join(self.site, *path.split("/"))
        try:
            with open(former, "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() != digest:
                    return False
            try:
                os.link(former, target)
            except OSError:  # another file system, or none that links
                shutil.copyfile(former, target)
        except OSError:
            return False
        return True


def _write(target: str, data: bytes) -> str:
    """Write a file; returns the hash of its bytes."""
    with open(target, "wb") as file:
        file.write(data)
    return hashlib.sha256(data).hexdigest()
