from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("articles/<slug:slug>/comments/", views.thread, name="thread"),
    path("comments/delete/", views.take_back, name="take_back"),
]
