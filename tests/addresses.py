"""Every address of the resolver, with something behind it."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver

from articles import publishing, sharing
from articles.models import Author
from clinic.models import ClinicProfile, Record
from comments import moderation, notices, private
from comments.models import ApprovedText, Feedback, Report
from jobs.models import OutboxMail
from portal.models import Arrival
from search.models import Miss, Synonyms
from tests.comment_factories import make_comment
from tests.factories import make_article, make_clinician, make_image, make_policy, make_source, make_term, make_topic

STAFF = ("admin/", "accounts/")


def routes(patterns=None, before: str = "") -> Iterator[str]:
    """The routes of all addresses, those of the desk and of signing in included."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


def public_routes() -> list[str]:
    return [route for route in routes() if not route.startswith(STAFF)]


def make_world(people) -> dict:
    """One of everything that an address can show."""
    author = Author.objects.create(name="Dr. Example", slug="dr-example")
    image, source, topic = make_image(), make_source(), make_topic()
    article = make_article(
        slug="shown", topics=(topic,), author=author.pk, image=image.key, body=f"<p>Words [@{source.key}].</p>"
    )
    gone = make_article(slug="gone")
    publishing.withdraw(gone, publishing.MACHINE, reason="It was wrong.")
    comment = make_comment(article=article, email="owl@example.org")
    moderation.approve(comment, people["moderator"])
    return {
        "article": article,
        "author": author,
        "clinician": make_clinician(),
        "clinicprofile": ClinicProfile.the_one(),
        "approvedtext": ApprovedText.objects.create(title="General"),
        "comment": comment,
        "report": Report.objects.create(comment=comment, why="unkind"),
        "feedback": Feedback.objects.create(article=article, section="Sources", text="Odd"),
        "image": image,
        "outboxmail": OutboxMail.objects.create(to="a@example.org"),
        "miss": Miss.objects.create(digest="x", text="cost", days=5, last_day="2026-11-22"),
        "synonyms": Synonyms.objects.create(words="drip, infusion"),
        "policyversion": make_policy(),
        "preview": sharing.share(article, people["editor"], days=7),
        "record": Record.objects.create(action="try"),
        "moving-in": Arrival.objects.create(name="old-blog.xml", state="looked"),
        "source": source,
        "term": make_term(),
        "topic": topic,
        "user": people["editor"],
    }


def public_addresses(world) -> list[str]:
    """One address for each public route."""
    return ["/" + fill(route, world) for route in public_routes()]


def fill(route: str, world) -> str:
    slugs = {"articles/": world["article"], "topics/": world["topic"], "authors/": world["author"]}
    for start, row in slugs.items():
        if route.startswith(start):
            route = route.replace("<slug:slug>", row.slug)
    route = route.replace("<slug:policy>", "privacy").replace("versions/<int:number>", "versions/1")
    route = route.replace("a-z/<str:key>", "a-z/w")  # where the word of the glossary is
    route = route.replace("<slug:code>", world["article"].publications.first().code)
    route = route.replace("report/<int:number>", f"report/{world['comment'].pk}")
    if "<str:token>" in route:
        route = route.replace("<str:token>", token_for(route, world))
    rendition = world["image"].renditions["jpeg"][0][1]
    return route.replace("<str:name>", rendition)


def token_for(route: str, world) -> str:
    if route.startswith("preview/"):
        return world["preview"]
    comment = world["comment"]
    if route.startswith("comments/confirm/"):
        return notices.sign(comment, notices.CONFIRM)
    if route.startswith("comments/stop/"):
        return notices.sign(comment, notices.STOP)
    return private.token_from(comment.access_salt)


def staff_addresses(world) -> list[str]:
    """The desk and the sign-in pages, each address of one row with the row of its model."""
    found = {}
    for route in routes():
        if route.startswith(STAFF) and not route.startswith("admin/^") and "(?P" not in route:
            route = route.replace("<slug:policy>", "privacy")
            model = route.split("/")[2] if route.count("/") > 2 else ""
            if "<" not in route:
                found["/" + route] = True
            elif model in world:
                start, rest = route.split("<", 1)
                found[f"/{start}{world[model].pk}{rest.split('>', 1)[1]}"] = True
    return list(found)
