"""What we depend on is pinned once, with hashes, and installs from whichever registry a machine is set to use."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


def plain(requirement: str) -> str:
    """``django-allauth[mfa]==65.21.1 ; …`` as ``django-allauth==65.21.1``, in one spelling."""
    name, version = re.match(r"([\w.-]+)(?:\[[^]]*\])?==([^ ;\\]+)", requirement).groups()
    return f"{re.sub(r'[-_.]+', '-', name).lower()}=={version}"


def pins(file: Path) -> set[str]:
    """The pins of a requirements file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {plain(line) for line in lines if re.match(r"[\w.-]+(\[[^]]*\])?==", line)}


def group(name: str) -> set[str]:
    """The pins of a dependency group, with the groups it includes."""
    found: set[str] = set()
    for entry in PROJECT["dependency-groups"][name]:
        found |= group(entry["include-group"]) if isinstance(entry, dict) else {plain(entry)}
    return found


RUN = {plain(requirement) for requirement in PROJECT["project"]["dependencies"]}


def test_every_dependency_is_pinned_in_the_lock_of_those_who_need_it() -> None:
    folder = ROOT / "requirements"
    postgres = {plain(requirement) for requirement in PROJECT["project"]["optional-dependencies"]["postgres"]}
    assert pins(folder / "run.txt") >= RUN | group("build")
    assert pins(folder / "postgres.txt") >= RUN | postgres
    assert pins(folder / "dev.txt") >= RUN | postgres | group("dev")
    assert pins(folder / "assets.txt") == group("assets")
    assert pins(folder / "installer.txt") == group("installer")


def test_the_locks_agree_with_one_another() -> None:
    developers = pins(ROOT / "requirements" / "dev.txt")
    assert pins(ROOT / "requirements" / "run.txt") <= developers
    assert pins(ROOT / "requirements" / "postgres.txt") <= developers


def test_the_wheel_is_built_with_the_pinned_tools() -> None:
    assert {plain(requirement) for requirement in PROJECT["build-system"]["requires"]} == group("build")
    hook = (ROOT / "hatch_build.py").read_text(encoding="utf-8")
    assert {plain(pin) for pin in re.findall(r'"(nodejs[\w-]+==[\d.]+)"', hook)} == group("assets")


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_a_lock_has_hashes_and_no_address(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "://" not in text
    for requirement in re.split(r"\n(?=[\w.-]+(?:\[[^]]*\])?==)", text)[1:]:
        assert "--hash=sha256:" in requirement, requirement


def test_the_packages_of_the_browser_are_locked_without_addresses() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if "integrity" not in entry]
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert packages[f"node_modules/{name}"]["version"] == version, name


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    unexplained = [line for line in lines if re.match(r'\s+"[\w.\[\],-]+==[^"]+",', line) and "#" not in line]
    assert unexplained == []
