from django.urls import path

from clinic.languages import in_each_language
from faq import views

app_name = "faq"
urlpatterns = in_each_language(path("faq/", views.page, name="page"))
