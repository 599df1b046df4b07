"""What the web server runs. From outside to inside: a doorkeeper of proxies' headers, stored pages, forms that come
slowly, too many at once, an end to waiting, one rendering per page, Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django_application = get_wsgi_application()

# These read settings or rows, so they can only be imported once Django is set up.
from pagecache.front import PageFront  # noqa: E402
from pagecache.patience import Patience  # noqa: E402
from pagecache.turns import OneRendering  # noqa: E402
from portal.bodies import WholeForms  # noqa: E402
from portal.environment import web_threads  # noqa: E402
from portal.overload import OverloadGate  # noqa: E402
from portal.plain_requests import PlainRequests  # noqa: E402
from portal.proxies import ProxyHeaders  # noqa: E402

inside = OneRendering(django_application)
gate = OverloadGate(Patience(inside), web_threads())
application = ProxyHeaders(PlainRequests(PageFront(WholeForms(gate, web_threads()))))
