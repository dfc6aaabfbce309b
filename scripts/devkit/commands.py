"""The commands of ``scripts/dev.py``, and their arguments."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from devkit.browser import VARIABLE, browser, own_folder
from devkit.driver import driver_env
from devkit.environment import Environment
from devkit.messages import Stop, complain, prepare_output, say
from devkit.processes import become, interruptible
from devkit.server import HOST, free_port, site_path
from devkit.setup import ensure

ROOT = Path(__file__).resolve().parents[2]
"""The project's folder."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def parser() -> argparse.ArgumentParser:
    """What can be written after ``dev.py``."""
    top = argparse.ArgumentParser(
        prog="dev.py",
        description="Sets everything up in the project's own .venv, then does what you ask for.",
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", metavar="command", required=True)
    serve = commands.add_parser(
        "serve", help="build the site, serve it, rebuild it on a change", allow_abbrev=False
    )
    serve.add_argument("--port", type=_port, default=8000, help="default: %(default)s")
    build = commands.add_parser("build", help="write the whole site to site/", allow_abbrev=False)
    build.add_argument("--strict", action="store_true", help="warnings are errors")
    for command in (serve, build):
        command.add_argument(
            "-f", "--config-file", metavar="FILE", default="mkdocs.yml", help="default: %(default)s"
        )
    commands.add_parser("test", help="run the tests; what follows goes to pytest", add_help=False)
    commands.add_parser(
        "bench", help="run the benchmarks; what follows goes to them", add_help=False
    )
    return top


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")


def main(arguments: Sequence[str]) -> int:
    """Do what ``arguments`` ask for; returns the exit code, unless another program takes over."""
    prepare_output()
    interruptible()
    try:
        return _dispatch(list(arguments))
    except Stop as stop:
        complain(stop.text())
        return stop.code
    except KeyboardInterrupt:
        before = "\n" if sys.stderr.isatty() else ""  # after the terminal's own "^C"
        complain(before + "dev.py: interrupted. Give the same command again to go on.")
        return INTERRUPTED
    except OSError as error:
        complain(Stop(*_in_plain_words(error)).text())
        return 1


def _in_plain_words(error: OSError) -> tuple[str, str]:
    where = f" ({error.filename})" if error.filename else ""
    problem = f"{error.strerror or error}{where}."
    if error.errno == errno.ENOSPC:
        return problem, "free about 500 MB, then give the same command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return problem, f"the folder must be yours to write in: {ROOT}"
    return problem, ""


def _dispatch(arguments: list[str]) -> int:
    # pytest and the benchmarks understand their arguments themselves, also those like "-x".
    if arguments[:1] in (["test"], ["bench"]):
        return _test(arguments[1:]) if arguments[0] == "test" else _bench(arguments[1:])
    options = parser().parse_args(arguments)
    environment = Environment(ROOT)
    env = ensure(environment, "site", os.environ)
    command = [str(environment.python), "-m", "mkdocs", options.command, "-f", options.config_file]
    if options.command == "serve":
        port = free_port(options.port)
        if port != options.port:
            say(f"Port {options.port} is taken; using {port} instead.")
        path = site_path(ROOT / options.config_file, env)
        say(f"Building; the site will then be at http://{HOST}:{port}{path} (Ctrl-C stops)")
        command += ["-a", f"{HOST}:{port}", "--livereload"]
    elif options.strict:
        command.append("--strict")
    become(command, cwd=ROOT, env=env)


def _test(arguments: list[str]) -> int:
    environment = Environment(ROOT)
    env = ensure(environment, "test", os.environ)
    env = driver_env(environment, own_folder(environment), env)
    env[VARIABLE] = browser(environment, env)
    # The whole suite on two processes; a chosen part of it in one, which starts quicker.
    spread = [] if arguments else ["-n", "2", "--dist", "loadgroup"]
    become([str(environment.python), "-m", "pytest", *spread, *arguments], cwd=ROOT, env=env)


def _bench(arguments: list[str]) -> int:
    environment = Environment(ROOT)
    env = ensure(environment, "bench", os.environ)
    become([str(environment.python), "scripts/bench.py", *arguments], cwd=ROOT, env=env)
