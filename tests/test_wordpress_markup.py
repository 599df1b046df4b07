"""Old posts in our structure: what each kind of markup becomes, and that nothing whatever breaks it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.quality.unsafe_html import check
from articles.sanitising import LARGEST, clean
from portal.wordpress.markup import clean_post
from portal.wordpress.tree import parse
from portal.wordpress.walker import Surroundings
from tests.factories import make_content

AROUND = Surroundings(
    picture=lambda address, number, alt: (f"p{number}", alt or "file.jpg"),
    gallery=lambda ids: [int(one) for one in ids.split(",") if one],
    reused={5: "<p>Reused.</p>"},
)


def cleaned(source: str):
    found = clean_post(source, AROUND)
    return "\n".join(found.parts), found.lost


@pytest.mark.parametrize(
    ("source", "becomes"),
    [
        ("One\ntwo\n\nThree", "<p>One<br>two</p>\n<p>Three</p>"),
        ("<!-- wp:paragraph -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->", "<p>One two</p>"),
        ("<h1>Big</h1><h6>Small</h6><h2></h2>", "<h2>Big</h2>\n<h4>Small</h4>"),
        ("<b>a <i>b</b> c</i>", "<p><strong>a <em>b</em></strong> c</p>"),
        (
            "<ul><li>a<li>b<ol start=3><li>c</ol></ul>",
            '<ul><li>a</li><li><p>b</p><ol start="3"><li>c</li></ol></li></ul>',
        ),
        ("<blockquote>Said.</blockquote>", "<blockquote><p>Said.</p></blockquote>"),
        ("<pre>a\n  b</pre>", "<p>a<br>  b</p>"),
        ("<dl><dt>Word<dd>Meaning</dl>", "<p><strong>Word</strong></p>\n<p>Meaning</p>"),
        (
            "<table><thead><tr><th>a<th>b</thead><tr><td colspan=2>c</table>",
            '<table><tbody><tr><th>a</th><th>b</th></tr><tr><td colspan="2">c</td></tr></tbody></table>',
        ),
        ('[caption id="x"]<a href="f.jpg"><img class="wp-image-4" alt="A"></a> Sea[/caption]', "FIGURE"),
        ('<figure class="a"><img class="wp-image-4" alt="A"><figcaption>Sea</figcaption></figure>', "FIGURE"),
        ('[gallery ids="1,2"]', "GALLERY"),
        ('<ul class="a"><li><img class="wp-image-1"></li><li><img class="wp-image-2"></li></ul>', "GALLERY"),
        ("[embed]https://a.example/v[/embed]", "LINK"),
        ("Before\n\nhttps://a.example/v\n\n", "<p>Before</p>\nLINK"),
        ('<iframe src="//a.example/v"></iframe>', "LINK"),
        ('[video mp4="https://a.example/v"][/video]', "LINK"),
        ('<!-- wp:block {"ref":5} /-->', "<p>Reused.</p>"),
        ("Sure [sic], as in [1] and [@han2016]. [[gallery]]", "<p>Sure [sic], as in [1] and [@han2016]. [gallery]</p>"),
        ("<details><summary>More</summary>Words</details>", "<p><strong>More</strong></p>\n<p>Words</p>"),
        ('<a href="https://a.example/?utm_source=x&amp;b=1">a</a>', '<p><a href="https://a.example/?b=1">a</a></p>'),
    ],
)  # fmt: skip
def test_markup_becomes_our_structure(source, becomes):
    known = {
        "FIGURE": '<figure><img src="/admin/picture/p4/" alt="A"><figcaption>Sea</figcaption></figure>',
        "GALLERY": "\n".join(f'<figure><img src="/admin/picture/p{n}/" alt="file.jpg"></figure>' for n in (1, 2)),
        "LINK": '<p><a href="https://a.example/v">https://a.example/v</a></p>',
    }
    for name, html in known.items():
        becomes = becomes.replace(name, html)
    assert cleaned(source)[0] == becomes


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        ("<script>steal()</script>", ("script", "script")),
        ('<p onclick="steal()">a</p>', ("script", "onclick")),
        ('<a href=" java&#115;cript:steal()">a</a>', ("script", "link")),
        ('<img src="https://www.facebook.com/tr?id=1">', ("tracker", "img")),
        ('<img src="/x.gif" width="1" height="1">', ("tracker", "img")),
        ('<iframe src="https://www.googletagmanager.com/ns.html"></iframe>', ("tracker", "iframe")),
        ('<div class="sharedaddy sd-block">Share</div>', ("share widget", "div")),
        ("[contact-form-7 id='1']", ("shortcode", "contact-form-7")),
        ("[vc_row]Kept.[/vc_row]", ("shortcode", "vc_row")),
        ("<form><input name=q></form>", ("form", "form")),
        ("<!-- wp:latest-posts /-->", ("block", "latest-posts")),
        ('<p style="display:none">casino</p>', ("hidden text", "p")),
        ('<a href="#note">1</a>', ("link within the page", "#note")),
    ],
)
def test_what_goes_is_named(source, lost):
    html, counted = cleaned(source)
    assert counted[lost] == 1
    assert "steal" not in html
    assert "casino" not in html
    assert ("Kept." in html) == ("Kept." in source)


PIECES = st.sampled_from(
    ["<", ">", "</", "<p>", "<b>", "<li>", "<ul>", "<table>", "<tr>", "<td>", "<a href='", '"', "'", "<img src=x>"]
    + ["<!--", "-->", "[gallery ids='1'", "]", "[caption]", "[/caption]", "<figure>", "</figure>", "<script>", "\n\n"]
    + ["&amp;", "&#0;", "<h2>", "</h2>", "<blockquote>", "<pre>", "word", "<iframe src=//a.b>", "<!-- wp:image -->"]
    + ["onload=", "\x00"]
)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join))
def test_whatever_comes_is_clean_and_stays_the_same_when_cleaned_again(source):
    for part in clean_post(source, AROUND).parts:
        assert clean(part) == part
        assert not check(make_content(body=part, topics=()))


@settings(deadline=None, derandomize=True)
@given(st.lists(st.text("abcdefg", min_size=1, max_size=6), min_size=1, max_size=30), st.data())
def test_no_word_of_a_text_is_lost(words, data):
    marks = [
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<li>",
        "<div>",
        "</div>",
        "<h2>",
        "</h2>",
        "\n\n",
        "<td>",
        "<blockquote>",
        " ",
    ]
    source = " ".join(f"{data.draw(st.sampled_from(marks))} {word}" for word in words)
    assert parse(" ".join(clean_post(source, AROUND).parts).replace("<", " <")).words().split() == words


@pytest.mark.parametrize(
    "piece", ["<div>", "<ul><li>", "<b>", "<a ", "<!--", "<a href='", "[gallery ", "<table><tr><td>", "<"]
)
def test_a_hundred_thousand_unfinished_tags_are_no_trouble(piece):
    assert clean_post(piece * (200_000 // len(piece)), AROUND).parts


def test_a_huge_post_becomes_several_parts_with_all_its_words():
    source = "\n\n".join(f"Paragraph {number} " + "word " * 50 for number in range(1200))
    parts = clean_post(source, AROUND).parts
    assert len(parts) > 3
    assert all(len(part) <= LARGEST for part in parts)
    assert parse(" ".join(parts)).words().count("Paragraph") == 1200
    assert len("".join(clean_post("<p>" + "word " * 40_000, AROUND).parts)) > 190_000
