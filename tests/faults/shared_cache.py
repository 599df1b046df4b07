"""Redis is gone, silent or talks nonsense: readers and staff notice nothing but a little more time."""

import http.client
import os
import time
import urllib.parse
from collections import Counter
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from tests.faults.database import BROKEN, LONGEST, Look, said, through
from tests.faults.proxy import Proxy
from tests.faults.site import Site, site
from tests.faults.table import Seen, fault

MOODS = ("gone", "nonsense", "silent")
TOKEN = "a" * 32
SIGN_IN = """
from django.contrib.auth.models import Group
from django.test import Client
from articles.models import Article
from clinic.models import User
from clinic.roles import MODERATOR
from comments.as_read import mark_of
from comments.models import Comment
user = User.objects.create_user("moderator@example.org", None, display_name="Moderator")
user.groups.add(Group.objects.get(name=MODERATOR))
client = Client()
client.force_login(user)
article = Article.objects.published().first()
rows = [Comment.objects.create(article=article, name="Owl", text=f"Thank you {n}", language="en-us") for n in range(40)]
print(json.dumps([client.cookies["session"].value, [[row.pk, mark_of(row)] for row in rows]]))
"""


class Moderator:
    """Somebody at the desk, who reads the queue and approves one comment after another."""

    def __init__(self, place: Site):
        self.place = place
        self.session, self.waiting = place.ask(SIGN_IN)
        self.seen: list[tuple[int, float]] = []
        self.approved: list[int] = []

    def work(self, times: int) -> None:
        for _ in range(times):
            self.ask("GET", "/admin/comments/comment/")
            number, mark = self.waiting.pop()
            form = {"move": "approve", "seen": "pending", "queue": "", "tier": "", "words": mark}
            if self.ask("POST", f"/admin/comments/comment/{number}/decide/", urllib.parse.urlencode(form)) == 302:
                self.approved.append(number)

    def ask(self, method: str, path: str, form: str | None = None) -> int:
        headers = {
            "Host": f"localhost:{self.place.port}",
            "Cookie": f"session={self.session}; csrf={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        begun, connection = time.monotonic(), http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=20)
        try:
            connection.request(method, path, form, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        self.seen.append((status, time.monotonic() - begun))
        return status

    def longest(self) -> float:
        return max(seconds for _status, seconds in self.seen)

    def kept(self) -> int:
        code = f"Comment.objects.filter(pk__in={self.approved}, status='approved').count()"
        return self.place.ask(f"from comments.models import Comment\nprint(json.dumps([{code}]))")[0]


@contextmanager
def site_on_redis(target: str = "portal.wsgi:application", **environment: str):
    parts = urlsplit(os.environ["TEST_REDIS_URL"])
    with Proxy(parts.hostname, parts.port or 6379) as road:
        url = urlunsplit(parts._replace(netloc=through(parts, road.port)))
        with site(target, CACHE_URL=url, **environment) as place:
            place.start()
            yield place, road


def in_each_mood(seconds: float, target: str = "portal.wsgi:application", **environment: str) -> tuple[Look, Moderator]:
    with site_on_redis(target, **environment) as (place, road):
        look, moderator = Look(place), Moderator(place)
        moderator.work(2)
        for mood in MOODS:
            look.for_seconds(1)  # all is well, so that something is stored and trusted
            road.break_down(mood)
            look.for_seconds(seconds)
            moderator.work(4)
            road.heal()
            time.sleep(5)  # for so long nobody asks again after a failure
        missing = set(look.acknowledged) - set(place.stored())
        look.lost = len(missing) + len(moderator.approved) - moderator.kept()
        return look, moderator


@fault(
    "Redis is gone, silent or talks nonsense", "readers and staff unaffected; none held longer than 3 s", needs="redis"
)
def redis_away(seconds: float = 15) -> Seen:
    look, moderator = in_each_mood(seconds)
    control, _moderator = in_each_mood(3, BROKEN, FAULT_CONTROL="trusting cache")
    failed = sum(one[0] >= 500 for one in (*control.stored, *control.uncached, *control.posts))
    statuses = {one[0] for one in (*look.stored, *look.uncached, *look.posts)}
    staff = sorted(one[0] for one in moderator.seen)
    slowest = max(look.longest(), moderator.longest())
    return Seen(
        f"{len(MOODS)} moods, {len(look.stored) * 3} requests, {len(staff)} of staff",
        f"{look.statuses()}; {len(moderator.approved)} approved; slowest {slowest:.1f} s; {look.lost} lost",
        statuses == {200} and set(staff) == {200, 302} and slowest <= LONGEST and not look.lost,
        f"without the breaker {said_of(control) or 0} answers failed",
        failed > 0,
    )


def said_of(look: Look) -> str:
    return said(Counter(one[0] for one in (*look.stored, *look.uncached, *look.posts) if one[0] >= 500))
