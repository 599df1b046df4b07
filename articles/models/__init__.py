from articles.models.article import Article, Revision
from articles.models.drafting import Autosave, PreviewLink
from articles.models.former import FormerSource, FormerTopic
from articles.models.library import Author, Image, Source, Term, Topic
from articles.models.outside import OutsideLink
from articles.models.redirect import Redirect
from articles.models.share import SharePicture
from articles.models.signoff import PassageNote, Signature, SignoffLink, SignoffRequest
from articles.models.upkeep import Correction, LiveCheck, Publication, ReviewReminder, Waiver

__all__ = [
    "Article",
    "Author",
    "Autosave",
    "Correction",
    "FormerSource",
    "FormerTopic",
    "Image",
    "LiveCheck",
    "OutsideLink",
    "PassageNote",
    "PreviewLink",
    "Publication",
    "Redirect",
    "ReviewReminder",
    "Revision",
    "SharePicture",
    "Signature",
    "SignoffLink",
    "SignoffRequest",
    "Source",
    "Term",
    "Topic",
    "Waiver",
]
