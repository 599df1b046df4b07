"""Three hundred scripts as attackers write them, and a site that holds them in every text it keeps.

`python manage.py shell -c "from tests.browser.payloads import main; main()"` fills the site of the environment and
prints the addresses of its pages and a session for the desk as JSON.
"""

import json
from itertools import product

CALLS = [
    "__ran()",
    "window['__r'+'an']()",
    "top.__ran()",
    "self['\\x5f_ran']()",
    "eval('__ran()')",
    "setTimeout(__ran)",
    "&#95;_ran()",
    "&#x5f;&#x5f;ran&lpar;)",
    "\\u005f_ran()",
    "__ran``",
]
PLACES = [
    "<script>{}</script>",
    "<ScRiPt >{}</sCrIpT>",
    "<script src=data:,{}></script>",
    "<<script>{}//<</script>",
    "<img src=x onerror={}>",
    '<img src=x onerror="{}">',
    "<img/src/onerror={}>",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>",
    "<body onload={}>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src onerror={}>'>",
    "<details open ontoggle={}>",
    "<iframe srcdoc='<script>parent.{}</script>'></iframe>",
    "<iframe src='javascript:parent.{}'></iframe>",
    "<a href='javascript:{}'>x</a>",
    "<a href='java\tscript:{}'>x</a>",
    "<a href='&#106;avascript:{}'>x</a>",
    "<form action='javascript:{}'><button>x</button></form>",
    "<input autofocus onfocus={}>",
    "<embed src='javascript:{}'>",
    "<video><source onerror={}></video>",
    "<marquee onstart={}>x</marquee>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<noscript><p title='</noscript><img src=x onerror={}>'>",
    "<base href='javascript:{}//'>",
    '"><img src=x onerror={}>',
    "'><svg onload={}>",
    '" autofocus onfocus={} x="',
    "' onmouseover={} x='",
    "</script><script>{}</script>",
    "</textarea><script>{}</script>",
    "</title><script>{}</script>",
    "--><script>{}</script>",
    "]]><script>{}</script>",
    "[x](javascript:{})",
    "![x](javascript:{})",
    "{{{{constructor.constructor('{}')()}}}}",
    "${{{}}}",
]
PAYLOADS = [place.format(call) for call, place in product(CALLS, PLACES)][:300]
SHORT = [payload for payload in PAYLOADS if len(payload) <= 40]
# What is no text of anybody's: names of rows, states, keys, digests, and what is read as a list or a number of hours.
KEPT = {
    "slug",
    "key",
    "language",
    "password",
    "email",
    "to",
    "code",
    "sealed",
    "network_hash",
    "digest",
    "text_digest",
    "digest_key",
    "access_salt",
    "access_digest",
    "submission",
    "token_hash",
    "sha256",
    "window",
    "dedupe_key",
    "ref",
    "country",
    "site_state",
    "folder",
    "object_type",
    "object_id",
    "opening_hours",
    "moderation_hours",
    "own_help_lines",
    "emergency_number",
    "closed_days",  # its names are filled in fill_profile
    "kept_for",
    "away_until",
    "app",
    "unsubscribe",
    "mail_code",
    "mail_proven",
    "answered_for",
    "original",
}
OURS = ("articles", "clinic", "comments", "jobs", "portal", "search")


def main() -> None:
    """Fills the site and says where to look."""
    from django.test import Client

    from tests.addresses import make_world, public_addresses, staff_addresses

    people = make_people()
    world = make_world(people)
    write_comments(world["article"])
    write_articles()
    fill_the_rest()
    fill_profile()
    client = Client(SERVER_NAME="localhost")
    client.force_login(people["owner"])
    addresses = public_addresses(world) + [path for path in staff_addresses(world) if "logout" not in path]
    print(json.dumps({"addresses": addresses, "session": client.cookies["session"].value}))


def make_people() -> dict:
    from django.contrib.auth.models import Group

    from clinic import roles
    from clinic.models import User

    made = {}
    for name in ("moderator", "editor", "clinician", "owner"):
        made[name] = User.objects.create_user(f"{name}@example.org", None, display_name=name, is_staff=True)
        made[name].groups.set(
            Group.objects.filter(name__in=[roles.MODERATOR, roles.EDITOR, roles.CLINICIAN, roles.OWNER])
        )
    return made


def write_comments(article) -> None:
    """A hundred, three scripts in each; they wait in every queue, some are public, some of high distress."""
    from comments.models import Queue, Status, Tier
    from tests.comment_factories import make_comment

    queues = [Queue.NORMAL, Queue.PRIVACY, Queue.CLINICAL, Queue.SPAM]
    for number in range(100):
        words = {"text": "\n".join(PAYLOADS[number * 3 : number * 3 + 3]), "name": SHORT[number % len(SHORT)]}
        if number % 5 == 0:
            make_comment(article=article, status=Status.APPROVED, **words)
        elif number % 5 == 1:
            make_comment(article=article, tier=Tier.HIGH, **words)
        else:
            make_comment(article=article, queue=queues[number % 4], **words)


def write_articles() -> None:
    """Two public ones and a draft, through the verbs, as somebody would who may write HTML."""
    from tests.factories import make_article, make_term, make_topic, treatment_facts

    publishable = [payload for payload in PAYLOADS if "img" not in payload]  # pictures come from the library only
    body, draft = ("".join(f"<h2>{each}</h2><p>{each}</p>" for each in some) for some in (publishable, PAYLOADS))
    facts = {
        name: f"<p>Words.</p><p>{payload}</p>" for name, payload in zip(treatment_facts(), publishable, strict=False)
    }
    make_term(name="sleep", definition=PAYLOADS[0])
    words = {
        "title": PAYLOADS[0],
        "summary": PAYLOADS[4],
        "key_points": tuple(publishable[:60]),
        "keywords": tuple(SHORT[:5]),
    }
    topics = (make_topic(title=SHORT[0], introduction="\n".join(PAYLOADS)),)
    make_article(slug="of-scripts", topics=topics, body=body, **words)
    make_article(slug="of-treatment", topics=topics, kind="treatment", facts=facts, **words)
    make_article(slug="of-drafts", topics=topics, publish=False, body=draft, **words)


def is_distinct(model, field) -> bool:
    """Whether it has to differ from row to row."""
    constraints = [constraint for constraint in model._meta.constraints if hasattr(constraint, "fields")]
    return field.unique or any(field.name in constraint.fields for constraint in constraints)


def fill_the_rest() -> None:
    """Every other text of every row, whoever might have brought it there, past all forms."""
    from django.apps import apps
    from django.db import models

    at = 0
    for model in [model for label in OURS for model in apps.get_app_config(label).get_models()]:
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, (models.CharField, models.TextField)) and not isinstance(
                field, models.FileField
            )
            if (
                not is_text
                or field.choices
                or is_distinct(model, field)
                or field.name in KEPT
                or (field.max_length or 999) < 40
            ):
                continue
            if model.__name__ == "Comment" and field.name in ("name", "text"):
                continue
            text, at = fitting(field.max_length or 40_000, at)
            models.QuerySet(model).update(**{field.name: text})  # past managers that refuse it


def fitting(room: int, at: int) -> tuple[str, int]:
    """As many scripts as there is room for, beginning with number `at`, and where to go on."""
    text = ""
    for _ in PAYLOADS:
        if len(text) + len(PAYLOADS[at % len(PAYLOADS)]) + 1 > room:
            break
        text, at = f"{text} {PAYLOADS[at % len(PAYLOADS)]}", at + 1
    return text.strip() or SHORT[at % len(SHORT)][:room], at + 1


def fill_profile() -> None:
    """Names of closed days, at the foot of every page; and the file from which pages read the profile. It has to be
    readable, or pages would show the example's harmless words."""
    from django.utils import timezone

    from clinic.models import ClinicProfile
    from clinic.profile import profile_of, write_profile

    row, today = ClinicProfile.the_one(), timezone.localdate()
    row.closed_days = "\n".join(f"{today} {today} {payload}" for payload in SHORT[:9])
    row.save()
    assert len(profile_of(row).closed.own) == 9
    write_profile(row)
