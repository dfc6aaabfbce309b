"""The local server's address: a free port, and the path the site lives under."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from devkit.messages import Stop

HOST = "127.0.0.1"
TRIES = 100
"""How many ports are tried, the wanted one first."""
INHERITANCE = 10
"""How many files a configuration may inherit through."""


def is_free(port: int) -> bool:
    """Whether ``port`` can be served on; raises PermissionError if only an administrator may."""
    # An answer means that somebody serves there, also where the system would let two do so.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        if probe.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def free_port(wanted: int) -> int:
    """``wanted``, or the first free port after it; raises Stop if there is none."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        try:
            if is_free(port):
                return port
        except PermissionError as error:
            raise Stop(
                f"port {port} is reserved for the administrator of this machine.",
                "choose one from 1024 on: python3 scripts/dev.py serve --port 8000",
            ) from error
    raise Stop(
        f"port {wanted} and those after it are taken.",
        "choose another: python3 scripts/dev.py serve --port 9000",
    )


def site_path(config: Path, env: Mapping[str, str]) -> str:
    """The path that ``mkdocs serve`` puts the site under: that of ``site_url`` in its ``config``.

    Understands a plain value, MkDocs' ``!ENV NAME`` and ``!ENV [NAME, ..., default]``, and a file
    that it inherits from. Always begins and ends with a slash. Raises OSError if there is no file.
    """
    value: str | None = None
    for _ in range(INHERITANCE):
        text = config.read_text(encoding="utf-8")
        value = _setting(text, "site_url")
        parent = _setting(text, "INHERIT")
        if value is not None or not parent:
            break
        config = config.parent / _unquoted(parent)
    value = value or ""
    if value.startswith("!ENV"):
        names = [_unquoted(part) for part in value[len("!ENV") :].strip(" []").split(",")]
        default = names.pop() if len(names) > 1 else ""
        value = next((env[name] for name in names if name in env), default)
    path = urlsplit(_unquoted(value)).path.strip("/")
    return f"/{path}/" if path else "/"


def _setting(text: str, name: str) -> str | None:
    found = re.search(rf"^{name}:[ \t]*(.*?)[ \t]*(?:[ \t]#.*)?$", text, re.MULTILINE)
    return found[1] if found else None


def _unquoted(value: str) -> str:
    return value.strip().strip("'\"")
