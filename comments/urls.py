from django.urls import path

from clinic.languages import in_each_language
from comments import answering, feedback_pages, feeds, mail_pages, private_pages, report_pages, views

app_name = "comments"
urlpatterns = [
    *in_each_language(
        path("articles/<slug:slug>/comments/", views.thread, name="thread"),
        path("articles/<slug:slug>/comments/feed/", feeds.of_article, name="feed"),
        path("articles/<slug:slug>/feedback/", feedback_pages.page, name="feedback"),
    ),
    path("comments/delete/", answering.take_back, name="take_back"),
    path("comments/report/<int:number>/", report_pages.report, name="report"),
    path("comments/confirm/<str:token>/", mail_pages.confirm, name="confirm"),
    path("comments/stop/<str:token>/", mail_pages.stop, name="stop"),
    path("comments/<str:token>/", private_pages.page, name="private"),
    path("comments/<str:token>/export/", private_pages.export, name="export"),
]
