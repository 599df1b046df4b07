"""What a draft still lacks before it may be published. The claim checks come beside this, in articles/quality."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.content import FACT_FIELDS, LEVELS, Content
from articles.labels import FACT_LABELS
from articles.quality.languages import has_rules
from articles.rendering import structure
from articles.rendering.citations import cited_keys
from articles.rendering.pictures import key_in
from articles.snapshot import texts_in_page_order


@dataclass(frozen=True)
class Problem:
    """One thing to mend: in which field of the form, and what to do."""

    field: str
    message: str


def missing_for_publishing(content: Content) -> list[Problem]:
    """What keeps `content` (already completed by snapshot.complete) from being published; empty when nothing does."""
    checks = (unknown_language, missing_words, misplaced_marks, missing_facts, unknown_names, missing_alt)
    return [problem for check in checks for problem in check(content)]


def unknown_language(content: Content) -> list[Problem]:
    """Nobody can vouch for claims that no rule was made for."""
    if has_rules(content.language):
        return []
    message = _(
        "There are no rules yet for claims in this language (%s), so the article cannot be checked or published."
    )
    return [Problem("title", message % content.language)]


def missing_words(content: Content) -> list[Problem]:
    wanted = [
        ("title", content.title, _("Write a title.")),
        ("summary", content.summary, _("Write a summary in plain words: lists and search show it.")),
        ("body", content.body, _("Write the text of the article.")),
        ("topic", content.topics, _("Choose at least one topic, so that readers find the article.")),
        ("evidence_checked_on", content.evidence_checked_on, _("Say when the evidence was last checked.")),
        ("next_review_on", content.next_review_on, _("Say when the article is to be looked at again.")),
    ]
    return [Problem(field, message) for field, value, message in wanted if not value]


def misplaced_marks(content: Content) -> list[Problem]:
    """Titles and summaries stand in lists and shared links, questions on a list to take along: no sources below."""
    message = _("Cite sources in the text, the key points or the facts: here the mark would be shown as it is written.")
    questions = "\n".join(content.questions)
    plain = (("title", content.title), ("summary", content.summary), ("questions", questions))
    return [Problem(field, message) for field, text in plain if cited_keys([text])]


def missing_facts(content: Content) -> list[Problem]:
    """A page about a treatment is balanced: benefits never stand without risks, other choices and limits."""
    if content.kind != "treatment":
        return []
    message = _("An article about a treatment says this too: %s.")
    missing = [name for name in FACT_FIELDS if not content.facts.get(name)]
    return [Problem(f"fact_{name}", message % FACT_LABELS[name]) for name in missing]


def unknown_names(content: Content) -> list[Problem]:
    known = {source.key for source in content.sources}
    places = {figure.source: f"figure{place}_source" for place, figure in enumerate(content.figures)}
    problems = [
        Problem(places.get(key, "body"), _("No source has the key “%s”. Add the source, or correct the mark.") % key)
        for key in cited_keys(texts_in_page_order(content))
        if key not in known
    ]
    images = {copy.key for copy in content.images}
    if content.image and content.image not in images:
        problems.append(Problem("image", _("The picture “%s” is not in the library.") % content.image))
    problems += [
        Problem("body", _("A picture in the text is not from our library. Add it there first, then choose it."))
        for img in structure.tags_in(content.body, "img")
        if key_in(structure.attribute(img, "src")) not in images
    ]
    problems += [
        Problem("badges", _("“%s” is not a level of evidence.") % badge.level)
        for badge in content.badges
        if badge.level not in LEVELS
    ]
    return problems


def missing_alt(content: Content) -> list[Problem]:
    """Every picture has words, or its library entry says that it carries no information (then both are empty)."""
    words = {copy.key: copy.alt for copy in content.images}
    return [
        Problem("body", _("The picture “%s” has no alternative text.") % key)
        for img in structure.tags_in(content.body, "img")
        if (key := key_in(structure.attribute(img, "src"))) in words and words[key] and not img.get("alt")
    ]
