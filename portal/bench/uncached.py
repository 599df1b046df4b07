"""The whole portal without its page cache: every page is made afresh and not stored."""

from django.conf import settings

settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("pagecache.")]

from django.core.wsgi import get_wsgi_application  # noqa: E402

django_application = get_wsgi_application()

from portal.environment import web_threads  # noqa: E402
from portal.overload import OverloadGate  # noqa: E402

application = OverloadGate(django_application, web_threads())
