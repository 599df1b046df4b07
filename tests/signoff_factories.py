"""Rows for tests about sign-off: an article that a clinician of the register has signed."""

import dataclasses

from articles import publishing, signoff
from articles.content import Content
from articles.models import Article, Revision, Signature
from articles.signing import Signer
from clinic.models import Clinician
from tests.factories import make_article, make_clinician


def save(article: Article, **changes) -> Revision:
    """A next draft that differs from the newest one."""
    article.refresh_from_db()
    content = dataclasses.replace(Content.from_json(article.draft.content), **changes)
    return publishing.save_draft(article, content, publishing.MACHINE, base=article.draft)


def publish(article: Article, **changes) -> Revision:
    revision = save(article, **changes)
    publishing.publish(article, revision, publishing.MACHINE)
    return revision


def ask(article: Article, clinician: Clinician, revision: Revision | None = None):
    return signoff.send_for_review(article, revision or article.draft, clinician, publishing.MACHINE)


def signer_for(user, **changes) -> Signer:
    """The register's entry of an account, made where there is none."""
    entry = Clinician.objects.filter(user=user).first() or make_clinician(user=user, **changes)
    return Signer(entry, account=user)


def sign(article: Article, user, revision: Revision | None = None) -> Signature:
    signer = signer_for(user)
    return signoff.sign(ask(article, signer.clinician, revision), signer)


def signed_article(user, **changes) -> Article:
    article = make_article(**changes)
    sign(article, user, article.live)
    return article
