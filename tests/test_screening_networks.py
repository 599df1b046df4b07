"""The library that computes the language models: that it is still, and what is read of a long text."""

import os
import subprocess
import sys
from pathlib import Path

import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.screening import careful, dosing, screen_text
from comments.screening.finding import FAILED
from comments.screening.networks import LONGEST, network

WHERE = Path(__file__).resolve().parent.parent
READS = """
from pathlib import Path

def threads():
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 0

before = threads()
from comments.screening import careful, reader
for each in (reader.model(), careful.model()):
    each.said_of(list(range(90)))
print(threads() - before)
"""
MAKERS = (b"events.data.microsoft", b"vortex.data.microsoft")


def test_it_starts_no_thread_and_writes_no_file(tmp_path):
    own = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", READS], capture_output=True, text=True, check=True, cwd=WHERE, env={**os.environ, **own}
    )
    assert run.stdout.strip() == "0" and not list(tmp_path.iterdir()), run


def test_it_holds_no_address_to_report_to():
    files = [path for path in Path(onnxruntime.__file__).parent.rglob("*.so*") if path.is_file()]
    assert files
    assert [path.name for path in files for address in MAKERS if address in path.read_bytes()] == []


def test_a_file_without_pieces_is_refused(tmp_path):
    bare = tmp_path / "bare.onnx"
    bare.write_bytes(careful.FILE.read_bytes().replace(b"pieces", b"nothin").replace(b"screens", b"nothing"))
    with pytest.raises(Exception, match=r"pieces|nothin"):
        network(bare)


def test_without_the_larger_model_other_screens_count_what_is_in_doubt_as_a_hit(monkeypatch, tmp_path):
    careful.model.cache_clear(), careful._said_of.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(careful, "FILE", tmp_path / "none.onnx")
        patched.setattr(dosing, "DOUBT_FROM", -99.0)
        found = screen_text("The map helped us find the door.")
    careful.model.cache_clear(), careful._said_of.cache_clear()
    assert {finding.screen for finding in found if finding.rule == FAILED} == {"dosing"}


@given(st.integers(0, 300), st.integers(1, 120), st.integers(0, 300))
def test_of_a_long_text_as_much_as_there_is_room_for_is_read_and_all_of_its_part(before, within, after):
    words = [*["calm"] * before, *["danger"] * within, *["calm"] * after]
    start = len("calm ") * before
    known = careful.model()
    ids = careful.around(known, " ".join(words), start, start + len("danger ") * within)
    danger = known.pieces.known["danger"]
    assert len(ids) == min(len(words), LONGEST - 2) + 2
    assert ids.count(danger) == min(within, LONGEST - 2)
