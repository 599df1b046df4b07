"""What the web server runs: the page cache in front of Django, behind a doorkeeper of proxies' headers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django_application = get_wsgi_application()

# Both read settings or rows, so they can only be imported once Django is set up.
from pagecache.front import PageFront  # noqa: E402
from portal.proxies import ProxyHeaders  # noqa: E402

application = ProxyHeaders(PageFront(django_application))
