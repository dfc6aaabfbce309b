"""pip's failures in plain words: what went wrong and what to do."""

from __future__ import annotations

import re
from pathlib import Path

from devkit.messages import Stop

NEWEST_TESTED = (3, 14)
"""The newest Python for which every locked package has a ready-made build."""

_DISK = re.compile(r"No space left on device|Errno 28|Disk quota exceeded|Errno 122")
_HASH = re.compile(r"DO NOT MATCH THE HASHES|hashes are required|Hash mismatch", re.IGNORECASE)
_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|Temporary failure in name resolution|"
    r"Failed to establish a new connection|ConnectTimeout|ReadTimeout|Connection refused|"
    r"connection broken|ProxyError|Max retries exceeded|Network is unreachable|Connection reset|"
    r"HTTP error 5\d\d|getaddrinfo failed"
)
_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError")
_RIGHTS = re.compile(r"Permission denied|Errno 13|Read-only file system|Errno 30")
_NOTHING = re.compile(r"No matching distribution found|Could not find a version that satisfies")


def explain(output: str, version: tuple[int, int], log: Path) -> Stop:
    """The message for a pip that failed.

    ``output`` is what pip printed, ``version`` the Python it ran on, ``log`` the file that holds
    the output. The most certain cause wins: a full disk shows itself as other failures too.
    """
    see = f"Everything pip said is in {log}."
    again = "then give the same command again; what has been fetched is not fetched twice."
    if _DISK.search(output):
        return Stop("the disk is full.", f"free about 500 MB, {again}\n{see}")
    if _HASH.search(output):
        return Stop(
            "a package that was fetched is not the one this project has locked (its hash differs).",
            "empty pip's cache (python3 -m pip cache purge) and give the same command again.\n"
            "If it stays so, do not work round it: report it, with the package's name.\n" + see,
        )
    if _CERTIFICATE.search(output):
        return Stop(
            "the package registry's certificate is not trusted on this machine.",
            "behind a company proxy, point PIP_CERT at its certificate file, " + again + "\n" + see,
        )
    if _NETWORK.search(output):
        return Stop(
            "the package registry cannot be reached.",
            f"check the network (and HTTPS_PROXY, if you are behind a proxy), {again}\n{see}",
        )
    if _RIGHTS.search(output):
        return Stop(
            "pip may not write where it must.",
            "see that this folder, .venv in it and the folder for temporary files (TMPDIR) are "
            f"yours to write in, {again}\n{see}",
        )
    if _NOTHING.search(output):
        if version > NEWEST_TESTED:
            newest = ".".join(map(str, NEWEST_TESTED))
            return Stop(
                f"Python {version[0]}.{version[1]} is newer than what the packages are built for.",
                f"use Python 3.11 to {newest}, e.g.: python{newest} scripts/dev.py\n{see}",
            )
        name = re.search(r"No matching distribution found for (\S+)", output)
        return Stop(
            f"the package {name[1] if name else 'that is needed'} cannot be had.",
            f"check the network, {again}\nElse the registry in use may be missing it, or this "
            f"machine is of a kind it is not built for\n(it is for: Linux with glibc, macOS, "
            f"Windows).\n{see}",
        )
    errors = [line.strip() for line in output.splitlines() if line.lstrip().startswith("ERROR:")]
    last = errors[-1][len("ERROR:") :].strip() if errors else "it gave no reason"
    return Stop(f"pip failed: {last}", f"{see} Mend what it names, {again}")
