"""manage.py screen_comments: JSON Lines in, JSON Lines out."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from comments.management.commands.screen_comments import screened

ROOT = Path(__file__).resolve().parent.parent


def run(tmp_path, text: str, **options) -> list[dict]:
    source, out = tmp_path / "in.jsonl", io.StringIO()
    source.write_text(text, encoding="utf-8")
    call_command("screen_comments", str(source), stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_line_gets_an_answer_in_order_with_its_id(tmp_path):
    lines = [{"id": 7, "text": "Ｉ want to die 😀"}, {"id": "b", "text": "How long does one session take?"}]
    answers = run(tmp_path, "\n".join(json.dumps(line) for line in lines) + "\n\n")
    assert [answer["id"] for answer in answers] == [7, "b"]
    assert answers[1]["findings"] == []
    finding = answers[0]["findings"][0]
    assert set(finding) == {"screen", "kind", "tier", "start", "end", "rule"}
    assert (finding["screen"], finding["tier"]) == ("distress", "high")


def test_staff_adds_the_guard_of_replies(tmp_path):
    line = json.dumps({"id": 1, "text": "Thank you for your visit last week."})
    assert "staff_reply" in {finding["screen"] for finding in run(tmp_path, line, staff=True)[0]["findings"]}
    assert "staff_reply" not in {finding["screen"] for finding in run(tmp_path, line)[0]["findings"]}


@pytest.mark.parametrize("line", ["no json", "[1]", '{"id": 1}', '{"id": 1, "text": 5}'])
def test_a_bad_line_is_named(tmp_path, line):
    with pytest.raises(CommandError, match="line 2"):
        run(tmp_path, '{"id": 1, "text": "ok"}\n' + line)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="cannot read"):
        call_command("screen_comments", str(tmp_path / "none.jsonl"))


def test_answers_come_while_lines_still_arrive():
    def lines():
        yield '{"id": 1, "text": "first"}'
        raise AssertionError("asked for the second line before answering the first")

    assert json.loads(next(screened(lines(), staff=False)))["id"] == 1


def test_it_reads_standard_input_as_utf_8_whatever_the_terminal_says():
    line = json.dumps({"id": 1, "text": "Ich möchte nicht mehr leben"}, ensure_ascii=False)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [sys.executable, "manage.py", "screen_comments"]
    done = subprocess.run(command, cwd=ROOT, input=line.encode(), capture_output=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "language" in {finding["screen"] for finding in json.loads(done.stdout)["findings"]}
