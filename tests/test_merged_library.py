"""What a merge of topics or sources leaves behind: old addresses lead on, and nothing brings back what was merged."""

import pytest

from articles import duplicates
from articles.steps import MACHINE
from portal.models import OldAddress
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db


def test_an_address_of_the_old_site_leads_to_the_topic_that_stands(reader):
    gone, kept = make_topic(slug="drips"), make_topic(slug="infusions")
    make_article(topics=(gone,))
    OldAddress.objects.create(address="category/drips", topic=gone)
    duplicates.join_topics(gone, kept, MACHINE)
    assert OldAddress.objects.get().topic == kept
    assert reader.get("/category/drips/").headers["Location"].endswith("/topics/infusions/")
