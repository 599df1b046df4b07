from articles.models.article import Article, Revision
from articles.models.drafting import Autosave
from articles.models.library import Author, Image, Source, Topic

__all__ = ["Article", "Author", "Autosave", "Image", "Revision", "Source", "Topic"]
