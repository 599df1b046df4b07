"""Exports made by chance of what years of real blogs hold: whatever the file says, nothing fails or becomes public."""

import random

import pytest

from articles.models import Article, Topic
from comments.models import Comment, Status
from portal.models import Imported, OldAddress
from portal.wordpress import importing
from portal.wordpress.importing import import_wordpress
from tests.wordpress_files import attachment, category, comment, export, meta, post, tag

pytestmark = pytest.mark.django_db
STATES = (
    "publish",
    "publish",
    "future",
    "draft",
    "pending",
    "private",
    "trash",
    "auto-draft",
    "inherit",
    "wc-on-hold",
    "",
)
KINDS = ("post", "post", "post", "page", "product", "nav_menu_item", "acf-field", "elementor_library", "revision", "")
DATES = (
    "2019-05-02 08:30:00",
    "0000-00-00 00:00:00",
    "2018-13-45 99:99:99",
    "-0001-11-30 00:00:00",
    "2999-01-01 00:00:00",
)
DATES += ("", "yesterday", "9" * 400, "2019-02-29 10:00:00")
ADDRESSES = (
    "",
    "http://[::1",
    "https://old.example.org/?p=3",
    "javascript:x",
    "https://old.example.org/%00/a",
    "/" + "x" * 900,
)
SLUGS = ("same", "same", "", "caf%c3%a9", "-", "../../admin", "x" * 300, "%F0%9F%98%80", "contact", "help-now")
BODIES = (
    "", "\x01\x0b control \x1f", "a ]]> b ]]]]>> c", "<p>" * 400 + "deep", "<b><i>crossed</b></i> <a href='",
    "&#0;&#x1f;&bogus;",
    '[caption id="x"][gallery ids="1,2,[x]"][/caption][[raw]] [a [b [c d="e"]]] [/unopened]', "[" * 900, "[x " * 300,
    '<!-- wp:paragraph {"a":{ -->broken<!-- /wp:nothing --><!-- wp:block {"ref":99999} /--><!-- wp:',
    "<!-- never closed",
    '<img src="https://old.example.org/wp-content/uploads/no.png" class="wp-image-404"><img><img src="data:x">',
    "<table><tr><td><table><td>in<table><tr>in", "<script>x()</script><iframe src='//v.example/1'></iframe><style>",
    "Word. " * 15_000, "x" * 70_000, "\u202e\u0000\ufffe\U0001f600 \u0301" * 20, "We cure all. It has no side effects.",
)  # fmt: skip
TEXTS = (
    "Thanks.",
    "",
    "I want to kill myself",
    "<b>",
    "Ring 020 7946 0123",
    "a\x02b",
    "]]>",
    "w " * 11_000,
    "[x]",
    "\u202e",
)
TYPES = ("", "comment", "pingback", "trackback", "order_note", "review")


def without_nul(words: str) -> str:
    """A file may hold every other character that XML forbids."""
    return words.replace("\x00", "&#0;").replace("\ufffe", "")


def said(chance: random.Random, numbers) -> str:
    made = []
    for _each in range(chance.randrange(7)):
        number = next(numbers) if chance.random() < 0.9 else 1000
        about = {
            "type": chance.choice(TYPES),
            "approved": chance.choice(("1", "1", "0", "spam", "trash", "post-trashed")),
        }
        about |= {
            "parent": chance.randrange(998, 1040),
            "date": chance.choice(DATES),
            "author": chance.choice(TEXTS[:6]),
        }
        made.append(comment(number, chance.choice(TEXTS), **about))
    return "".join(made)


def made_post(chance: random.Random, number: int, numbers) -> str:
    terms = category(
        chance.choice(("sleep", "", "x" * 200, "caf%c3%a9")), chance.choice(("Sleep", "", "<i>", "y" * 300))
    )
    more = terms + tag("t", "T" * chance.randrange(90)) + meta("_thumbnail_id", chance.choice(("404", "x", "")))
    about = {"status": chance.choice(STATES), "type": chance.choice(KINDS), "date": chance.choice(DATES)}
    about |= {"name": chance.choice(SLUGS), "password": chance.choice(("", "", "letmein")), "author": "nobody-known"}
    about |= {
        "link": chance.choice(ADDRESSES) if chance.random() < 0.5 else f"https://old.example.org/same-{number % 3}/"
    }
    about |= {
        "title": chance.choice(("", "A <b>title</b>", "t" * 400, f"Post {number}")),
        "excerpt": chance.choice(BODIES[:6]),
    }
    body = "\n\n".join(chance.sample(BODIES, 3))
    return post(number, body, inside=more + said(chance, numbers), **about)


def everything() -> dict:
    kept = (Article, Comment, Imported, OldAddress, Topic)
    return {model: list(model.objects.order_by("pk").values()) for model in kept}


@pytest.mark.parametrize("seed", range(6))
def test_whatever_an_export_holds_it_comes_as_drafts_and_waiting_comments_or_is_named(
    tmp_path, monkeypatch, reader, seed
):
    monkeypatch.setattr(importing, "REST", 0)
    chance, numbers = random.Random(seed), iter(range(1001, 9999))
    items = [made_post(chance, number, numbers) for number in range(1, 9)]
    items += [
        attachment(900, "2019/no.png", alt="A lamp"),
        items[0],
        "<item></item>",
        "<item><wp:post_id>x</wp:post_id></item>",
    ]
    path = export(tmp_path, *map(without_nul, items), version=chance.choice(("1.0", "1.1", "1.2")))

    report = import_wordpress(path)
    assert not Article.objects.exclude(status="draft").exists() and not Article.objects.exclude(live=None).exists()
    assert not Comment.objects.exclude(status=Status.PENDING).exists()
    assert not Comment.objects.published().exists()
    assert not Comment.objects.filter(text__contains="kill myself").exclude(tier="high", queue="urgent").exists()
    words = "\n".join(report.lines())
    came = set(Imported.objects.filter(kind="post").values_list("number", flat=True))
    for number in {*range(1, 9)} - came:
        assert f"({number})" in words, f"post {number} is neither here nor in the report"
    for row in Article.objects.all():
        assert reader.get(f"/articles/{row.slug}/").status_code == 404
    before = everything()
    again = import_wordpress(path)
    assert everything() == before and not again.came
