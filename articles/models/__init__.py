from articles.models.article import Article, Revision
from articles.models.drafting import Autosave, PreviewLink
from articles.models.library import Author, Image, Source, Topic
from articles.models.redirect import Redirect

__all__ = ["Article", "Author", "Autosave", "Image", "PreviewLink", "Redirect", "Revision", "Source", "Topic"]
