"""The questions and answers, read once at start from settings.FAQ_DIR. No database is asked, now or later."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from clinic import languages
from faq import answers, links
from faq.reading import (
    QUESTION_KEYS,
    SOURCE_KEYS,
    BadFaq,
    Problem,
    Table,
    problems_of_keys,
    read_questions,
    read_sources,
)
from faq.sources import KIND_LABELS, Source, make_source

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN = re.compile(r"(source|cite|group|faq)-.*|main|sources")  # ids that the page uses itself


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answer, ready to show."""

    group: str
    slug: str
    question: str
    html: SafeString  # with every link that the file has; readers get `readable`
    text: str
    topics: tuple[str, ...]
    sources: tuple[str, ...]
    evidence_checked_on: date

    @property
    def url(self) -> str:
        return f"{reverse('faq:page')}#{self.slug}"

    @property
    def readable(self) -> SafeString:
        """The answer as readers see it now: its links to pages of this site lead to something."""
        return links.readable(self.html, timezone.now())


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    id: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Faq:
    """What the page shows: groups in the order of their first file, sources in the order of first use."""

    groups: tuple[Group, ...]
    sources: tuple[Source, ...]
    digest: str  # of the files: a page that was stored before they changed is not served after the restart

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for group in self.groups for question in group.questions)


NONE = Faq((), (), "")


@cache
def get_faq(language: str = "") -> Faq:
    """What was read at start, in the site's own language or another one, whose questions lie in a folder of its name.
    AppConfig.ready() asks first, so that a broken file stops the start."""
    if not language:
        return load(settings.FAQ_DIR)
    folder = Path(settings.FAQ_DIR) / language
    return load(folder, page=f"/{language}{answers.PAGE}") if folder.is_dir() else NONE


def faq_here() -> Faq:
    """That of the page's language."""
    language = languages.current()
    return get_faq("" if language == settings.LANGUAGE_CODE else language)


def get_questions() -> tuple[Question, ...]:
    return faq_here().questions


def load(folder: Path, page: str = answers.PAGE) -> Faq:
    """Read and check a folder of question files, or raise BadFaq with all problems found in it."""
    questions, sources = read_questions(folder), read_sources(folder)
    problems = [p for table in sources for p in problems_of_keys(table, SOURCE_KEYS)]
    problems += [p for table in questions for p in problems_of_keys(table, QUESTION_KEYS)]
    if not problems:
        problems = [*problems_of_sources(sources), *problems_of_questions(questions, sources)]
    if problems:
        raise BadFaq(problems)
    return build(questions, sources, page)


def problems_of_sources(sources: list[Table]) -> Iterator[Problem]:
    seen = set()
    for table in sources:
        key, kind, url = table.values["key"], table.values["kind"], table.values.get("url", "https://")
        if not re.fullmatch(r"[a-z0-9_]+", key):
            problem = f"the key “{key}” may hold small letters, digits and _ only."
            yield table.place.problem_with("key", problem, SOURCE_KEYS["key"].example)
        if key in seen:
            problem = f"the key “{key}” is used by an earlier source."
            yield table.place.problem_with("key", problem, SOURCE_KEYS["key"].example)
        if kind not in KIND_LABELS:
            problem = f"“{kind}” is no kind of source. Known are: {', '.join(KIND_LABELS)}."
            yield table.place.problem_with("kind", problem, SOURCE_KEYS["kind"].example)
        if not url.startswith(("https://", "http://")):
            yield table.place.problem_with("url", f"“{url}” is no web address.", SOURCE_KEYS["url"].example)
        seen.add(key)


def problems_of_questions(questions: list[Table], sources: list[Table]) -> Iterator[Problem]:
    known = {table.values["key"] for table in sources}
    first_with: dict[str, str] = {}
    for table in questions:
        slug = table.values["slug"]
        if not SLUG.fullmatch(slug) or TAKEN.fullmatch(slug):
            problem = f"the slug “{slug}” is taken, or not made of small letters, digits and single hyphens."
            yield table.place.problem_with("slug", problem, QUESTION_KEYS["slug"].example)
        elif slug in first_with:
            problem = f"the slug “{slug}” is used by {first_with[slug]} already."
            yield table.place.problem_with("slug", problem, f'slug = "{slug}-2"')
        first_with.setdefault(slug, table.place.file.name)
        yield from problems_of_answer(table, known)


def problems_of_answer(table: Table, known: set[str]) -> Iterator[Problem]:
    """Every mark names a listed source, every listed source is known and cited, and there are words."""
    place, listed, answer = table.place, table.values.get("sources", []), table.values["answer"]
    tokens = answers.parse(answer)
    cited = answers.cited_keys(tokens)
    for key in listed:
        if key not in known:
            problem = f"the source “{key}” is not in sources.toml."
            yield place.problem_with("sources", problem, SOURCE_KEYS["key"].example)
        elif key not in cited:
            problem = f"the source “{key}” is listed, but the answer never cites it."
            yield place.problem_with("sources", problem, f"It is not safe for everyone. [@{key}]")
    for key in cited:
        if key not in listed:
            problem = f"the answer cites “{key}”, which its list of sources does not hold."
            yield place.problem(rf"@{key}\b", problem, f'sources = ["{key}"]')
    if "[@" in answers.plain_text(tokens):
        problem = "a source mark cannot be read. Keys hold small letters, digits and _; several are parted by “;”."
        unread = answers.CITATION.sub("", answer)
        line = next((part for part in unread.splitlines() if "[@" in part), "[@")
        yield place.problem(re.escape(line[line.index("[@") :][:12]), problem, "[@short2018; @fda2023]")
    if not answers.plain_text(tokens):
        yield place.problem_with("answer", "the answer has no words.", QUESTION_KEYS["answer"].example)


def build(questions: list[Table], sources: list[Table], page: str) -> Faq:
    """Number the sources in the order in which the page cites them, then render every answer."""
    titles = list(dict.fromkeys(table.values["group"] for table in questions))
    ordered = sorted(questions, key=lambda table: titles.index(table.values["group"]))
    parsed = [(table.values, answers.parse(table.values["answer"])) for table in ordered]
    cited = dict.fromkeys(key for _values, tokens in parsed for key in answers.cited_keys(tokens))
    numbers = {key: number for number, key in enumerate(cited, 1)}
    count: Counter = Counter()
    backlinks: dict[str, list[dict]] = {key: [] for key in numbers}
    made = []
    for values, tokens in parsed:
        html, marks = answers.render(tokens, numbers, count, page)
        made.append(make_question(values, html, answers.plain_text(tokens)))
        first_marks = dict(reversed(marks))  # one link back to each question is enough
        for key in values.get("sources", ()):
            backlinks[key].append({"href": f"#{first_marks[key]}", "label": values["question"]})
    groups = [
        Group(title, f"group-{number}", tuple(q for q in made if q.group == title))
        for number, title in enumerate(titles, 1)
    ]
    values_of = {table.values["key"]: table.values for table in sources}
    listed = [make_source(number, values_of[key], backlinks[key]) for key, number in numbers.items()]
    return Faq(tuple(groups), tuple(listed), digest_of([*questions, *sources]))


def digest_of(tables: list[Table]) -> str:
    texts = dict.fromkeys(table.place.text for table in tables)
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def make_question(values: dict, html: SafeString, text: str) -> Question:
    return Question(
        group=values["group"],
        slug=values["slug"],
        question=values["question"],
        html=html,
        text=text,
        topics=tuple(values.get("topics", ())),
        sources=tuple(values.get("sources", ())),
        evidence_checked_on=values["evidence_checked_on"],
    )
