"""Pages about the site and the clinic, and urgent help.

All but the list of corrections ask nothing of the database: what differs from clinic to clinic comes from its profile,
which is a file.
"""

from django.conf import settings
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.corrections import public_corrections
from clinic import languages
from clinic.phone import phone_href
from clinic.presets import COUNTRIES
from clinic.profile import HelpLine, get_profile
from clinic.retention import TABLE
from comments.due import KEEP_TAKEN_BACK
from comments.models import MAX_TEXT, Reason
from comments.network import KEEP_KEYS
from comments.opening import away_at, times_change_at
from jobs.mail import KEPT as KEEP_MAIL
from pagecache.public import public_page, valid_until
from portal.policies import pages as policies
from portal.policies.models import Policy
from portal.policies.pages import policy_page, show

MOST_CORRECTIONS = 200


def page_from(template: str):
    """A view that shows one template."""

    @public_page()
    def view(request):
        return render(request, template)

    return view


@public_page()
def help_now(request):
    return render(request, "pages/help_now.html", {"countries": other_countries()})


def other_countries() -> list[dict]:
    """The numbers of every country we know but the clinic's own: a visitor may be anywhere."""
    own = get_profile().country
    return [
        {
            "name": preset.name,
            "emergency_number": preset.emergency_number,
            "emergency_href": phone_href(preset.emergency_number),
            "lines": [HelpLine(name, number, phone_href(number), note, code) for name, number, note in preset.lines],
        }
        for code, preset in COUNTRIES.items()
        if code != own
    ]


def retention() -> list[tuple[str, int]]:
    """What is deleted by itself, and after how many days: the figures that the sweeps themselves use."""
    kept = get_profile().kept
    rows = [(period.what, kept.days(period.key)) for period in TABLE]
    rows.insert(5, (_("The same, deleted by its writer"), KEEP_TAKEN_BACK.days))  # after messages of distress
    rows.append((_("The code of the network a comment came from"), KEEP_KEYS.days))
    rows.append((_("A mail from the site to our staff, after sending"), KEEP_MAIL.days))
    return rows


@public_page()
def privacy(request):
    return show(request, Policy.PRIVACY, "pages/privacy.html", {"retention": retention()})


@public_page()
def comment_rules(request):
    context = {"reasons": [reason.label for reason in Reason], "most_characters": MAX_TEXT}
    return _with_times(request, Policy.COMMENT_RULES, "pages/comment_rules.html", context)


@public_page()
def your_words(request):
    return _with_times(request, Policy.YOUR_WORDS, "pages/your_words.html", {"backup_days": settings.BACKUP_KEEP_DAYS})


def _with_times(request, policy: str, template: str, context: dict):
    """A page that says by when comments are decided: something else while the clinic is away."""
    now = timezone.now()
    response = show(request, policy, template, context | {"away": away_at(now)})
    for moment in times_change_at(now):
        valid_until(response, moment)
    return response


@public_page()
def corrections(request):
    here = public_corrections().filter(article__language=languages.current())
    return render(request, "pages/corrections.html", {"corrections": here[:MOST_CORRECTIONS]})


urlpatterns = [
    path("help-now/", help_now, name="help_now"),
    path("our-service/", page_from("pages/our_service.html"), name="our_service"),
    path("contact/", page_from("pages/contact.html"), name="contact"),
    path("about/", page_from("pages/about.html"), name="about"),
    path(
        "about/editorial-policy/", policy_page(Policy.EDITORIAL, "pages/editorial_policy.html"), name="editorial_policy"
    ),
    path("about/privacy/", privacy, name="privacy"),
    path("about/accessibility/", policy_page(Policy.ACCESSIBILITY, "pages/accessibility.html"), name="accessibility"),
    path("about/comment-rules/", comment_rules, name="comment_rules"),
    path("about/your-words/", your_words, name="your_words"),
    path("about/corrections/", corrections, name="corrections"),
    *policies.urlpatterns,
]
