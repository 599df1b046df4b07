"""Moving in from WordPress: what comes, as what, and that nothing becomes public by it."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.content import Content
from articles.models import Article, Image, Topic
from comments.models import Comment, Status
from portal.models import Imported, OldAddress
from portal.wordpress.importing import import_wordpress
from portal.wordpress.wxr import BadExport
from tests.factories import make_article, picture_bytes
from tests.wordpress_files import attachment, category, comment, export, meta, post, tag

pytestmark = pytest.mark.django_db


def body_of(slug: str) -> str:
    return Content.from_json(Article.objects.get(slug=slug).draft.content).body


def everything() -> dict:
    return {model: list(model.objects.order_by("pk").values()) for model in (Article, Comment, Imported, OldAddress)}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_post_becomes_a_draft_with_its_words_dates_and_terms(tmp_path, version):
    terms = category("sleep", "Sleep & rest") + tag("night", "Night") + tag("night", "Night")
    item = post(7, "First.\n\nSecond.", title="How &amp; why", name="how-why", excerpt="<p>Short.</p>", inside=terms)
    report = import_wordpress(export(tmp_path, item, version=version))
    article = Article.objects.get()
    content = Content.from_json(article.draft.content)
    assert (article.status, article.slug, article.live) == ("draft", "how-why", None)
    assert (content.title, content.summary) == ("How & why", "Short.")
    assert content.body == "<p>First.</p>\n<p>Second.</p>"
    assert content.keywords == ("Night",)
    assert [topic.title for topic in Topic.objects.filter(pk__in=content.topics)] == ["Sleep & rest"]
    assert content.author is None
    row = Imported.objects.get()
    assert (row.author, row.posted_at.isoformat()) == ("jo", "2019-05-02T08:30:00+00:00")
    assert article.created_at == row.posted_at
    assert report.came["drafts"] == 1


@pytest.mark.parametrize("changes", [{"status": "private"}, {"password": "letmein"}, {"status": "draft"}])
def test_what_was_not_public_is_a_draft_that_nobody_outside_learns_of(tmp_path, reader, changes):
    item = post(7, "Hidden words.", title="Hidden title", name="hidden", inside=category("secret", "Secret"), **changes)
    import_wordpress(export(tmp_path, item))
    assert Article.objects.get().status == "draft"
    assert not Topic.objects.exists()
    for address in ("/2019/05/hidden/", "/?p=7", "/articles/hidden/", "/category/secret/"):
        answer = reader.get(address, follow=True)
        assert b"rewriting" not in answer.content
        assert b"Hidden" not in answer.content
        assert b"Secret" not in answer.content


def test_the_second_time_changes_nothing(tmp_path):
    said = comment(1, "Thanks.") + comment(2, "And yours?", parent=1)
    path = export(tmp_path, post(7, inside=category("sleep", "Sleep") + said), post(8, name="post-7"))
    import_wordpress(path)
    before = everything()
    report = import_wordpress(path)
    assert everything() == before
    assert not report.came
    assert sum(report.already.values()) == 4


def test_what_was_rewritten_since_stays_and_new_comments_come(tmp_path):
    import_wordpress(export(tmp_path, post(7, inside=comment(1, "Thanks."))))
    Article.objects.update(slug="moved-since")
    later = comment(1, "Thanks.") + comment(2, "Answer.", parent=1)
    import_wordpress(export(tmp_path, post(7, "Other words.", inside=later)))
    assert body_of("moved-since") == "<p>Words.</p>"
    first, second = Comment.objects.order_by("pk")
    assert second.parent == first


def test_what_was_deleted_does_not_come_back(tmp_path):
    path = export(tmp_path, post(7, inside=comment(1, "Thanks.")))
    import_wordpress(path)
    Comment.objects.all().delete()
    import_wordpress(path)
    assert not Comment.objects.exists()


def test_an_interrupted_import_goes_on_where_it_was(tmp_path):
    said = category("sleep", "Sleep")
    path = export(tmp_path, *(post(n, inside=said + comment(n, "Thanks.")) for n in range(1, 6)))

    def stop(done, of):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_wordpress(path, say=stop)
    assert Article.objects.count() == 3
    import_wordpress(path)
    assert Article.objects.count() == 5
    assert Comment.objects.count() == 5
    assert OldAddress.objects.filter(address="category/sleep").exists()


def test_a_dry_run_says_what_would_come_and_stores_nothing(tmp_path):
    item = post(7, "Ketamine cures depression.", inside=comment(1, "Thanks.") + category("sleep", "Sleep"))
    report = import_wordpress(export(tmp_path, item), dry_run=True)
    assert (report.came["drafts"], report.came["comments"], report.came["topics"]) == (1, 1, 1)
    assert report.worklist()[0]["claims"]
    assert not any(everything().values())
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("tail", "line"),
    [("<item><title>cut", "Line 29, "), ("\n<item></wrong>", "Line 30, place 9"), ("&nosuch;</channel>", "Line 29, ")],
)
def test_a_broken_file_is_named_with_its_line_and_leaves_nothing(tmp_path, tail, line):
    with pytest.raises(BadExport, match=line):
        import_wordpress(export(tmp_path, post(7), post(8), tail=tail))
    assert not any(everything().values())


def test_entities_another_format_and_no_file_are_refused_in_words(tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel>&b;'
    for head, words in ((bomb, "entities"), ("<rss><channel>", "not a WordPress export"), ("", "Line")):
        path = export(tmp_path, head=head) if head else export(tmp_path, head=" ", tail="")
        with pytest.raises(CommandError, match=words):
            call_command("import_wordpress", path)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_wordpress", tmp_path / "missing.xml")


def test_duplicate_and_taken_addresses_get_a_number(tmp_path):
    make_article(slug="same")
    import_wordpress(export(tmp_path, post(7, name="same"), post(8, name="same"), post(9, name="", title="…")))
    assert set(Article.objects.values_list("slug", flat=True)) == {"same", "same-2", "same-3", "post-9"}


def test_pictures_come_from_the_folder_with_their_words_and_missing_ones_are_named(tmp_path):
    uploads = tmp_path / "uploads" / "2019" / "05"
    uploads.mkdir(parents=True)
    (uploads / "calm.jpg").write_bytes(picture_bytes())
    (uploads / "moving.gif").write_bytes(b"GIF89a")
    body = (
        '<img class="wp-image-20" src="https://old.example.org/wp-content/uploads/2019/05/calm-300x200.jpg">'
        '<img src="/wp-content/uploads/2019/05/gone.jpg"><img src="/wp-content/uploads/2019/05/moving.gif">'
        '<img src="/wp-content/uploads/../../../../etc/passwd">'
    )
    items = (post(7, body, inside=meta("_thumbnail_id", "20")), attachment(20, "2019/05/calm.jpg", alt="A calm sea"))
    report = import_wordpress(export(tmp_path, *items), media=tmp_path / "uploads")
    image = Image.objects.get()
    assert image.alt == "A calm sea"
    assert body_of("post-7") == f'<figure><img src="/admin/picture/{image.key}/" alt="A calm sea"></figure>'
    assert Article.objects.get().draft.content["image"] == image.key
    assert "2019/05/gone.jpg" in report.mend["Missing pictures"]
    assert any("moving.gif" in name for name in report.lost["Pictures"])


def test_pictures_of_a_gallery_that_the_file_does_not_hold_are_named_by_their_numbers(tmp_path):
    report = import_wordpress(export(tmp_path, post(7, '<p>Words</p><img>[gallery ids="21,22"]')))
    assert report.mend["Pictures that the file does not describe"] == {"number 21": 1, "number 22": 1}
    assert "Missing pictures" not in report.mend


def test_a_page_whose_words_a_page_builder_kept_to_itself_is_named(tmp_path):
    builder = meta("_elementor_data", '[{"settings": {"editor": "<p>Only here</p>"}}]')
    report = import_wordpress(export(tmp_path, post(7, "", title="Our team", inside=builder), post(8, "Words.")))
    heading = "Without a word: perhaps a page builder kept them to itself"
    assert report.mend[heading] == {"Our team (7)": 1}


def test_links_between_posts_lead_to_the_articles_they_became(tmp_path):
    body = '<a href="https://old.example.org/2019/05/post-8/#top">a</a> <a href="/?p=8">b</a> <a href="/nowhere/">c</a>'
    report = import_wordpress(export(tmp_path, post(7, body), post(8)))
    assert body_of("post-7").count('href="/articles/post-8/"') == 2
    assert "/nowhere/" in report.mend["Links to the old site that lead nowhere now"]


def test_the_command_prints_the_report_and_writes_it(tmp_path, capsys):
    items = (post(7, "[fancy_box a='1']x[/fancy_box]"), post(8, type="product", title="Lamp"), post(9, status="trash"))
    call_command("import_wordpress", export(tmp_path, *items), report=str(tmp_path / "report.json"))
    said = capsys.readouterr().out
    assert "fancy_box" in said
    assert "Lamp (8)" in said
    assert json.loads((tmp_path / "report.json").read_text())["came"]["drafts"] == 1
    assert Comment.objects.exclude(status=Status.PENDING).count() == 0


NASTY = Path(__file__).parent / "data" / "wordpress" / "nasty.xml"


def test_a_nasty_file_comes_whole_and_its_report_names_what_did_not(reader):
    """Blank lines before the start, control characters, a letter that is not UTF-8, impossible dates, the same address
    twice, circles among comments, missing numbers, posts that were not public."""
    report = import_wordpress(NASTY)
    said = "\n".join(report.lines())
    assert set(Article.objects.values_list("slug", flat=True)) == {"same", "same-2", "secret", "behind"}
    assert set(Article.objects.values_list("status", flat=True)) == {"draft"}
    assert set(Comment.objects.values_list("text", flat=True)) == {"First", "Second"}
    assert Comment.objects.filter(parent=None).count() == 1  # each named the other as its parent
    for name in (
        "jetpack/contact-form",
        "unknown",
        "Menu (14)",
        "_yoast_wpseo_title",
        "No number",
        "control characters",
    ):
        assert name in said
    for name in ("number 404", "Internal", "/site/café/same", "bytes that are not UTF-8"):
        assert name in said
    for secret in ("someone@mail.example", "admin@blog.example.net", "cure everything"):
        assert secret not in said
    assert "<script>" not in Topic.objects.get().title
    for address in ("/site/secret/", "/site/behind/", "/?p=12", "/?p=13", "/articles/secret/"):
        assert b"rewriting" not in reader.get(address, follow=True).content


def test_a_nasty_file_twice_changes_nothing():
    import_wordpress(NASTY)
    before = everything()
    import_wordpress(NASTY)
    assert everything() == before
