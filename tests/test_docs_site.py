"""The documentation as a site: the order names every page, it builds without a warning, and asks nobody else."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = re.compile(r"""(?:src=|<link[^>]*href=|url\(|@import\s+)["']?(?:https?:)?//""")


def conf():
    spec = importlib.util.spec_from_file_location("docs_conf", ROOT / "docs" / "site" / "conf.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages() -> set[str]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return {path.relative_to(ROOT).with_suffix("").as_posix() for path in found}


def build(source: Path, out: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-c", str(ROOT / "docs" / "site")]
    return subprocess.run(
        [*command, "-W", "--keep-going", "-q", str(source), str(out)], capture_output=True, text=True, check=False
    )


def test_the_order_of_pages_names_every_page_once():
    named = re.findall(r"^/(\S+)$", conf().navigation(), flags=re.MULTILINE)
    assert sorted([*named, conf().root_doc]) == sorted(pages())


def test_every_decision_is_in_their_index():
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    names = {path.name for path in (ROOT / "docs" / "decisions").glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", index)) == names


@pytest.mark.slow
def test_it_builds_without_a_warning_and_no_page_asks_another_host(tmp_path):
    built = build(ROOT, tmp_path / "site")
    assert built.returncode == 0, built.stderr
    files = [path for path in (tmp_path / "site").rglob("*") if path.suffix in (".html", ".css", ".js")]
    assert len(files) > 30
    asking = [path.name for path in files if ELSEWHERE.search(path.read_text(encoding="utf-8"))]
    assert asking == []


@pytest.mark.slow
@pytest.mark.parametrize("link", ["[there](nowhere.md)", "[there](#nowhere)"])
def test_a_broken_link_fails_the_build(tmp_path, link):
    (tmp_path / "in" / "docs" / "decisions").mkdir(parents=True)
    (tmp_path / "in" / "README.md").write_text(f"# A page\n\n{link}\n", encoding="utf-8")
    built = build(tmp_path / "in", tmp_path / "out")
    assert built.returncode != 0 and "nowhere" in built.stderr
