"""What search knows of the questions: all of them, again whenever their files have changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from clinic import languages
from faq.questions import Question, get_questions
from jobs.registry import sweep
from search.index import Document, provide, put, remove
from search.models import Entry


def documents() -> Iterator[Document]:
    for language in languages.public_languages():
        with languages.speaking(language):
            found = [document_of(question, language) for question in get_questions()]
        yield from found


def document_of(question: Question, language: str) -> Document:
    own = language == settings.LANGUAGE_CODE
    return Document(
        ref=f"answer:{question.slug}" if own else f"answer:{language}:{question.slug}",
        kind="answer",
        language=language,
        url=question.url,
        title=question.question,
        body=question.text,
        topics=question.topics,
    )


@sweep("questions in the search", every=timedelta(minutes=5))
def index_changed_questions(now: datetime) -> int:
    """The files are read at start and seen by nobody else: compares them with the index and returns what differed."""
    known = {entry.ref: (entry.title, entry.body, entry.url) for entry in Entry.objects.filter(kind="answer")}
    changed = 0
    for document in documents():
        if known.pop(document.ref, None) != (document.title, document.body, document.url):
            put(document)
            changed += 1
    for ref in known:
        remove(ref)
    return changed + len(known)


provide("answer", documents, lambda: len(get_questions()) * len(languages.public_languages()))
