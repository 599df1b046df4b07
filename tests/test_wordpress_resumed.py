"""An import that was stopped, or run once more: each part of a long post comes once; the report is about all of it."""

import pytest
from django.utils import timezone

from articles import publishing
from articles.content import Content
from articles.models import Article
from portal import rewriting
from portal.models import Imported
from portal.wordpress import importing
from portal.wordpress.importing import import_wordpress
from tests.test_wordpress_import import NASTY, everything
from tests.wordpress_files import category, comment, export, meta, post

pytestmark = pytest.mark.django_db
PARAGRAPH = "Ketamine is a cure. " + "We talk about sleep. " * 48
HUGE = "\n\n".join(f"{number}. {PARAGRAPH}" for number in range(150))


@pytest.fixture(autouse=True)
def no_rest(monkeypatch):
    monkeypatch.setattr(importing, "REST", 0)


def stopping_after(number: int):
    def say(done, of):
        if done == number:
            raise KeyboardInterrupt

    return say


def stopped(path, after: int, **more) -> None:
    with pytest.raises(KeyboardInterrupt):
        import_wordpress(path, say=stopping_after(after), **more)


def told(report) -> dict:
    """All that a report says except what is new with this run."""
    whole = report.to_json()
    return {name: whole[name] for name in ("not_carried_over", "to_mend", "comments_found_by_screens", "worklist")}


def odd_posts() -> list[str]:
    body = (
        '[fancy_box a="1"]x[/fancy_box] <img src="/wp-content/uploads/gone.jpg"> <a href="/nowhere/">c</a>'
        "<script>x()</script> Ketamine is a cure."
    )
    hidden = category("secret", "Secret") + meta("_thumbnail_id", "404") + meta("_yoast_title", "x")
    said = comment(11, "Thanks.") + comment(12, "x", type="pingback") + comment(13, "Buy", approved="spam")
    return [
        post(1, body, inside=said, date="2018-13-45 99:99:99"),
        post(2, body, inside=hidden, status="private"),
        post(3, body, inside=hidden + comment(14, "", parent=99), status="private", title="t" * 300),
        post(4, HUGE, link="https://old.example.org/2019/05/post-1/"),
        post(5, body, inside=comment(15, "Ring 020 7946 0123", date="0000-00-00 00:00:00")),
        post(6, status="trash"),
    ]


def test_each_part_of_a_long_post_has_its_row_and_comes_once(tmp_path):
    path = export(tmp_path, post(1, HUGE, name="long"), post(2))
    import_wordpress(path)
    rows = list(Imported.objects.filter(number=1).order_by("part"))
    assert [row.part for row in rows] == [1, 2, 3]
    assert [row.article.slug for row in rows] == ["long", "long-part-2", "long-part-3"]
    assert all(row.findings and row.checked == row.article.draft for row in rows)
    assert [bool(row.address) for row in rows] == [True, False, False]
    before = everything()
    report = import_wordpress(path)
    assert everything() == before and not report.came


@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_part_that_was_deleted_does_not_come_back_and_takes_no_other_with_it(tmp_path, part):
    path = export(tmp_path, post(1, HUGE, name="long"))
    import_wordpress(path)
    Imported.objects.filter(part=part).update(article=None)
    import_wordpress(path)
    assert Article.objects.count() == 3
    assert Imported.objects.get(part=part).article is None


def test_a_long_post_that_was_broken_off_in_the_middle_comes_whole_with_the_next_run(tmp_path, monkeypatch):
    path = export(tmp_path, post(1), post(2, HUGE, name="long"), post(3))
    real, made = publishing.create_article, []

    def fails_at_the_second_part(content, by, *, slug):
        made.append(slug)
        if slug == "long-part-2":
            raise KeyboardInterrupt
        return real(content, by, slug=slug)

    monkeypatch.setattr(publishing, "create_article", fails_at_the_second_part)
    with pytest.raises(KeyboardInterrupt):
        import_wordpress(path)
    assert made[-1] == "long-part-2"
    assert list(Article.objects.values_list("slug", flat=True)) == ["post-1"]
    monkeypatch.undo()
    import_wordpress(path)
    slugs = set(Article.objects.values_list("slug", flat=True))
    assert slugs == {"post-1", "long", "long-part-2", "long-part-3", "post-3"}


def test_the_worklist_has_every_part_by_itself(tmp_path, editor):
    import_wordpress(export(tmp_path, post(1, HUGE, name="long")))
    rewriting.count_again(timezone.now())
    words = editor.get("/admin/rewriting/").content.decode()
    assert words.count('<th scope="row">') == 3
    assert "none: it is part 2 of a long text" in words


@pytest.mark.parametrize("after", [1, 2, 3, 4, 5])
def test_the_report_of_a_resumed_import_says_what_that_of_a_whole_one_says(tmp_path, after):
    path = export(tmp_path, *odd_posts())
    planned = told(import_wordpress(path, dry_run=True))
    stopped(path, after)
    resumed = import_wordpress(path)
    assert told(resumed) == planned
    assert told(import_wordpress(path)) == planned  # and once more
    assert resumed.already["posts and pages"] == after


def test_the_nasty_file_stopped_after_each_post_loses_no_line_of_its_report():
    planned = told(import_wordpress(NASTY, dry_run=True))
    for after in (1, 2, 3):
        stopped(NASTY, after)
    assert told(import_wordpress(NASTY)) == planned


def test_a_draft_that_somebody_works_on_is_left_to_the_desks_list(tmp_path):
    path = export(tmp_path, post(1, "Ketamine is a cure."), post(2, "Ketamine is a cure."))
    import_wordpress(path)
    article = Article.objects.get(slug="post-1")
    content = Content.from_json(article.draft.content | {"body": "<p>Sleep.</p>"})
    publishing.save_draft(article, content, publishing.MACHINE, base=article.draft)
    assert [row["slug"] for row in import_wordpress(path).worklist()] == ["post-2"]


def test_new_comments_of_a_post_that_was_deleted_here_are_named(tmp_path):
    import_wordpress(export(tmp_path, post(1, inside=comment(1, "Thanks."))))
    Imported.objects.update(article=None)
    report = import_wordpress(export(tmp_path, post(1, inside=comment(1, "Thanks.") + comment(2, "Later."))))
    assert report.lost["Comments"] == {"under posts that were deleted here": 1}
