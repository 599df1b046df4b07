"""The measure of all: a Django view that does nothing but return the same bytes, with no middleware at all."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bare",  # noqa: S106  it signs nothing
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    LOGGING_CONFIG=None,
)
BODY = Path(os.environ["BENCH_BODY"]).read_bytes()


def bare(request):
    return HttpResponse(BODY, headers={"Content-Encoding": "br"})


urlpatterns = [path("", bare)]
application = get_wsgi_application()
