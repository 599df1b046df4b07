"""Answers on other pages, for templates whose apps must not know this one."""

from django import template
from django.utils import timezone

from faq import links
from faq.questions import Question, get_questions
from pagecache.public import valid_until

register = template.Library()


@register.simple_tag(takes_context=True)
def faq_answers(context, topic: str, most: int = 3) -> tuple[Question, ...]:
    """The first answers of a topic: {% faq_answers topic.slug as answers %}."""
    valid_until(context["request"], links.next_end(timezone.now()))
    return tuple(question for question in get_questions() if topic in question.topics)[:most]


@register.simple_tag
def faq_questions() -> tuple[Question, ...]:
    """All questions, for the desk's link picker: {% faq_questions as questions %}."""
    return get_questions()
