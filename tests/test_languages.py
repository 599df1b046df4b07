"""A second language: found by its path alone, public only once there are rules for it, its articles linked to ours."""

import re

import pytest
from django.utils import timezone

from articles import publishing, translations
from articles.models import Article, Topic
from articles.steps import WrongState
from comments.opening import why_closed
from faq.questions import get_faq
from pagecache.keys import language_of
from search.index import rebuild
from tests.factories import make_article, make_content, make_term, make_topic

pytestmark = pytest.mark.django_db

SPANISH = {"language": "es", "title": "Una noche tranquila", "summary": "Lo que ayuda a dormir."}


def in_spanish(**changes) -> dict:
    return SPANISH | {"topics": (make_topic(language="es"),)} | changes


def register(monkeypatch, *, claims=True, comments=True, code="es"):
    """As if somebody had written these rules."""
    if claims:
        monkeypatch.setattr("articles.quality.languages.LANGUAGES", frozenset({"en", code}))
    if comments:
        monkeypatch.setattr("comments.screening.languages.LANGUAGES", frozenset({"en", code}))


@pytest.fixture
def spanish(monkeypatch):
    register(monkeypatch)


def rewrite(article, **changes):
    article.refresh_from_db()
    revision = publishing.save_draft(article, make_content(**changes), publishing.MACHINE, base=article.draft)
    publishing.publish(article, revision, publishing.MACHINE)
    article.refresh_from_db()


def translated(original, **changes):
    """A public Spanish translation of `original`."""
    made = translations.start(original, publishing.MACHINE, language="es")
    rewrite(made, **in_spanish(**changes))
    return made


def page(reader, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_the_language_comes_from_the_path_and_from_nothing_else(reader, spanish):
    assert '<html lang="es">' in page(reader, "/es/about/")
    reader.cookies["django_language"] = "es"
    response = reader.get("/about/", headers={"accept-language": "es"})
    assert '<html lang="en-us">' in response.content.decode()
    assert "Language" not in response.get("Vary", "") and not response.cookies
    assert (language_of("/es/about/"), language_of("/about/"), language_of("/estate/")) == ("es", "en-us", "en-us")


def test_stored_pages_of_two_languages_are_two(reader, spanish):
    for _twice in range(2):
        assert '<html lang="es">' in page(reader, "/es/")
        assert '<html lang="en-us">' in page(reader, "/")


@pytest.mark.parametrize("rules", [{}, {"claims": True}, {"comments": True}])
def test_a_language_is_public_only_with_rules_for_claims_and_for_comments(reader, monkeypatch, rules):
    register(monkeypatch, **({"claims": False, "comments": False} | rules))
    response = reader.get("/es/")
    assert response.status_code == 404
    assert '<html lang="en-us">' in response.content.decode()
    home = page(reader, "/")
    assert "hreflang" not in home and 'lang="es"' not in home
    assert "/es/" not in reader.get("/sitemap.xml").content.decode()


def test_a_language_that_the_site_does_not_have_is_not_public_for_its_rules_alone(reader, monkeypatch):
    register(monkeypatch, code="qaa")
    assert reader.get("/qaa/").status_code == 404


def test_a_made_up_language_is_public_once_registered(reader, monkeypatch, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("qaa", "Qaan")]
    register(monkeypatch, code="qaa")
    assert '<html lang="qaa">' in page(reader, "/qaa/articles/")
    assert '<a href="/qaa/" lang="qaa" hreflang="qaa">Qaan</a>' in page(reader, "/")


def test_the_desk_and_what_machines_read_have_one_address_only(reader, spanish):
    for path in ("/es/admin/", "/es/accounts/login/", "/es/sitemap.xml", "/es/robots.txt", "/es/healthz", "/en-us/"):
        assert reader.get(path).status_code == 404, path


def test_links_of_a_page_stay_in_its_language(reader, spanish):
    rewrite(make_article(publish=False, language="es", slug="noche"), **in_spanish())
    for path in ("/es/", "/es/articles/", "/es/articles/noche/", "/es/a-z/", "/es/faq/", "/es/nada/"):
        html = reader.get(path).content.decode()
        inside = set(re.findall(r'href="(/[^"]*)"', html)) - {"/"}
        ours = ("/es/", "/static/", "/media/", "/l/")
        assert not [link for link in inside if not link.startswith(ours)], path


def test_lists_feeds_and_search_hold_their_own_language_only(reader, spanish):
    topic, tema = make_topic(title="Rest"), make_topic(language="es", title="Descanso")
    make_article(title="A quiet night", slug="night", topics=(topic,), keywords=("dormouse",))
    other = make_article(publish=False, language="es", slug="noche")
    rewrite(other, **in_spanish(topics=(tema,), keywords=("dormouse",)))
    make_term(language="es", name="Remisión")
    make_term(name="Remission")
    rebuild()
    paths = ["", "articles/", "a-z/", "feeds/articles/", "search/?q=dormouse", "search/suggest/?q=dormouse"]
    for path in [*paths, f"topics/{tema.slug}/"]:
        assert "noche" in page(reader, f"/es/{path}"), path
        assert "A quiet night" not in page(reader, f"/es/{path}"), path
    for path in paths:
        assert "A quiet night" in page(reader, f"/{path}"), path
        assert "Una noche" not in page(reader, f"/{path}"), path
    for path, word, none in (("/es/glossary/", "Remisión", "Remission"), ("/glossary/", "Remission", "Remisión")):
        assert word in page(reader, path) and none not in page(reader, path)
    assert "Descanso" in page(reader, "/es/topics/") and "Rest<" not in page(reader, "/es/topics/")
    assert reader.get(f"/topics/{tema.slug}/").status_code == reader.get("/articles/noche/").status_code == 404


def test_translations_name_each_other_for_readers_search_engines_and_the_sitemap(reader, spanish):
    original = make_article(title="A quiet night", slug="night")
    translated(original)
    english, other = page(reader, "/articles/night/"), page(reader, "/es/articles/night/")
    for html in (english, other):
        for code, path in (("en-us", ""), ("es", "/es"), ("x-default", "")):
            assert re.search(
                f'<link rel="alternate" hreflang="{code}" href="http[^"]*[^s]{path}/articles/night/">', html
            )
    assert '<a href="/es/articles/night/" lang="es" hreflang="es">Español</a>' in english
    assert '<a href="/articles/night/" lang="en-us" hreflang="en-us">' in other
    assert '<article class="article" lang="es">' in other and '"inLanguage": "es"' in other
    assert re.search('<link rel="canonical" href="http[^"]*/es/articles/night/">', other)
    sitemap = page(reader, "/sitemap.xml")
    assert re.search(
        r"<loc>http[^<]*/es/articles/night/</loc><lastmod>[^<]*</lastmod><xhtml:link [^>]*hreflang=", sitemap
    )


def test_a_translation_that_is_not_public_is_named_nowhere(reader, spanish):
    original = make_article(slug="night")
    translations.start(original, publishing.MACHINE, language="es")
    assert "/es/articles/night/" not in page(reader, "/articles/night/") + page(reader, "/sitemap.xml")


def test_a_translation_says_so_while_its_original_has_changed(reader, spanish):
    original = make_article(title="A quiet night", slug="night", body="<p>Rest well.</p>")
    other = translated(original)
    behind = "this page has not caught up yet"
    assert behind not in page(reader, "/es/articles/night/")
    rewrite(original, title="A quiet night", body="<p>Rest well, and speak to us first.</p>")
    assert behind in page(reader, "/es/articles/night/")
    assert behind not in page(reader, "/articles/night/")
    translations.confirm(Article.objects.get(pk=other.pk), publishing.MACHINE)
    assert behind not in page(reader, "/es/articles/night/")


def test_a_published_article_in_the_second_language_takes_comments(reader, spanish):
    other = translated(make_article(slug="night"))
    assert why_closed(other, timezone.now()) is None
    assert 'action="/es/articles/night/comments/' in page(reader, "/es/articles/night/")
    values = {"name": "Búho", "text": "Gracias por esta página."}
    sent = reader.post("/es/articles/night/comments/", values, headers={"sec-fetch-site": "same-origin"})
    assert sent.status_code < 400


def test_answers_in_another_language_lie_in_a_folder_of_its_name(reader, spanish, settings, tmp_path):
    (tmp_path / "es").mkdir()
    question = 'group = "Primero"\nslug = "que-es"\nquestion = "¿Qué es?"\nanswer = "Una medicina."\n'
    (tmp_path / "es" / "one.toml").write_text(f"{question}evidence_checked_on = 2026-11-22\n")
    settings.FAQ_DIR = tmp_path
    get_faq.cache_clear()
    try:
        assert "¿Qué es?" in page(reader, "/es/faq/")
        assert "¿Qué es?" not in page(reader, "/faq/")
    finally:
        get_faq.cache_clear()


def test_without_answers_in_its_language_the_page_says_so(reader, spanish):
    assert "not published any answers yet" in page(reader, "/es/faq/")


def test_a_second_language_costs_the_article_page_one_question_at_most(reader, spanish, django_assert_max_num_queries):
    translated(make_article(slug="night"))
    reader.get("/es/articles/night/")
    with django_assert_max_num_queries(9):
        reader.get("/es/articles/night/")


def test_an_editor_starts_a_translation_and_says_when_it_has_caught_up(editor, spanish):
    original = make_article(slug="night")
    where = f"/admin/articles/article/{original.pk}/translations/"
    assert "Español" in editor.get(where).content.decode()
    made = editor.post(where, {"_start": "es"})
    other = Article.objects.get(language="es")
    assert made.url == f"/admin/articles/article/{other.pk}/change/"
    assert other.translation_of == original and other.draft.content["language"] == "es"
    rewrite(original, title="Other words")
    here = f"/admin/articles/article/{other.pk}/translations/"
    assert "The original has changed since" in editor.get(here).content.decode()
    editor.post(here, {"_confirm": "1"})
    assert "The original has changed since" not in editor.get(here).content.decode()
    assert "up to date" in editor.get(where).content.decode()


def test_an_editor_links_and_unlinks_what_is_there(editor, spanish):
    original, other = make_article(slug="night"), make_article(language="es", slug="noche")
    here = f"/admin/articles/article/{other.pk}/translations/"
    editor.post(here, {"original": original.pk})
    other.refresh_from_db()
    assert other.translation_of == original
    editor.post(here, {"original": ""})
    other.refresh_from_db()
    assert other.translation_of is None


def test_what_cannot_be_linked_is_refused_in_words(editor, spanish):
    original = make_article(slug="night")
    other = translated(original)
    twin = make_article(language="es", slug="gemelo")
    here = f"/admin/articles/article/{twin.pk}/translations/"
    assert (
        "has a translation into this language already" in editor.post(here, {"original": original.pk}).content.decode()
    )
    again = editor.post(f"/admin/articles/article/{original.pk}/translations/", {"_start": "es"})
    assert "There is a translation into this language already" in again.content.decode()
    for article, of in ((original, other), (make_article(), original)):
        with pytest.raises(WrongState):
            translations.link(article, publishing.MACHINE, original=of)


def test_a_draft_in_a_language_without_rules_can_be_written_but_not_published(editor):
    original = make_article(slug="night")
    where = f"/admin/articles/article/{original.pk}/translations/"
    assert "the rules for this language are missing" in editor.get(where).content.decode()
    editor.post(where, {"_start": "es"})
    other = Article.objects.get(language="es")
    with pytest.raises(publishing.NotReady, match="no rules yet for claims in this language"):
        publishing.publish(other, other.draft, publishing.MACHINE)


def test_a_topic_and_a_word_are_made_in_one_language_for_good(editor, reader, spanish):
    words = {
        "language": "es",
        "title": "Descanso",
        "slug": "descanso",
        "introduction": "Lo que se encuentra.",
        "order": 1,
    }
    assert editor.post("/admin/articles/topic/add/", words).status_code == 302
    topic = Topic.objects.get(slug="descanso")
    assert topic.language == "es" and topic.get_absolute_url() == "/es/topics/descanso/"
    form = editor.get(f"/admin/articles/topic/{topic.pk}/change/").content.decode()
    assert 'name="language"' not in form
    word = {"language": "es", "name": "Remisión", "slug": "remision", "definition": "Los síntomas han pasado."}
    assert editor.post("/admin/articles/term/add/", word).status_code == 302
    assert "Remisión" in page(reader, "/es/glossary/") and "Remisión" not in page(reader, "/glossary/")
    assert "Descanso (Español)" in editor.get("/admin/articles/article/add/").content.decode()


def test_what_the_clinic_says_of_itself_is_in_the_language_of_the_page(reader, spanish):
    for path, day, other in (("/es/contact/", "lunes", "Monday"), ("/contact/", "Monday", "lunes")) * 2:
        html = page(reader, path)
        assert day in html and other not in html, path
