"""Each language is searched by its own stems and stop words, alike on every database; one without a stemmer by whole
words."""

import pytest
import snowballstemmer
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from search.finding import search
from search.index import Document, provide, put
from search.models import Entry, Synonyms
from search.stemming import SNOWBALL, stem_in
from search.words import _other_stop_words, stem, stems_of, stop_words

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


def index(language: str, ref: str, title: str, **words) -> Document:
    document = Document(ref=ref, kind="article", language=language, url=f"/{ref}/", title=title, **words)
    put(document)
    return document


def found(text: str, language: str) -> list[str]:
    return [hit.url.strip("/") for hit in search(text, language).hits]


@pytest.mark.parametrize(
    ("language", "typed", "written"),
    [
        ("es", "infusión", "Las infusiones"),
        ("es", "infusiones", "Una infusion lenta"),
        ("es", "tratamiento", "Los tratamientos de la depresión"),
        ("es-mx", "tratamientos", "El tratamiento"),
        ("fr", "infusion", "L’infusion du matin"),
        ("fr", "thérapies", "Une thérapie"),
        ("de", "Behandlung", "Zwei Behandlungen"),
        ("de", "Haus", "Die Häuser"),
        ("it", "infusione", "Dell'infusione, in breve"),
        ("pt-br", "medicações", "A medicação"),
        ("fr", "soigne", "Une patiente soignée"),
        ("pl", "lek", "Wiele leków"),
        ("nl", "behandelingen", "De behandeling"),
        ("sv", "behandling", "Alla behandlingar"),
        ("nb", "behandlinger", "En behandling"),
        ("ru", "лечение", "О лечении"),
        ("ru", "новый", "Новая глава"),
        ("hi", "किताबें", "एक किताब"),
    ],
)
def test_a_word_is_found_in_its_other_forms(language, typed, written):
    index(language, "right", written)
    index(language, "wrong", "Xyz")
    results = search(typed, language)
    assert [hit.url for hit in results.hits] == ["/right/"] and not results.mended and not results.partly
    assert [piece.text for piece in results.hits[0].title if piece.matches]


def test_english_rules_do_not_reach_other_languages():
    assert (stem("tumour", "en-us"), stem("tumour", "es")) == ("tumor", "tumour")
    assert stems_of("Sam’s letter", "en-us") != stems_of("Sam’s letter", "es")


def test_stop_words_are_those_of_the_language():
    index("es", "right", "Dormir bien", body="Nada de café por la noche.")
    index("es", "wrong", "Que es esto", body="Para los que no son de aquí.")
    assert found("¿Qué es lo que ayuda a dormir?", "es")[0] == "right"
    assert "the" in stems_of("The night", "es") and "the" not in stems_of("The night", "en-us")
    index("es", "only", "¿Quién no?")
    assert found("quien no", "es")[0] == "only"


def test_a_language_without_a_stemmer_is_searched_by_whole_words():
    assert stem_in("vi", "playing") == "playing" and stop_words("vi") == frozenset()
    index("vi", "right", "Giấc ngủ playing")
    assert found("giac ngu", "vi") == ["right"]
    assert found("plays", "vi") == []


def test_editors_synonyms_and_spelling_follow_the_language():
    Synonyms.objects.create(words="goteos, infusiones")
    index("es", "right", "La infusión")
    assert found("goteo", "es") == ["right"]
    index("es", "other", "Depresiones")
    assert search("depresionez", "es").suggestion == "depresiones"


def test_rebuilding_stems_each_entry_anew_in_its_language(monkeypatch):
    kept = [index("es", "right", "Tratamientos"), index("en-us", "english", "Treatments")]
    Entry.objects.update(stems_title="nothing")
    assert found("tratamiento", "es") == []
    monkeypatch.setattr("search.index._providers", {})
    provide("article", lambda: kept, lambda: len(kept))
    call_command("rebuild_search")
    assert found("tratamiento", "es") == ["right"]
    assert found("treatment", "en-us") == ["english"]


@pytest.mark.parametrize("language", ["es", "fr", "hi", "ar", "id", "xx"])
@given(st.lists(st.sampled_from(["'", '"', "’", "l’", "el", "ा", "नहीं", "*", "NEAR(", ")", "&", "|", "ı", "ß"])))
def test_nothing_that_is_typed_breaks_it(language, parts):
    search(" ".join(parts) + "".join(parts), language)


@given(st.sampled_from(sorted(SNOWBALL)), st.text(max_size=40))
def test_no_stem_is_empty_or_holds_more_than_a_word(language, text):
    for each in stems_of(text, language, with_stop_words=True):
        assert each and not set(each) & set(" '\"()*:&|!<>\\")


def test_every_stemmer_that_there_is_serves_its_language_and_every_list_belongs_to_one():
    dialects = {"dutch_porter", "porter"}  # older rules for the same languages
    assert set(SNOWBALL.values()) == set(snowballstemmer.algorithms()) - dialects
    assert set(_other_stop_words()) <= set(SNOWBALL)
    for code in _other_stop_words():
        assert len(stop_words(code)) >= 20
