"""What the web server runs: the page cache's front around Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django_application = get_wsgi_application()

# The front reads rows, so it can only be imported once Django is set up.
from pagecache.front import PageFront  # noqa: E402

application = PageFront(django_application)
