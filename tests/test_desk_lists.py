"""The lists of the desk: what their filters and orders show, on many rows as on few."""

import pytest
from bs4 import BeautifulSoup

from tests.comment_factories import make_comment
from tests.factories import make_article, make_topic
from tests.signoff_factories import save

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def titles(client, query: str) -> list[str]:
    rows = client.get(f"{LIST}?{query}", follow=True).context["cl"].result_list
    return [row.title for row in rows]


def test_the_topic_filter_shows_the_articles_of_the_topic_each_once_and_newest_first(editor):
    sleep, mood = make_topic(), make_topic()
    for title, topics in (("One", (sleep,)), ("Two", (sleep, mood)), ("Three", (mood,))):
        make_article(title=title, topics=topics)
    assert titles(editor, f"topics__id__exact={sleep.pk}") == ["Two", "One"]
    assert titles(editor, f"topics__id__exact={mood.pk}&o=0") == ["Three", "Two"]


@pytest.mark.parametrize("value", ["x", "99999999999999999999999999", "-1", "%00"])
def test_a_topic_that_there_is_not_is_no_error(editor, value):
    make_article()
    assert editor.get(f"{LIST}?topics__id__exact={value}", follow=True).status_code == 200


def test_the_list_is_ordered_by_who_wrote_the_newest_draft(editor, people):
    people["editor"].display_name = "Anna"
    people["editor"].save()
    first, second = make_article(title="By the system"), make_article(title="By Anna")
    for article in (first, second):
        save(article, summary="Other words.")
    type(second.draft).objects.filter(article=second, number=2).update(created_by=people["editor"])
    names = titles(editor, "o=5"), titles(editor, "o=-5")
    assert names[0] == names[1][::-1]
    assert set(names[0]) == {"By the system", "By Anna"}


@pytest.mark.parametrize("address", ["/admin/comments/comment/", LIST])
def test_every_cell_names_its_column_so_that_a_phone_needs_no_script_to_make_cards(moderator, editor, address):
    make_comment(name="<b>Owl</b>")
    client = moderator if "comments" in address else editor
    table = BeautifulSoup(client.get(address, follow=True).content, "html.parser").select_one("#result_list")
    heads = [head.get_text(strip=True) for head in table.select("thead th")]
    cells = table.select("tbody tr:first-child > *")
    assert len(cells) == len(heads)
    assert all(cell["data-label"] == head for cell, head in zip(cells, heads, strict=True) if cell.name == "td")
    assert "<b>" not in str(table)
