"""`manage.py check_content`, as contract.md has it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

KEYS = {"check", "blocking", "start", "end", "message", "fix"}


def run(*arguments, stdin: str | None = None, monkeypatch=None) -> tuple[str, int]:
    out, status = io.StringIO(), 0
    if stdin is not None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
    try:
        call_command("check_content", *arguments, stdout=out)
    except SystemExit as stop:
        status = stop.code
    return out.getvalue(), status


@pytest.fixture
def bad_file(tmp_path):
    path = tmp_path / "bad.txt"
    path.write_text("Welcome.\n\nKetamine cures depression. 💊 It is not addictive.\n", encoding="utf-8")
    return path


def test_a_file_that_claims_too_much_exits_with_1(bad_file):
    text, status = run(str(bad_file))
    assert status == 1
    assert "BLOCKS  line 3  claims-cure: “cures”" in text and "claims-not-addictive" in text


def test_a_balanced_file_exits_with_0(tmp_path):
    path = tmp_path / "good.md"
    path.write_text("# Ketamine\n\nKetamine is not a cure. It can be addictive.", encoding="utf-8")
    assert run(str(path))[1] == 0


def test_json_is_one_list_with_offsets_in_code_points(bad_file):
    text, status = run(str(bad_file), "--json")
    found = json.loads(text)
    written = bad_file.read_text(encoding="utf-8")
    assert status == 1 and all(finding.keys() >= KEYS for finding in found)
    assert [written[f["start"] : f["end"]] for f in found if f["blocking"]] == ["cures", "not addictive"]


def test_html_is_read_as_html(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>Ketamine <b>cures</b> depression.</p><script>x</script><img src=x.png>", encoding="utf-8")
    text, _status = run(str(path), "--json")
    assert {"claims-cure", "unsafe-html", "alt-text"} <= {finding["check"] for finding in json.loads(text)}


def test_jsonl_answers_line_by_line(monkeypatch):
    rows = [{"id": "a", "text": "Ketamine is not a cure."}, {"id": 2, "text": "Ketamine cures depression."}]
    text, status = run("--jsonl", "-", stdin="\n".join(map(json.dumps, rows)), monkeypatch=monkeypatch)
    first, second = map(json.loads, text.splitlines())
    assert status == 1
    assert first == {"id": "a", "findings": []}
    assert second["id"] == 2 and second["findings"][0]["check"].startswith("claims")


def test_advice_alone_does_not_block(monkeypatch):
    row = json.dumps({"id": 1, "text": "Prior to the session, utilize the lift."})
    text, status = run("--jsonl", "-", stdin=row, monkeypatch=monkeypatch)
    assert status == 0 and json.loads(text)["findings"]


def test_a_treatment_page_is_asked_for_its_balance(tmp_path):
    path = tmp_path / "treatment.txt"
    path.write_text("Ketamine is an anesthetic.", encoding="utf-8")
    assert run(str(path))[1] == 0
    text, status = run(str(path), "--kind", "treatment")
    assert status == 1 and "balance" in text


@pytest.mark.parametrize("row", ["no json", "[1]", '{"id": 1}', '{"id": 1, "text": 5}'])
def test_a_row_that_cannot_be_read_is_named(row, monkeypatch):
    with pytest.raises(CommandError, match="Line 1"):
        run("--jsonl", "-", stdin=row, monkeypatch=monkeypatch)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(str(tmp_path / "gone.txt"))
    path = tmp_path / "picture.jpg"
    path.write_bytes(b"\xff\xd8\xff")
    with pytest.raises(CommandError, match="not UTF-8"):
        run(str(path))


def test_one_input_must_be_named(bad_file):
    with pytest.raises(CommandError, match="Name one file"):
        run()
    with pytest.raises(CommandError, match="Name one file"):
        run(str(bad_file), "--jsonl", "-")
