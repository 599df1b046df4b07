"""What people write is shown as words wherever it stands: every address, to readers and to staff who may do everything.

The browser runs scripts against the same pages (browser/test_scripts_never_run); this is for every commit. Seen red
with `|safe` in comments/_comment.html, for readers, and in admin/…/_words.html, for staff.
"""

import pytest
from django.test import Client

from comments import moderation
from comments.models import Comment, Feedback, Report
from search.models import Miss
from tests.addresses import make_world, public_addresses, staff_addresses
from tests.comment_factories import make_comment, make_reply, send
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

MARKUP = "<b class=hurt onclick=x()>words</b>"
PHONE = "Ring me on 415-555-2671. "


@pytest.fixture
def world(people):
    """A comment that waits, with findings, under one that is public, and words in every other field for visitors."""
    world = make_world(people)
    public = world["comment"]
    seen = {"field": "text", "screen": "identifiers", "kind": "phone", "tier": "", "rule": "x", "start": 11, "end": 23}
    waiting = make_reply(public, text=PHONE + MARKUP, name=MARKUP[:40], findings=[seen])
    asked = make_comment(article=world["article"], text=MARKUP, name=MARKUP[:40])
    Comment.objects.filter(pk=public.pk).update(text=MARKUP, name=MARKUP[:40])
    Report.objects.update(text=MARKUP)
    Feedback.objects.update(text=MARKUP, section=MARKUP)
    Miss.objects.update(text=MARKUP)
    public.refresh_from_db()
    moderation.withdraw(make_comment(article=world["article"], text=MARKUP), people["moderator"], note=MARKUP)
    return world | {"waiting": waiting, "asked": asked}


def shown_as_markup(client, addresses) -> list[str]:
    return [address for address in addresses if "<b class=hurt" in body_of(client.get(address))]


def body_of(answer) -> str:
    """The page; nothing of what a browser shows as text or saves, as it does JSON."""
    is_page = answer.get("Content-Type", "").startswith(("text/html", "application/atom", "application/xml"))
    return b"".join(answer).decode("utf-8", "replace") if is_page else ""


def test_readers_see_words(world):
    addresses = public_addresses(world)
    seen = [body_of(Client().get(address)) for address in addresses]
    assert any("&lt;b class=hurt" in page for page in seen)
    assert shown_as_markup(Client(), addresses) == []


def test_staff_see_words(world, people):
    people["moderator"].is_superuser = True
    people["moderator"].save()
    client = signed_in(people["moderator"])
    addresses = staff_addresses(world)
    addresses += [f"/admin/comments/comment/{world[name].pk}/change/" for name in ("waiting", "asked")]
    pages = {address: body_of(client.get(address)) for address in addresses}
    assert [address for address, page in pages.items() if "<b class=hurt" in page] == []
    where = "\n".join(address for address, page in pages.items() if "&lt;b class=hurt" in page)
    assert all(f"/admin/comments/{kind}/" in where for kind in ("comment", "report", "feedback"))


def test_whoever_wrote_them_sees_words_before_sending_and_after(world, reader):
    texts = (PHONE + MARKUP, MARKUP, "x" * 5001 + MARKUP)
    pages = [body_of(send(reader, world["article"], text=text, name=MARKUP[:40])) for text in texts]
    assert all("<b class=hurt" not in page for page in pages)
    assert "&lt;b class=hurt" in pages[0] and "&lt;b class=hurt" in pages[2]
