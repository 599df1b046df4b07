"""What we run on is locked and listed, and every test that the papers on security name is there."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.materials import LOCK, locked, materials
from tests.audit import verdict

ROOT = Path(__file__).resolve().parent.parent
PAPERS = [ROOT / "docs/security/threats.md", ROOT / "docs/security/asvs.md"]
NAMED = re.compile(r"`(test_\w+)`")


def rows(paper: Path) -> list[list[str]]:
    lines = [line for line in paper.read_text().splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def problems(row: list[str]) -> list[str]:
    """What is wrong with a line: an empty cell, no test, or one that is gone."""
    found = ["empty cell"] if not all(row) else []
    tests = NAMED.findall(row[-1])
    found += [] if tests else ["no test"]
    return found + [name for name in tests if not list((ROOT / "tests").rglob(f"{name}.py"))]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.stem)
def test_every_line_names_tests_that_exist(paper):
    assert len(rows(paper)) >= 15
    assert {str(row): found for row in rows(paper) if (found := problems(row))} == {}


def test_about_fifty_requirements_are_answered():
    assert len(rows(PAPERS[1])) >= 50


@pytest.mark.parametrize("row", [["V1", "", "`test_house`"], ["V1", "words", ""], ["V1", "words", "`test_gone`"]])
def test_a_line_with_a_hole_is_seen(row):
    assert problems(row)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_locked_with_digests(name):
    packages = locked((ROOT / name).read_text())
    assert len(packages) > 20
    assert [one for one, (_version, digests) in packages.items() if not digests] == []


def test_a_package_without_digest_is_seen():
    assert locked("django==5.2.1 \\\nother==1 \\\n    --hash=sha256:" + "a" * 64)["django"] == ("5.2.1", [])


def test_the_bill_names_every_locked_package_with_its_licence():
    bill = materials()
    named = {one["name"]: one for one in bill["components"]}
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert named.keys() == locked(LOCK.read_text()).keys()
    assert named["django"]["licenses"][0]["license"]["name"].startswith("BSD")
    assert all(one["purl"].startswith("pkg:pypi/") and one["properties"] for one in named.values())


def test_the_command_prints_json():
    command = [sys.executable, "-m", "portal.materials"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert json.loads(printed)["components"]


@pytest.mark.parametrize(
    ("code", "said", "words", "ends"),
    [
        (0, "No known vulnerabilities found", "No known", 0),
        (1, "Found 1 known vulnerability", "Found 1", 1),
        (
            0,
            "No known vulnerabilities found\nDependency not found on PyPI and could not be audited: x",
            "NOT CHECKED: 1",
            2,
        ),
        (1, "requests.exceptions.ConnectionError: Max retries exceeded", "NOT CHECKED: there is no network", 2),
    ],
)
def test_an_audit_that_asked_nobody_says_so(code, said, words, ends):
    told, ended = verdict(code, said)
    assert told.startswith(words)
    assert ended == ends
