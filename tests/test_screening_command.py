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
from comments.screening import many, screen_text

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


def test_many_lines_are_answered_in_order_with_what_each_would_get_alone(tmp_path):
    texts = [
        f"Comment {number}: i want to die" if number % 7 == 0 else f"Comment {number}, fine" for number in range(400)
    ]
    answers = run(tmp_path, "\n".join(json.dumps({"id": at, "text": text}) for at, text in enumerate(texts)))
    assert [answer["id"] for answer in answers] == list(range(400))
    assert [answer["findings"] for answer in answers] == [[f.as_dict() for f in screen_text(text)] for text in texts]


def test_many_lines_are_read_by_several_processes(monkeypatch):
    seen = set()
    monkeypatch.setattr(many, "processors", lambda: 2)
    monkeypatch.setattr(many, "screen_text", lambda text, staff: [os.getpid()])
    for found in many.screen_many(str(number) for number in range(2000)):
        seen.update(found)
    assert os.getpid() in seen  # the first ones, at once
    assert len(seen) > 1


def test_a_bad_line_after_many_good_ones_is_named_when_they_are_answered():
    lines = [json.dumps({"id": number, "text": "fine"}) for number in range(500)] + ["no json"]
    answered = screened(lines, staff=False)
    assert [json.loads(next(answered))["id"] for _line in range(500)] == list(range(500))
    with pytest.raises(ValueError, match="line 501"):
        next(answered)
