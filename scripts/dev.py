#!/usr/bin/env python3
"""One command for everything a developer does: serve, build, test, bench. See README.md.

This file holds only the check of Python's version and is therefore written so that any Python can
read it; the work is in the package ``devkit`` beside it. Standard library only.
"""

import os
import sys

MINIMUM = (3, 11)


def too_old(version):
    """The one-line message if ``version`` (a tuple) is too old for this project, else None."""
    if tuple(version[:2]) >= MINIMUM:
        return None
    wanted = ".".join(str(part) for part in MINIMUM)
    found = ".".join(str(part) for part in version[:3])
    return (
        "dev.py: Python " + wanted + " or newer is needed, and this is Python " + found + ". "
        "Try: python" + wanted + " scripts/dev.py"
    )


def main():
    """Check the version, then hand over to :func:`devkit.commands.main`; returns the exit code."""
    message = too_old(sys.version_info)
    if message:
        sys.stderr.write(message + "\n")
        return 1
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from devkit.commands import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
