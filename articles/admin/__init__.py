from articles.admin.article import ArticleAdmin
from articles.admin.glossary import TermAdmin
from articles.admin.library import AuthorAdmin, ImageAdmin, SourceAdmin, TopicAdmin

__all__ = ["ArticleAdmin", "AuthorAdmin", "ImageAdmin", "SourceAdmin", "TermAdmin", "TopicAdmin"]
