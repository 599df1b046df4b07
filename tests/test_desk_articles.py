"""Articles on the desk as each role meets them: ways on that lead somewhere, and words that say what to do."""

import re

import pytest

from articles import publishing
from clinic.record import record
from tests.factories import make_article, make_content, make_image, make_topic

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


def page(client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("role", ["owner", "clinician", "editor", "moderator"])
def test_every_link_of_the_list_opens_for_the_role_that_sees_it(role, request):
    client = request.getfixturevalue(role)
    make_article(title="A public one")
    make_article(title="A draft", publish=False)
    rows = re.search(r"<tbody>(.*)</tbody>", page(client, LIST), re.DOTALL).group(1)
    for address in re.findall(r'href="([^"]+)"', rows):
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize("role", ["owner", "clinician", "editor", "moderator"])
def test_every_role_takes_an_article_down_from_the_list(role, request):
    client = request.getfixturevalue(role)
    article = make_article()
    address = f"{LIST}{article.pk}/withdraw/"
    assert f'href="{address}"' in page(client, LIST)
    client.post(address, {"reason": "A number on it is wrong."})
    article.refresh_from_db()
    assert article.status == "withdrawn"


def test_the_page_for_taking_down_leads_back_to_where_the_role_may_go(moderator):
    article = make_article()
    assert f"{LIST}{article.pk}/change/" not in page(moderator, f"{LIST}{article.pk}/withdraw/")


def test_each_missing_thing_links_to_its_field(editor):
    article = make_article(publish=False, kind="treatment", facts={}, topics=(), evidence_checked_on="")
    text = page(editor, f"{LIST}{article.pk}/change/")
    state = re.search(r'class="article-state.*?</details>', text, re.DOTALL).group(0)
    targets = re.findall(r'href="#(field-[^"]+)"', state)
    assert len(targets) >= 9
    assert [target for target in targets if f'id="{target}"' not in text] == []


def test_the_treatment_facts_stand_open_for_an_article_about_a_treatment(editor):
    treatment = make_article(publish=False, kind="treatment", facts={})
    guide = make_article(publish=False)
    assert 'id="facts" open' in page(editor, f"{LIST}{treatment.pk}/change/")
    assert 'id="facts" open' not in page(editor, f"{LIST}{guide.pk}/change/")


def test_the_page_for_publishing_later_names_the_time_zone(editor):
    article = make_article(publish=False)
    assert "time zone, America/New_York" in page(editor, f"{LIST}{article.pk}/schedule/")


def test_a_planned_publication_is_confirmed_in_words(editor):
    article = make_article(publish=False)
    answer = editor.post(f"{LIST}{article.pk}/schedule/", {"publish_at": "2027-01-01T08:00"}, follow=True)
    assert "It goes public by itself." in answer.content.decode()


def test_the_other_version_of_a_conflict_reads_as_text_a_line_for_each_block(editor, people):
    article = make_article(publish=False)
    theirs = make_content(body="<h2>First</h2><p>Salt &amp; <em>water</em>.</p><ul><li><p>A chair</p></li></ul>")
    publishing.save_draft(article, theirs, people["editor"], base=article.draft)
    answer = editor.post(f"{LIST}{article.pk}/change/", {"title": "Mine", "kind": "guide", "base": "1"})
    theirs_shown = {clash.part: clash.theirs for clash in answer.context["clashes"]}
    assert theirs_shown["body"] == "First\nSalt & water.\nA chair"


def test_an_editor_sees_the_accounts_an_author_may_belong_to(editor, people):
    assert people["clinician"].display_name in page(editor, "/admin/articles/author/add/")


def test_each_number_in_the_list_of_topics_is_named_for_screen_readers(editor):
    make_topic()
    assert re.search(r'<input[^>]*name="form-0-order"[^>]*aria-label="order"', page(editor, "/admin/articles/topic/"))


def test_a_picture_in_the_list_keeps_its_room_before_it_is_loaded(editor):
    make_image()  # 1200 wide, 800 high
    assert re.search(r'<img class="thumbnail"[^>]* width="160" height="107"', page(editor, "/admin/articles/image/"))


def test_the_record_names_things_in_words(owner, people):
    article = make_article()
    record(people["editor"], "publish article", article)
    assert f"article {article.pk}" in page(owner, "/admin/clinic/record/")
