"""WordPress's [shortcodes]: those that carry something become elements, the others go and are named.

Words in square brackets that only look like one ("[sic]", "[1]", "[@source2020]") stay as they are.
"""

import binascii
import html
import re
from base64 import b64decode
from collections import Counter
from urllib.parse import unquote

CODE = re.compile(
    r"""\[(\[?)(/?)([A-Za-z][A-Za-z0-9_-]{0,60})((?:[^\[\]"']|"[^"\[\]]{0,2000}"|'[^'\[\]]{0,2000}'){0,4000}?)(/?)\](\]?)"""
)
ATTRIBUTE = re.compile(r"""([A-Za-z_][\w-]{0,60})\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
ELEMENTS = {
    "caption": "wp-caption",
    "wp_caption": "wp-caption",
    "gallery": "wp-gallery",
    "embed": "wp-embed",
    "video": "wp-media",
    "audio": "wp-media",
}
ALONE = ("wp-gallery", "wp-media")  # without words between an opening and a closing one
MEDIA = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flv", "wmv")
PACKED = re.compile(r"\[(vc_raw_html|vc_raw_js)\b[^\[\]]{0,2000}\]([A-Za-z0-9+/=\s]*+)\[/\1\]")
WORDS = (
    "title",
    "heading",
    "headline",
    "subhead",
    "subtitle",
    "text",
    "content",
    "button_text",
    "label",
    "name",
    "author",
)
KNOWN = frozenset(("playlist", "sharethis", "addtoany", "raw", "row", "column", "button", "tabs", "tab", "accordion"))


def replace_shortcodes(text: str, lost: Counter) -> str:
    """`text` with elements in the place of shortcodes. `lost` counts ("shortcode", name) for each one that goes, with
    the words it kept to itself."""
    text = PACKED.sub(lambda found: unpacked(found[1], found[2], lost), text)
    ended = {name.lower() for name in re.findall(r"\[/([A-Za-z][A-Za-z0-9_-]{0,60})\]", text)}

    def replace(found: re.Match) -> str:
        escaped, closing, name, given, alone, escaped_too = found.groups()
        name = name.lower()
        if escaped and escaped_too:  # [[name]] is how one writes about a shortcode
            return found[0][1:-1]
        if not (closing or alone or "=" in given or name in ended or name in KNOWN or name in ELEMENTS or "_" in name):
            return found[0]
        around = ("[" if escaped else "", "]" if escaped_too else "")
        if name in ELEMENTS:
            return element(ELEMENTS[name], bool(closing), given).join(around)
        if not closing:
            lost["shortcode", name + words_in(given)] += 1
        return " ".join(around).strip()

    return CODE.sub(replace, text)


def unpacked(name: str, packed: str, lost: Counter) -> str:
    """WPBakery packs a piece of HTML so that the editor does not touch it. What is in it goes the way of all HTML."""
    if name == "vc_raw_html":
        try:
            return unquote(b64decode(packed, validate=False).decode("utf-8", "replace"))
        except (binascii.Error, ValueError):
            pass
    lost["shortcode", name] += 1
    return ""


def words_in(given: str) -> str:
    """The words among a shortcode's values, for the report: page builders keep headings and buttons there."""
    values = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in ATTRIBUTE.finditer(given)}
    found = [" ".join(html.unescape(values[key]).split()) for key in WORDS if values.get(key)]
    words = [one for one in found if any(letter.isalpha() for letter in one)]
    return f" (“{'”, “'.join(words)}”)" if words else ""


def element(name: str, closing: bool, given: str) -> str:
    if closing:
        return "" if name in ALONE else f"</{name}>"
    values = {found[1].lower(): found[2] or found[3] or found[4] or "" for found in ATTRIBUTE.finditer(given)}
    file = next((values[key] for key in MEDIA if values.get(key)), "")
    kept = {
        "data-ids": values.get("ids", values.get("include", "")),
        "data-src": file,
        "data-text": values.get("caption", ""),
    }
    attributes = "".join(f' {key}="{html.escape(html.unescape(value))}"' for key, value in kept.items() if value)
    return f"<{name}{attributes}>" + (f"</{name}>" if name in ALONE else "")
