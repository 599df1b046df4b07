from django.contrib import admin
from django.urls import path

from articles import feeds, media, views

app_name = "articles"

urlpatterns = [
    path("articles/", views.article_list, name="list"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("preview/<str:token>/", views.shared, name="shared"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>/feed/", feeds.of_topic, name="topic_feed"),
    path("feeds/articles/", feeds.all_articles, name="feed"),
    path("a-z/", views.alphabetical, name="a_to_z"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("media/<str:name>", media.rendition, name="media"),
    path("admin/picture/<slug:key>/", admin.site.admin_view(media.by_key), name="picture"),
]
