"""For processes that test the worker: the real settings with the jobs alone, so that they start quickly."""

from portal.settings import *  # noqa: F403

INSTALLED_APPS = ["jobs"]
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
AUTH_USER_MODEL = "auth.User"
