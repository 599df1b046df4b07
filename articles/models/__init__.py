from articles.models.article import Article, Revision
from articles.models.drafting import Autosave, PreviewLink
from articles.models.library import Author, Image, Source, Topic

__all__ = ["Article", "Author", "Autosave", "Image", "PreviewLink", "Revision", "Source", "Topic"]
