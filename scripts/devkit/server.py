"""The local server's address: a free port, and the path the site lives under."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from devkit.messages import Stop

HOST = "127.0.0.1"
TRIES = 100
"""How many ports after the wanted one are tried."""


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


def site_path(config: str, env: Mapping[str, str]) -> str:
    """The path that ``mkdocs serve`` puts the site under: that of ``site_url`` in ``mkdocs.yml``.

    ``config`` is the file's text. Understands a plain value and MkDocs' ``!ENV NAME`` and
    ``!ENV [NAME, ..., default]``. Always begins and ends with a slash.
    """
    found = re.search(r"^site_url:[ \t]*(.*?)[ \t]*(?:#.*)?$", config, re.MULTILINE)
    value = found[1] if found else ""
    if value.startswith("!ENV"):
        names = [_unquoted(part) for part in value[len("!ENV") :].strip(" []").split(",")]
        default = names.pop() if len(names) > 1 else ""
        value = next((env[name] for name in names if name in env), default)
    path = urlsplit(_unquoted(value)).path.strip("/")
    return f"/{path}/" if path else "/"


def _unquoted(value: str) -> str:
    return value.strip().strip("'\"")
