"""The handbooks' pictures: each that a handbook shows is taken by the script, exists, is small, and has words."""

import re
from pathlib import Path

import pytest

from portal.handbook_pictures import FOLDER, LARGEST, PICTURES, chosen, main, optimised
from tests.factories import picture_bytes

DOCS = FOLDER.parent
SHOWN = re.compile(r"!\[([^\]]*)\]\(images/([\w-]+)\.png\)")
HANDBOOKS = ("editors.md", "clinicians.md", "moderators.md", "owners.md")


def shown(handbook: str) -> list[tuple[str, str]]:
    return SHOWN.findall((DOCS / handbook).read_text(encoding="utf-8"))


@pytest.mark.parametrize("handbook", HANDBOOKS)
def test_a_handbook_shows_pictures_that_the_script_takes_with_words_for_those_who_do_not_see_them(handbook):
    taken = {picture.name for picture in PICTURES}
    assert len(shown(handbook)) >= 2
    for words, name in shown(handbook):
        assert name in taken and len(words) > 20


def test_every_picture_is_shown_exists_and_is_small():
    everywhere = {name for handbook in HANDBOOKS for _words, name in shown(handbook)}
    for picture in PICTURES:
        assert picture.name in everywhere
        assert (FOLDER / f"{picture.name}.png").stat().st_size <= LARGEST


def test_a_picture_that_stays_too_large_is_refused(monkeypatch):
    assert len(optimised(picture_bytes("PNG"))) <= LARGEST
    monkeypatch.setattr("portal.handbook_pictures.LARGEST", 10)
    with pytest.raises(ValueError, match="Show less of the page"):
        optimised(picture_bytes("PNG"))


def test_the_script_is_named_where_somebody_looks_for_it():
    assert "portal.handbook_pictures" in (Path(DOCS).parent / "docs" / "editors.md").read_text(encoding="utf-8")


def test_some_can_be_taken_alone_and_a_wrong_name_is_answered_with_those_there_are(capsys):
    assert {picture.name.split("-")[0] for picture in chosen(("moderator",))} == {"moderator"}
    assert chosen(()) == list(PICTURES)
    assert main("nurse") == 1
    assert "moderator-queues" in capsys.readouterr().err
