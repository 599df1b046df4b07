"""The root of all addresses. Each app writes its own in full."""

from django.contrib import admin
from django.urls import include, path

from clinic.languages import in_each_language
from portal import (
    accounts,
    arrival_page,
    discovery,
    health,
    home,
    imported_comments_page,
    lists_page,
    opening_page,
    pages,
    rewriting_page,
    search_page,
)

urlpatterns = [
    *in_each_language(path("", home.home, name="home"), *pages.urlpatterns, *search_page.urlpatterns),
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    path("", include("faq.urls")),
    *discovery.urlpatterns,
    *health.urlpatterns,
    path("accounts/", include(accounts.urlpatterns)),
    path("accounts/", include("allauth.urls")),
    *opening_page.urlpatterns,
    *arrival_page.urlpatterns,
    *imported_comments_page.urlpatterns,
    *rewriting_page.urlpatterns,
    *lists_page.urlpatterns,
    path("admin/", admin.site.urls),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
