"""Words that are not public reach nobody without the permission: drafts, what is planned and comments that wait, at
every address of the resolver, through each search and list, and after those have read them who may.

Seen red with a preview that asks for no permission, with a search that finds drafts, and with waiting comments in the
thread.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.steps import MACHINE
from tests.addresses import make_world, public_addresses, staff_addresses
from tests.comment_factories import make_comment
from tests.factories import make_article, make_content

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache"), pytest.mark.slow]

# Each stands beside the word that is asked for: a page may say that one back.
ASKED, HEADLINE, DRAFT, WAITING = "marmalade", "wolfsbane", "zebrafinch", "quokkaline"
NEVER = {
    "reader": (HEADLINE, DRAFT, WAITING),
    "owner": (DRAFT, WAITING),  # every member of staff sees in lists which articles there are
    "moderator": (DRAFT,),
    "editor": (WAITING,),
}
OF_AN_ARTICLE = ("", "comments/", "comments/feed/", "changes/", "qr.svg", "feedback/")
QUESTIONS = (
    "/search/?q={}",
    "/search/suggest/?q={}",
    "/articles/?q={}",
    "/no/such/{}/",
    "/admin/articles/article/?q={}",
    "/admin/articles/article/pick/?kind=link&q={}",
    "/admin/articles/article/outside/?q={}",
    "/admin/autocomplete/?app_label=articles&model_name=article&field_name=replacement&term={}",
    "/admin/comments/comment/?q={}",
    "/admin/comments/comment/looking-back/?words={}",
    "/admin/comments/comment/queue/?queue=normal&q={}",
    "/admin/clinic/record/?q={}",
)


def hidden(**changes):
    """The content of a draft that says its words wherever one may write."""
    words = f"{DRAFT} {ASKED}"
    values = {"title": f"Getting ready {HEADLINE} {ASKED}", "summary": f"What to think about: {HEADLINE} {ASKED}."}
    values |= {"body": f"<h2>Before {words}</h2><p>Write {words} down.</p>", "keywords": (words,)}
    return values | {"key_points": (f"Ask about {words}.",)} | changes


@pytest.fixture
def addresses(people) -> list[str]:
    """Where to look, with something that is not public behind each."""
    world = make_world(people)
    article = world["article"]
    publishing.save_draft(article, make_content(**hidden()), MACHINE, base=article.draft)
    planned = make_article(publish=False, slug="planned", **hidden())
    publishing.schedule(planned, planned.draft, timezone.now() + timedelta(days=1), MACHINE)
    make_comment(article=article, name=WAITING, text=f"I think of {WAITING} {ASKED}.")
    desk = [path for path in staff_addresses(world) if "logout" not in path]
    of_one, of_other = (f"/articles/article/{row.pk}/" for row in (article, planned))
    found = [path for path in public_addresses(world) if not path.startswith("/preview/")]  # a link of an editor's
    found += [*desk, *(path.replace(of_one, of_other) for path in desk if of_one in path)]
    found += [f"/articles/planned/{rest}" for rest in OF_AN_ARTICLE]
    return found + [question.format(ASKED) for question in QUESTIONS]


def where(client, addresses: list[str], word: str) -> list[str]:
    """The addresses whose answers hold the word."""
    return [path for path in addresses if word in b"".join(client.get(path)).decode(errors="replace")]


@pytest.mark.parametrize("role", NEVER)
def test_what_is_not_public_reaches_nobody_without_the_permission(role, addresses, editor, clinician, request):
    for client in (editor, clinician):  # who may read them has just been there
        where(client, [path for path in addresses if not path.startswith("/admin/")], ASKED)
    client = request.getfixturevalue(role)
    assert [(word, path) for word in NEVER[role] for path in where(client, addresses, word)] == []


def test_who_may_read_them_sees_them_by_the_same_look(addresses, editor, moderator):
    """The control."""
    seen = where(editor, addresses, DRAFT)
    for kind, number in {"preview": 2, "compare": 1, "change": 2}.items():  # of what is planned there is one version
        assert len([path for path in seen if f"/{kind}/" in path]) == number, kind
    assert len(where(editor, addresses, HEADLINE)) > len(seen)
    assert len(where(moderator, addresses, WAITING)) >= 2
