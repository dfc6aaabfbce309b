"""The `casebank` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from casebank.findings import as_github, as_json, as_text, has_errors
from casebank.folder import records_at
from casebank.pipeline import load

_FORMATS = {"text": as_text, "github": as_github, "json": as_json}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 (no errors), 1 (errors found) or 2 (wrong usage)."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Latin-1 terminal must not turn a finding into a traceback
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return options.run(options)
    except BrokenPipeError:  # `casebank check | head`
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="casebank", description="Work with the case bank.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="validate the bank, or record folders given by path")
    check.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="record folders, files in them, or folders of records; none means the whole bank"
    )
    check.add_argument("--format", choices=sorted(_FORMATS), default="text", help="how to print findings")
    check.add_argument("--cases", type=Path, help="the folder of records (default: cases)")
    check.set_defaults(run=_check)
    schema = commands.add_parser("schema", help="print the record's JSON Schema")
    schema.set_defaults(run=_schema)
    return parser


def project_root() -> Path:
    """The folder with mkdocs.yml: the working folder or one above it, else this checkout."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "site_src").is_dir():
            return folder
    return Path(__file__).resolve().parents[2]


def _check(options: argparse.Namespace) -> int:
    root = project_root()
    cases = options.cases or root / "cases"
    extra: dict[Path, None] = {}
    for path in options.paths:
        folders = records_at(path)
        if not folders:
            what = "is neither a record's folder nor a file in one" if path.exists() else "does not exist"
            print(f"casebank check: {path} {what}", file=sys.stderr)
            return 2
        extra.update(dict.fromkeys(folders))
    loaded = load(cases, root / "site_src", root, tuple(extra))
    print(_FORMATS[options.format](loaded.findings), end="")
    return 1 if has_errors(loaded.findings) else 0


def _schema(options: argparse.Namespace) -> int:
    from casebank.exports.json_schema import schema_text
    from casebank.reference import read_reference

    root = project_root()
    reference, found = read_reference(root / "site_src", "site_src")
    if has_errors(found):
        print(as_text(found), file=sys.stderr)
        return 1
    print(schema_text(reference), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
