"""The files as they are now: who edits them hears of a mistake before the next restart stops on it."""

from django.conf import settings
from django.core.checks import Error, Warning, register

from faq.questions import load
from faq.reading import BadFaq


@register("faq")
def check_question_files(app_configs=None, **kwargs) -> list:
    """One error for each problem; a warning when there is nothing to show."""
    try:
        faq = load(settings.FAQ_DIR)
        for folder in (settings.FAQ_DIR / code for code, _name in settings.LANGUAGES):
            if folder.is_dir():
                load(folder)
    except BadFaq as error:
        return [Error(str(problem), id="faq.E001") for problem in error.problems]
    if not faq.questions:
        hint = "Put one .toml file for each question there: docs/faq.md shows how."
        return [Warning(f"FAQ_DIR holds no question: {settings.FAQ_DIR}", hint=hint, id="faq.W001")]
    return []
