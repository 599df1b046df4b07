from django.contrib import admin
from django.urls import path

from articles import feeds, leaflet_views, media, signoff_views, views
from articles.admin import findings, review
from clinic.languages import in_each_language

app_name = "articles"

desk = admin.site.admin_view
urlpatterns = [
    *in_each_language(
        path("articles/", views.article_list, name="list"),
        path("articles/<slug:slug>/", views.article, name="article"),
        path("articles/<slug:slug>/changes/", views.changes, name="changes"),
        path("articles/<slug:slug>/qr.svg", leaflet_views.code, name="code"),
        path("topics/", views.topics, name="topics"),
        path("topics/<slug:slug>/", views.topic, name="topic"),
        path("topics/<slug:slug>/feed/", feeds.of_topic, name="topic_feed"),
        path("feeds/articles/", feeds.all_articles, name="feed"),
        path("a-z/", views.alphabetical, name="a_to_z"),
        path("a-z/<str:key>/", views.letter, name="letter"),
        path("glossary/", views.glossary, name="glossary"),
        path("authors/<slug:slug>/", views.author, name="author"),
    ),
    path("l/<slug:code>/", leaflet_views.leaflet, name="leaflet"),
    path("preview/<str:token>/", views.shared, name="shared"),
    path("media/<str:name>", media.rendition, name="media"),
    path("admin/picture/<slug:key>/", admin.site.admin_view(media.by_key), name="picture"),
    path("admin/sign-off/", desk(signoff_views.waiting), name="signoff_waiting"),
    path("admin/sign-off/<int:number>/", desk(signoff_views.asked), name="signoff_asked"),
    path("admin/articles/article/<int:pk>/send-for-review/", desk(review.send_view), name="send_for_review"),
    path("admin/articles/article/<int:pk>/correct/", desk(review.correct_view), name="correct"),
    path("admin/articles/findings/", desk(findings.new), name="findings_of_new"),
    path("admin/articles/article/<int:pk>/findings/", desk(findings.of_article), name="findings"),
    path("accounts/sign-off/<str:token>/", signoff_views.link, name="signoff_link"),
    path("accounts/sign-off/<str:token>/<int:number>/", signoff_views.linked, name="signoff_linked"),
]
