"""Two web machines with nothing in common but PostgreSQL and Redis, behind nginx."""

import os
import time
from collections import Counter
from urllib.parse import urlsplit

import nginx_site
import psycopg
import pytest
from nginx_site import fetch, free_port, manage, site_environment, start_nginx, start_portal, wait_for

NAME = f"w_scale_out_{os.getpid()}"
SERVERS = {name: os.environ.get(name, "") for name in ("TEST_DATABASE_URL", "TEST_REDIS_URL")}
ARTICLE = "/articles/what-is-ketamine-therapy/"
PUBLISH = """
from articles import publishing
from articles.content import Content
from articles.models import Article
import dataclasses
article = Article.objects.select_related("draft").get(slug="what-is-ketamine-therapy")
content = dataclasses.replace(Content.from_json(article.draft.content), title="{}")
revision = publishing.save_draft(article, content, publishing.MACHINE, base=article.draft)
publishing.publish(article, revision, publishing.MACHINE)
"""

OWNERS = """
from django.utils import timezone
from clinic import roles
from clinic.models import ClinicProfile, User
from clinic.profile import save_profile
from django.contrib.auth.models import Group
from pagecache.generations import forget_site
from portal.policies import steps
owner = User.objects.create_user("owner@clinic.example", None, display_name="Owner")
owner.groups.add(Group.objects.get(name=roles.OWNER))
words = {"text": "<p>Ask for Dana.</p>", "note": "", "in_force_on": timezone.localdate(), "seen": ""}
steps.put_in_force(steps.save_draft("privacy", "en-us", owner, **words), owner)
row = ClinicProfile.the_one()
row.name = "Quiet Harbour"
save_profile(row, owner)
forget_site()
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.servers,
    pytest.mark.skipif(os.environ.get("RUN_ON") != "servers", reason="needs PostgreSQL and Redis (RUN_ON=servers)"),
    pytest.mark.skipif(not nginx_site.NGINX, reason="nginx is not installed: apt-get install nginx-light"),
]


@pytest.fixture(scope="module")
def database():
    parts = urlsplit(SERVERS["TEST_DATABASE_URL"])
    with psycopg.connect(SERVERS["TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {NAME}")
        try:
            yield parts._replace(path=f"/{NAME}").geturl()
        finally:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture(scope="module")
def machines(tmp_path_factory, database):
    """Two machines with their folders and processes, and nginx's port before both."""
    folder, edge = tmp_path_factory.mktemp("machines"), free_port()
    ports = [free_port(), free_port()]
    cache = SERVERS["TEST_REDIS_URL"].rpartition("/")[0] + "/13"
    shared = {"DATABASE_URL": database, "CACHE_URL": cache, "EDGE_TTL": "0"}
    each = [site_environment(folder / f"machine{port}", edge) | shared for port in ports]
    manage(each[0], "migrate", "-v0")
    manage(each[0], "load_starter")
    for environment in each:
        manage(environment, "collectstatic", "--noinput", "-v0")
    portals = [start_portal(environment, port) for environment, port in zip(each, ports, strict=True)]
    nginx = start_nginx(folder, edge, ports)
    try:
        for port in (*ports, edge):
            wait_for(port)
        yield {"ports": ports, "edge": edge, "environments": each, "portals": portals}
    finally:
        for process in (*portals, nginx):
            process.terminate()
            process.wait(30)


def test_what_is_published_on_one_machine_is_on_the_other_within_a_second(machines):
    for port in machines["ports"]:
        assert fetch(port, ARTICLE).status == 200
    manage(machines["environments"][0], "shell", "-v0", "-c", PUBLISH.format("A new title for all"))
    time.sleep(1)
    for port in machines["ports"]:
        for _ in range(8):  # whichever of its processes answers
            assert b"A new title for all" in fetch(port, ARTICLE).body


def test_what_owners_change_on_one_machine_is_on_the_other_within_a_second(machines):
    """Both read the profile and the policies from files of their own."""
    for port in machines["ports"]:
        assert b"Quiet Harbour" not in fetch(port, "/about/privacy/").body
    manage(machines["environments"][0], "shell", "-v0", "-c", OWNERS)
    time.sleep(1)
    for port in reversed(machines["ports"]):  # the other one makes the page, and stores it for both
        for path in ("/about/privacy/", "/help-now/"):
            for _ in range(8):
                assert b"Quiet Harbour" in fetch(port, path).body, (port, path)
        assert b"Ask for Dana." in fetch(port, "/about/privacy/").body


def test_both_machines_send_the_same_bytes(machines):
    one, other = (fetch(port, ARTICLE) for port in machines["ports"])
    assert (one.body, one.headers["etag"]) == (other.body, other.headers["etag"])


def test_when_one_machine_dies_nobody_notices(machines):
    """Last in this file: the machine stays away."""
    machines["portals"][0].kill()
    told = Counter(fetch(machines["edge"], f"{ARTICLE}?{number}").status for number in range(60))
    assert told == {200: 60}
