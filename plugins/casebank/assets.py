"""The site's own scripts, styles and pictures: published under names that hold a hash of the content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path


def read_assets(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Name → (name with a hash of the content, bytes): a changed file gets a new address."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            data = path.read_bytes()
            found[path.name] = (f"{path.stem}.{hashlib.sha256(data).hexdigest()[:8]}{path.suffix}", data)
    return found


def addresses_of(assets: Mapping[str, tuple[str, bytes]], error: type[Exception]) -> dict[str, str]:
    """Name → address from the site's root.  Asking for a name that is no file raises `error`.

    Templates would take an ordinary KeyError for nothing and leave the link empty.
    """

    class Addresses(dict[str, str]):
        def __missing__(self, name: str) -> str:
            raise error(f"a template asks for {name}, which is not in site_src/assets. Add the file, or correct the name.")

    return Addresses({name: f"assets/casebank/{hashed}" for name, (hashed, _) in assets.items()})
