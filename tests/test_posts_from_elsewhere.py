"""A form on somebody else's site, sent with the browser of a reader or of the staff: nothing changes, and the answer
says so in words a person understands.

Every address of the resolver is posted to, the desk's by an owner who is an editor as well, once with a token that is
not hers. Seen red with `comes_from_our_pages` always true, the desk's half without the check of tokens.
"""

import pytest
from django.test import Client

from tests.addresses import make_world, public_addresses, staff_addresses
from tests.conftest import signed_in
from tests.test_reading_changes_nothing import state

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "https://blog.testserver"},
    {"HTTP_ORIGIN": "null"},
]
# What the forms of our pages hold, all at once: each view finds its own.
FIELDS = {
    "name": "Night owl", "text": "Words from elsewhere", "why": "unkind", "email": "owl@example.org", "website": "",
    "section": "Sources", "erase": "1", "withdraw": "1", "edit": "1", "confirm": "1", "mark": "x", "urgent": "1",
    "title": "Taken over", "action": "delete_selected", "_selected_action": "1", "note": "x", "reason": "x",
    "days": "7", "display_name": "Mallory", "is_active": "", "password1": "four calm words here",
    "password2": "four calm words here", "login": "owner@example.org", "password": "four calm words here",
    "move": "approve", "shows": "draft",
}  # fmt: skip
IN_WORDS = (
    "did not tell us that",
    "Nothing was deleted",
    "did not say where a form came from",
    "This form was open too long",
)
# A link from our mails: a post from elsewhere shows the page again with its button, and does nothing.
ASK_AGAIN = "/comments/confirm/"
# Ends mail at one click, which a mail program sends (RFC 8058): the signed address itself is the permission.
ONE_CLICK = "/comments/stop/"


def changes(client, addresses, headers, **fields) -> list:
    """The addresses where a post changed a row, or was answered with anything but a refusal."""
    found, before = [], state()
    for address in (one for one in addresses if not one.startswith(ONE_CLICK)):
        answer = client.post(address, FIELDS | fields, **headers)
        after = state()
        refused = answer.status_code in (403, 405) or (answer.status_code == 200 and address.startswith(ASK_AGAIN))
        if not refused or after != before:
            found.append((address, answer.status_code, [table for table in after if after[table] != before[table]]))
        elif answer.status_code == 403 and not any(words in answer.content.decode() for words in IN_WORDS):
            found.append((address, "not in words"))
        before = after
    return found


@pytest.mark.parametrize("headers", ELSEWHERE, ids=["cross-site", "same-site", "null"])
def test_no_public_form_takes_a_post_from_elsewhere(headers, people):
    assert changes(Client(enforce_csrf_checks=True), public_addresses(make_world(people)), headers) == []


@pytest.mark.parametrize("headers", ELSEWHERE, ids=["cross-site", "same-site", "null"])
def test_no_form_of_the_desk_takes_a_post_from_elsewhere(headers, people):
    people["owner"].is_superuser = True
    people["owner"].save()
    addresses, client = staff_addresses(make_world(people)), Client(enforce_csrf_checks=True)
    client.cookies = signed_in(people["owner"]).cookies
    client.cookies["csrf"] = "a" * 32
    assert changes(client, addresses, headers) == []
    assert changes(client, addresses, headers, csrfmiddlewaretoken="b" * 32) == []


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/"])
def test_nobody_is_signed_in_from_elsewhere(address, people):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(address, FIELDS, **ELSEWHERE[0])
    assert answer.status_code == 403 and "This form was open too long" in answer.content.decode()
    assert "session" not in answer.cookies
