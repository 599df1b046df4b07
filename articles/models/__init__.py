from articles.models.article import Article, Revision
from articles.models.library import Author, Image, Source, Topic

__all__ = ["Article", "Author", "Image", "Revision", "Source", "Topic"]
