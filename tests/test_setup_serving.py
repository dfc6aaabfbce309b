"""Serving promises a port that is free and the right address; testing promises a real browser."""

from __future__ import annotations

import io
import os
import socket
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from devkit import apt, browser, browser_install, driver, server  # noqa: E402
from devkit.browser_install import Way  # noqa: E402
from devkit.environment import Environment  # noqa: E402
from devkit.messages import Stop  # noqa: E402

POSIX = os.name == "posix"


# ------------------------------------------------------------------------------------ the port


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"])
def taken(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port that somebody serves on, on this machine only or for all."""
    with socket.socket() as listener:
        listener.bind((request.param, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_seen(taken: int) -> None:
    assert not server.is_free(taken)


def test_the_next_free_port_is_used(taken: int) -> None:
    assert taken < server.free_port(taken) < taken + server.TRIES


def test_the_wanted_port_is_used_if_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "is_free", lambda port: True)
    assert server.free_port(8000) == 8000


def test_no_free_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(server, "is_free", asked.append)
    with pytest.raises(Stop, match="port 65530"):
        server.free_port(65530)
    assert asked == [65530, 65531, 65532, 65533, 65534, 65535]


def test_a_reserved_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def reserved(port: int) -> bool:
        raise PermissionError

    monkeypatch.setattr(server, "is_free", reserved)
    with pytest.raises(Stop, match="port 80 is reserved"):
        server.free_port(80)


# --------------------------------------------------------------------------------- the address


@pytest.mark.parametrize(
    ("config", "env", "path"),
    [
        ("site_name: X\n", {}, "/"),
        ("site_url:\n", {}, "/"),
        ("site_url: https://example.org\n", {}, "/"),
        ("site_url: https://example.org/repo/\n", {}, "/repo/"),
        ("site_url: 'https://example.org/a/b'  # two\n", {}, "/a/b/"),
        ("site_url: !ENV SITE_URL\n", {}, "/"),
        ("site_url: !ENV SITE_URL\n", {"SITE_URL": "https://x.se/y/"}, "/y/"),
        ('site_url: !ENV [SITE_URL, "https://example.org/repo/"]\n', {}, "/repo/"),
        ('site_url: !ENV [A, B, "https://x.se/repo/"]\n', {"B": "https://x.se/"}, "/"),
        ("extra:\n  site_url: https://example.org/no/\n", {}, "/"),
    ],
)
def test_the_address_has_the_path_of_the_site(
    config: str, env: dict[str, str], path: str, tmp_path: Path
) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(config, encoding="utf-8")
    assert server.site_path(file, env) == path


def test_the_address_is_inherited(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_url: https://x.se/bas/\n", encoding="utf-8")
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "mkdocs.yml"
    other.write_text("INHERIT: ../mkdocs.yml\n", encoding="utf-8")
    assert server.site_path(other, {}) == "/bas/"


def test_a_file_that_inherits_from_itself_ends(tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text("INHERIT: mkdocs.yml\n", encoding="utf-8")
    assert server.site_path(file, {}) == "/"


# --------------------------------------------------------------------------------- the browser


def program(path: Path, text: str = "#!/bin/sh\nexit 1\n") -> str:
    """A program at ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


REAL = "#!/bin/sh\necho '<html><head></head><body><p>casebank</p></body></html>'\n"


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables of a machine without any browser."""
    if not POSIX:
        pytest.skip("the stand-ins for browsers are shell scripts")
    monkeypatch.setattr(browser, "PLACES", {})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return {"PATH": f"{tmp_path / 'bin'}{os.pathsep}/bin{os.pathsep}/usr/bin"}


def only_in(folder: Path):  # type: ignore[no-untyped-def]
    """A ``which`` that knows only the programs in ``folder``."""

    def which(name: str, path: str | None = None) -> str | None:
        found = folder / name
        return str(found) if found.is_file() else None

    return which


def test_browsers_are_tried_in_order(bare: dict[str, str], tmp_path: Path) -> None:
    chrome = program(tmp_path / "bin" / "google-chrome")
    chromium = program(tmp_path / "bin" / "chromium")
    own = program(tmp_path / "own" / "chromium")
    newer = program(tmp_path / "home/.cache/ms-playwright/chromium-1255/chrome-linux64/chrome")
    older = program(tmp_path / "home/.cache/ms-playwright/chromium-999/chrome-linux/chrome")
    found = browser.candidates(bare, tmp_path / "own", "linux", only_in(tmp_path / "bin"))
    assert list(found) == [chromium, chrome, own, newer, older]


def test_playwrights_browsers_are_found_on_a_mac(bare: dict[str, str], tmp_path: Path) -> None:
    path = program(
        tmp_path / "home/Library/Caches/ms-playwright/chromium-1255/chrome-mac-arm64/"
        "Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing"
    )
    found = browser.candidates(bare, tmp_path / "own", "darwin", only_in(tmp_path))
    assert list(found) == [path]


def test_a_browser_that_does_not_start_is_passed_over(
    bare: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin" / "chromium")
    chrome = program(tmp_path / "bin" / "google-chrome", REAL)
    monkeypatch.setattr(browser, "NAMES", ("chromium", "google-chrome"))
    assert browser.find(bare, tmp_path / "own") == chrome


def test_the_named_browser_is_used(bare: dict[str, str], tmp_path: Path) -> None:
    path = program(tmp_path / "my browser", REAL)
    program(tmp_path / "bin" / "chromium", REAL)
    assert browser.find({**bare, "CASEBANK_BROWSER": path}, tmp_path) == path


@pytest.mark.parametrize("name", ["missing", "broken"])
def test_a_named_browser_that_does_not_work_is_an_error(
    bare: dict[str, str], tmp_path: Path, name: str
) -> None:
    program(tmp_path / "broken")
    program(tmp_path / "bin" / "chromium", REAL)
    with pytest.raises(Stop, match="CASEBANK_BROWSER names"):
        browser.find({**bare, "CASEBANK_BROWSER": str(tmp_path / name)}, tmp_path)


def test_a_browser_is_installed_when_there_is_none(
    bare: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def fails(place, own, env, log) -> None:  # type: ignore[no-untyped-def]
        tried.append("fails")

    def works(place, own, env, log) -> None:  # type: ignore[no-untyped-def]
        program(own / "chromium", REAL)

    ways = (
        Way("not here", lambda: False, lambda *_: pytest.fail("tried what is not possible")),
        Way("fails", lambda: True, fails),
        Way("works", lambda: True, works),
        Way("not needed", lambda: True, lambda *_: pytest.fail("tried more than needed")),
    )
    monkeypatch.setattr(browser, "NAMES", ())
    monkeypatch.setattr(browser, "WAYS", ways)
    place = Environment(tmp_path)
    monkeypatch.setattr(browser, "PLACES", {"linux": (), "darwin": ()})
    assert browser.browser(place, bare) == str(place.cache / "browser" / "chromium")
    assert tried == ["fails"]


def test_no_browser_at_all_is_an_error_and_never_a_skip(
    bare: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "NAMES", ())
    monkeypatch.setattr(browser, "WAYS", (Way("fails", lambda: True, lambda *_: None),))
    with pytest.raises(Stop, match="need a browser") as stop:
        browser.browser(Environment(tmp_path), bare)
    assert stop.value.code == 1
    assert "CASEBANK_BROWSER" in stop.value.remedy


def test_every_way_is_either_for_root_or_not() -> None:
    always, as_root, as_other = browser_install.WAYS
    assert always.possible()
    assert not (as_root.possible() and as_other.possible())


def test_what_is_unpacked_is_what_the_machine_lacks() -> None:
    simulation = (
        "Reading package lists...\n"
        "Inst libatomic1 (12.2.0-14 Debian:12.1/stable [amd64])\n"
        "Inst libc6 [2.36-9] (2.36-10 Debian:12.1/stable [amd64])\n"
        "Conf libatomic1 (12.2.0-14 Debian:12.1/stable [amd64])\n"
    )
    assert apt.missing_packages(simulation) == ["libatomic1=12.2.0-14", "libc6=2.36-10"]


def test_an_unpacked_browser_starts_with_its_own_libraries(
    bare: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "en väg" / "browser"

    def unpack(packages, folder, env, log):  # type: ignore[no-untyped-def]
        program(
            folder / "tree/usr/lib/chromium/chromium", '#!/bin/sh\necho "$LD_LIBRARY_PATH|$1"\n'
        )
        return folder / "tree"

    monkeypatch.setattr(browser_install.apt, "unpack", unpack)
    browser_install._without_root(Environment(tmp_path), own, bare, io.StringIO())
    import subprocess

    said = subprocess.run(
        [str(own / "chromium"), "en fil"], capture_output=True, check=True, env=bare
    ).stdout.decode()
    assert str(own / "debian/tree/usr/lib/chromium") in said
    assert said.endswith("|en fil\n")


def test_a_driver_that_starts_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "_trouble", lambda place, env: "")
    monkeypatch.setattr(driver, "_mend", lambda *_: pytest.fail("mended what is whole"))
    assert driver.driver_env(Environment(tmp_path), tmp_path / "own", {"A": "b"}) == {"A": "b"}


def test_a_driver_that_lacks_a_library_gets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    tree = own / "driver" / "tree"
    monkeypatch.setattr(driver.apt, "is_here", lambda: True)
    monkeypatch.setattr(driver, "_mend", lambda *_: tree.mkdir(parents=True))
    monkeypatch.setattr(
        driver, "_trouble", lambda place, env: "" if "LD_LIBRARY_PATH" in env else "libatomic.so.1"
    )
    env = driver.driver_env(Environment(tmp_path), own, {})
    assert str(tree) in env["LD_LIBRARY_PATH"]


def test_a_driver_that_cannot_be_mended_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver.apt, "is_here", lambda: False)
    monkeypatch.setattr(driver, "_trouble", lambda place, env: "libx.so: cannot open")
    with pytest.raises(Stop, match=r"libx\.so"):
        driver.driver_env(Environment(tmp_path), tmp_path / "own", {})
