"""Two editors at one article: what fits together is put together, what does not is shown to the second one."""

import threading

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from articles import publishing
from articles.content import Content
from articles.merging import FACT_PARTS, PARTS, merge, part_of
from tests.conftest import signed_in
from tests.factories import make_article, make_content
from tests.test_articles_publishing import change, form_data

pytest_plugins = ["tests.database_file"]
words = st.sampled_from(["", "one", "two", "three"])
HTML = {"", "<p>one</p>", "<p>two</p>", "<ul><li><p>three</p></li></ul>"}


def contents():
    return st.builds(
        Content,
        title=words,
        summary=words,
        change_note=words,
        body=st.sampled_from(sorted(HTML)),
        topics=st.sampled_from([(), (1,), (2, 1)]),
        facts=st.dictionaries(st.sampled_from(["risks", "benefits"]), st.sampled_from(sorted(HTML - {""})), max_size=2),
    )


@given(base=contents(), mine=contents(), theirs=contents())
def test_every_part_of_a_merge_is_mine_or_theirs_and_nothing_of_either_is_dropped_silently(base, mine, theirs):
    merged = merge(base, mine, theirs)
    for part in PARTS:
        before, ours, other = (part_of(content, part) for content in (base, mine, theirs))
        result = part_of(merged.content, part)
        assert result == (other if part in merged.taken else ours)
        if part in merged.taken:
            assert ours == before or (part == "change_note" and not ours)
        elif part not in merged.clashes:
            assert other in (ours, before)


@given(base=contents(), mine=contents(), theirs=contents())
def test_both_sides_meet_the_same_clashes(base, mine, theirs):
    ours, others = merge(base, mine, theirs).clashes, merge(base, theirs, mine).clashes
    assert set(ours) - {"change_note"} == set(others) - {"change_note"}


def test_what_the_editing_area_adds_by_itself_is_no_change():
    base = Content(title="A", body="<ul><li>One</li></ul>")
    mine = Content(title="B", body="<ul>\n<li><p>One</p></li></ul>")
    theirs = Content(title="A", body="<ul><li>Two</li></ul>")
    merged = merge(base, mine, theirs)
    assert (merged.content.title, merged.content.body, merged.clashes) == ("B", theirs.body, ())


def test_each_treatment_fact_is_a_part_of_its_own():
    base = Content(title="A", facts={"risks": "<p>r</p>"})
    mine = Content(title="A", facts={"risks": "<p>mine</p>"})
    theirs = Content(title="A", facts={"risks": "<p>r</p>", "benefits": "<p>theirs</p>"})
    assert merge(base, mine, theirs).content.facts == {"risks": "<p>mine</p>", "benefits": "<p>theirs</p>"}
    assert set(FACT_PARTS) < set(PARTS)


@pytest.mark.django_db
def test_a_save_on_a_newer_revision_is_merged_and_says_what_came_from_the_colleague(editor, people):
    article = make_article(publish=False)
    stale = form_data(article, **untouched(article) | {"summary": "My summary."})
    theirs = make_content(topics=article.draft.content["topics"], body="<p>Their words.</p>")
    publishing.save_draft(article, theirs, people["editor"], base=article.draft)
    page = editor.post(change(article), stale, follow=True).content.decode()
    article.refresh_from_db()
    assert "Somebody saved while you were writing" in page and ": Text." in page
    assert (article.draft.content["summary"], article.draft.content["body"]) == ("My summary.", "<p>Their words.</p>")


@pytest.mark.django_db
def test_what_a_colleague_changed_meanwhile_is_never_published_unread(editor, people):
    article = make_article()
    stale = form_data(article, **untouched(article) | {"summary": "My summary.", "_publish": "1"})
    theirs = make_content(topics=article.draft.content["topics"], body="<p>Their words.</p>")
    publishing.save_draft(article, theirs, people["editor"], base=article.draft)
    page = editor.post(change(article), stale, follow=True).content.decode()
    live = article.live_id
    article.refresh_from_db()
    assert "Read it once more" in page and article.live_id == live and article.draft.number == 3


@pytest.mark.django_db
def test_the_second_editor_may_take_a_part_of_theirs_and_keep_the_others(editor, people):
    article = make_article(publish=False)
    stale = form_data(article, body="<p>My words.</p>", title="My title")
    theirs = make_content(title="Their title", body="<p>Their words.</p>")
    publishing.save_draft(article, theirs, people["editor"], base=article.draft)
    article.refresh_from_db()
    editor.post(change(article), stale | {"_over": str(article.draft.number), "_theirs": "title"})
    article.refresh_from_db()
    assert (article.draft.content["title"], article.draft.content["body"]) == ("Their title", "<p>My words.</p>")


@pytest.mark.django_db
def test_who_saves_again_without_having_said_so_is_told_which_tick_is_missing(editor, people):
    article = make_article(publish=False)
    stale = form_data(article, body="<p>My words.</p>")
    publishing.save_draft(article, make_content(body="<p>Their words.</p>"), people["editor"], base=article.draft)
    first = editor.post(change(article), stale).content.decode()
    assert 'name="_shown" value="2"' in first and "Somebody saved a newer version" in first
    again = editor.post(change(article), stale | {"_shown": "2"}).content.decode()
    assert "tick “I have read both”" in again and "My words." in again and "Their words." in again
    publishing.save_draft(article, make_content(body="<p>Newer.</p>"), people["editor"], base=article.revisions.first())
    newer = editor.post(change(article), stale | {"_shown": "2"}).content.decode()
    assert "Somebody saved a newer version" in newer and "Newer." in newer


@pytest.mark.django_db
@pytest.mark.parametrize("over", ["1", "x", "-1", "9" * 40, "²"])
def test_having_read_another_version_than_the_newest_allows_nothing(over, editor, people):
    article = make_article(publish=False)
    stale = form_data(article, body="<p>My words.</p>", _over=over)
    publishing.save_draft(article, make_content(body="<p>Their words.</p>"), people["editor"], base=article.draft)
    assert editor.post(change(article), stale).status_code == 422


def untouched(article) -> dict:
    """What the form shows and posts for the parts that somebody does not touch."""
    names = ("title", "summary", "body")
    return {name: article.draft.content[name] for name in names}


def both_at_once(*saves) -> list:
    gate, answers = threading.Barrier(len(saves)), [None] * len(saves)

    def one(place, save):
        gate.wait()
        answers[place] = save()
        connections.close_all()

    threads = [threading.Thread(target=one, args=item) for item in enumerate(saves)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.servers
@pytest.mark.slow
def test_two_writers_lose_nothing_in_two_hundred_rounds(database_file, people):
    """Both start from the same draft each time; in every fourth round both change the same part."""
    article, clients = make_article(publish=False), [signed_in(people["editor"]) for _ in range(2)]
    for number in range(200):
        article.refresh_from_db()
        second = "summary" if number % 4 == 3 else "body"
        posts = [
            form_data(article, **untouched(article) | {"summary": f"First {number}"}),
            form_data(article, **untouched(article) | {second: f"<p>Second {number}</p>"}),
        ]
        answers = both_at_once(
            *(lambda c=c, p=p: c.post(change(article), p) for c, p in zip(clients, posts, strict=True))
        )
        article.refresh_from_db()
        statuses = sorted(answer.status_code for answer in answers)
        if second == "body":
            assert statuses == [302, 302]
            assert article.draft.content["summary"] == f"First {number}"
            assert article.draft.content["body"] == f"<p>Second {number}</p>"
        else:
            assert statuses == [302, 422]
            page = next(answer for answer in answers if answer.status_code == 422).content.decode()
            assert f"First {number}" in page and f"Second {number}" in page
