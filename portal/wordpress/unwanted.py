"""What does not come along: trackers, share widgets, scripts. Known by names and hosts, not by guessing."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from portal.wordpress.tree import Node

SHARE = re.compile(
    r"sharedaddy|jp-relatedposts|addtoany|a2a_kit|shareaholic|sharethis|addthis|ssba|heateor|social-?share|share-?buttons?"
    r"|essb_|swp_social|fb-(?:like|share)|twitter-share|pinit|\bshariff|scriptlesssocialsharing|wp-block-jetpack-like"
    r"|jetpack-likes"
)
TRACKING_HOSTS = re.compile(
    r"(?:^|\.)(?:google-analytics\.com|googletagmanager\.com|doubleclick\.net|googleadservices\.com|pixel\.wp\.com"
    r"|stats\.wp\.com|scorecardresearch\.com|quantserve\.com|hotjar\.com|bat\.bing\.com|px\.ads\.linkedin\.com"
    r"|analytics\.twitter\.com|segment\.io|mixpanel\.com|matomo\.cloud|statcounter\.com|feedburner\.com"
    r"|googlesyndication\.com|adnxs\.com|taboola\.com|outbrain\.com|clicky\.com|histats\.com|addthis\.com"
    r"|sharethis\.com|addtoany\.com|gravatar\.com)$"
)
TRACKING_PATHS = re.compile(r"^(?:www\.)?facebook\.com/(?:tr\b|plugins/)|^platform\.twitter\.com/|^t\.co/i/adsct")
TRACKING_VALUES = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|_hs\w+|igshid|yclid|twclid|wbraid|gbraid")
DROPPED = {
    "script": "script",
    "style": "style",
    "noscript": "script",
    "template": "script",
    "svg": "drawing",
    "math": "formula",
    "canvas": "script",
    "form": "form",
    "input": "form",
    "select": "form",
    "button": "form",
    "textarea": "form",
    "option": "form",
    "applet": "script",
    "frame": "script",
    "link": "style",
    "meta": "script",
    "base": "script",
    "title": "hidden text",
}
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|(?:left|top|text-indent)\s*:\s*-\d{3,}"
)


def why_dropped(node: Node) -> str:
    """Under which heading of the report this element is left out with all it holds; "" for one that stays."""
    if node.name in DROPPED:
        return DROPPED[node.name]
    if SHARE.search(node.of_class()):
        return "share widget"
    if HIDDEN.search(node.attrs.get("style", "").lower()) or "hidden" in node.attrs:
        return "hidden text"
    if node.name in ("img", "iframe", "embed", "object") and is_tracker(node):
        return "tracker"
    return ""


def is_tracker(node: Node) -> bool:
    sizes = {node.attrs.get(side, "").removesuffix("px").strip() for side in ("width", "height")}
    return is_tracking(node.attrs.get("src", "")) or (node.name == "img" and bool(sizes) and sizes <= {"0", "1"})


def is_tracking(address: str) -> bool:
    parts = split(address)
    if parts is None:
        return False
    host = (parts.hostname or "").lower()
    return bool(TRACKING_HOSTS.search(host) or TRACKING_PATHS.match(host + parts.path))


def split(address: str):
    """The address's parts; None for one that is no address ("http://[::1")."""
    try:
        return urlsplit(address.strip())
    except ValueError:
        return None


def without_tracking(address: str) -> str:
    """The address without the values that tell its owner which advertisement or mail was clicked."""
    parts = split(address)
    if parts is None or not parts.query:
        return address
    values = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in values if not TRACKING_VALUES.fullmatch(name.lower())]
    return address if len(kept) == len(values) else urlunsplit(parts._replace(query=urlencode(kept)))
