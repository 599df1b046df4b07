"""What can only be seen from inside a site. Run by the bench in the site's environment, once Django
is set up; each task prints one JSON line.

queries PATH…   the main database's queries of each page, asked as a moderator where it is the staff's
cookie          a moderator's session
approve PORT    approves a waiting comment and prints after how many seconds every reader at PORT sees it
"""

import json
import sys
import time
import urllib.request

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from clinic.models import User
from clinic.roles import MODERATOR
from comments import moderation
from comments.models import Comment
from portal.bench.data import SHOWN


def queries(*paths: str) -> dict[str, int]:
    client, counted = signed_in(), {}
    for path in paths:
        client.get(path)  # what a process does once only, it has done
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
        counted[path] = len(captured) if response.status_code == 200 else -1
    return counted


def cookie() -> str:
    return f"{settings.SESSION_COOKIE_NAME}={signed_in().cookies[settings.SESSION_COOKIE_NAME].value}"


def signed_in() -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(moderator())
    return client


def moderator() -> User:
    return User.objects.get(email=f"{MODERATOR.lower()}@example.org")


def approve(port: str) -> float:
    article = Article.objects.get(slug=SHOWN)
    words = f"Approved at {time.time()}"
    now = timezone.now()
    comment = Comment.objects.create(
        article=article, name="Bench", text=words, language="en-us", submitted_at=now, waiting_since=now
    )
    address = f"http://127.0.0.1:{port}{article.get_absolute_url()}"
    fetch(address)
    moderation.approve(comment, moderator())
    began = last_without = time.perf_counter()
    in_a_row = 0
    while in_a_row < 40 and time.perf_counter() - began < 30:
        asked = time.perf_counter()
        seen = words in fetch(address)
        in_a_row = in_a_row + 1 if seen else 0
        last_without = last_without if seen else asked
        time.sleep(0.02)
    moderation.withdraw(comment, moderator())
    return round(last_without - began, 3)


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  to this machine
        return answer.read().decode()


TASKS = {"queries": queries, "cookie": cookie, "approve": approve}


def main() -> None:
    task, *words = sys.argv[1:]
    print(json.dumps(TASKS[task](*words)))
