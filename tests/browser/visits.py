"""What a visitor without a session is sent, for the browser tests."""

import re
import urllib.request


def fetch(site, path: str) -> str:
    """What a fresh anonymous visit gets."""
    return urllib.request.urlopen(site.address + path, timeout=10).read().decode()


def without_picture(html: str) -> str:
    """The page without the address of its picture for shared links.

    The worker draws that picture in its own time, and a web process may send its kept page for a second longer than
    another: two visits may see another picture although nobody changed a word.
    """
    masked, times = re.subn(r'("og:image" content=)"[^"]*"', r'\1"picture"', html)
    assert times == 1
    return masked
