"""What page builders, the block editor and careless typing hide in an export comes along, or the report names it."""

import json

import pytest
from PIL import Image

from articles.models import Article
from portal.models import Imported, OldAddress
from portal.wordpress import importing
from portal.wordpress.importing import import_wordpress
from portal.wordpress.markup import clean_post
from portal.wordpress.walker import Surroundings
from portal.wordpress.wxr import Export
from tests.wordpress_files import attachment, category, comment, export, meta, post, tag


@pytest.fixture(autouse=True)
def no_rest(monkeypatch):
    monkeypatch.setattr(importing, "REST", 0)


def cleaned(source: str):
    found = clean_post(source, Surroundings())
    return "\n".join(found.parts), found.lost


def of(report) -> str:
    return "\n".join(report.lines())


@pytest.mark.parametrize(
    ("source", "becomes"),
    [
        ("<ul>Bring: <li>water</li>and rest</ul>", "<ul><li>Bring:</li><li>water</li><li>and rest</li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a</li><li><ul><li>b</li></ul></li></ul>"),
        (
            "<table>Before<tr><td>a</td>between</tr></table>",
            "<p>Before between</p>\n<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        ("<xmp>a <b></xmp> after", "<p>a &lt;b&gt;</p>\n<p>after</p>"),
        ("One <noscript>two <iframe>three", "<p>One two three</p>"),
        ("[vc_raw_html]JTNDcCUzRWhlbGxvJTNDJTJGcCUzRQ==[/vc_raw_html]", "<p>hello</p>"),
    ],
)
def test_words_in_odd_places_come_along(source, becomes):
    assert cleaned(source)[0] == becomes


@pytest.mark.parametrize(
    ("source", "becomes", "lost"),
    [
        ('<ul><li style="display:none">x</li><li>a</li></ul>', "<ul><li>a</li></ul>", ("hidden text", "li")),
        (
            '<table><tr><td hidden>x</td><td>a</td></tr><tr class="addtoany"><td>y</td></tr></table>',
            "<table><tbody><tr><td></td><td>a</td></tr></tbody></table>",
            ("share widget", "tr"),
        ),
        ("a<title>x</title>", "<p>a</p>", ("hidden text", "title")),
        ("a<script>x() and more", "<p>a</p>", ("script", "script without an end, and all after it")),
        ("a[vc_raw_js]JTNDcCUzRQ==[/vc_raw_js]", "<p>a</p>", ("shortcode", "vc_raw_js")),
        (
            '[et_pb_blurb title="How it works"]a[/et_pb_blurb]',
            "<p>a</p>",
            ("shortcode", "et_pb_blurb (“How it works”)"),
        ),
        ('a<!-- wp:block {"ref":99} /-->', "<p>a</p>", ("block", "block 99")),
        (
            '<p>a</p><!-- wp:acf/quote {"name":"acf/quote","data":{"text":"Slept \\u201cwell\\u201d"}} /-->',
            "<p>a</p>",
            ("block", "acf/quote (“Slept “well””)"),
        ),
    ],
)
def test_what_stays_behind_is_named_with_its_words(source, becomes, lost):
    assert cleaned(source)[0] == becomes
    assert cleaned(source)[1][lost] == 1


def test_ten_thousand_tags_without_an_end_are_looked_for_once():
    assert cleaned("<iframe>word " * 10_000)[0].count("word") == 10_000


@pytest.mark.django_db
def test_footnotes_of_the_block_editor_stand_in_their_place(tmp_path):
    notes = json.dumps(
        [{"content": "Han <em>2016</em>.", "id": "a"}, {"content": "", "id": "b"}, {"content": "Short.", "id": "c"}]
    )
    body = '<!-- wp:paragraph --><p>Text<sup class="fn"><a href="#a">1</a></sup></p><!-- /wp:paragraph -->'
    body += "<!-- wp:footnotes /-->"
    import_wordpress(export(tmp_path, post(1, f"{body}<p>Last.</p>", inside=meta("footnotes", notes))))
    html = Article.objects.get().draft.content["body"]
    assert "<ol><li>Han <em>2016</em>.</li><li>–</li><li>Short.</li></ol>\n<p>Last.</p>" in html


@pytest.mark.django_db
@pytest.mark.parametrize("kept", ["{", "[1]", '{"a": 1}', '[{"content": 5}]', "[" * 100_000])
def test_footnotes_that_cannot_be_read_are_to_mend(tmp_path, kept):
    report = import_wordpress(export(tmp_path, post(1, "Words.", inside=meta("footnotes", kept))))
    assert report.mend["Footnotes that cannot be read"] == {"Post 1 (1)": 1}
    assert Article.objects.get().draft.content["body"] == "<p>Words.</p>"


@pytest.mark.django_db
def test_shared_blocks_that_no_post_shows_or_that_were_not_public_are_named(tmp_path):
    inner = post(6, "Inner words.", type="wp_block", title="Inner")
    outer = post(5, '<!-- wp:block {"ref":6} /-->', type="wp_block", title="Outer")
    alone = post(7, "Nobody shows me.", type="wp_block", title="Alone")
    binned = post(8, "Thrown away.", type="wp_block", title="Binned", status="trash")
    body = '<!-- wp:block {"ref":5} /--><!-- wp:block {"ref":8} /-->'
    report = import_wordpress(export(tmp_path, post(1, body), inner, outer, alone, binned))
    assert report.lost["Shared blocks that no post shows"] == {"Alone (7)": 1}
    assert report.lost["Entries of the kind “wp_block”"] == {"Binned (8)": 1}
    assert report.lost["Blocks that the old site’s program made"] == {"block 8": 1}
    assert Article.objects.get().draft.content["body"] == "<p>Inner words.</p>"


@pytest.mark.django_db
def test_the_librarys_captions_come_with_galleries_and_are_named_otherwise(tmp_path, picture_file):
    def described(number, file):
        whole = attachment(number, file)
        words = f"<excerpt:encoded>Caption {number}</excerpt:encoded><content:encoded>About {number}</content:encoded>"
        return whole.replace("<wp:post_id>", words + "<wp:post_id>", 1)

    picture_file("a.png")
    items = [post(1, '[gallery ids="10"]'), described(10, "a.png"), described(11, "b.png")]
    report = import_wordpress(export(tmp_path, *items), media=tmp_path)
    assert "<figcaption>Caption 10</figcaption>" in Article.objects.get().draft.content["body"]
    assert report.lost["Captions that the library kept with files"] == {"b.png: Caption 11": 1}
    assert report.lost["Descriptions of files"] == {"a.png: About 10": 1, "b.png: About 11": 1}


@pytest.fixture
def picture_file(tmp_path):
    return lambda name: Image.new("RGB", (800, 600), "teal").save(tmp_path / name)


@pytest.mark.django_db
def test_reviews_and_notes_of_orders_are_not_called_links_from_other_sites(tmp_path):
    inside = comment(1, "Five stars", type="review") + comment(2, "Link", type="pingback")
    report = import_wordpress(export(tmp_path, post(1, inside=inside)))
    assert set(report.lost["Comments"]) == {"of the kind “review”", "notices of links from other sites (pingback)"}


@pytest.mark.django_db
def test_a_scheduled_post_is_named_with_its_day_which_is_no_mistake(tmp_path):
    report = import_wordpress(export(tmp_path, post(1, status="future", date="2999-01-01 08:00:00")))
    assert report.mend["Were to appear by themselves: plan them again"] == {"Post 1 (1): 2999-01-01 08:00": 1}
    assert "Dates that make no sense" not in report.mend


@pytest.mark.django_db
def test_a_tag_that_only_hidden_posts_had_has_no_address_and_no_name_outside(tmp_path, reader):
    secret = "<wp:tag><wp:tag_slug>secret</wp:tag_slug><wp:tag_name>Secret ward</wp:tag_name></wp:tag>"
    items = [post(1, inside=tag("night", "Night")), post(2, status="private", inside=tag("secret", "Secret ward"))]
    report = import_wordpress(export(tmp_path, secret, *items))
    assert report.lost["Tags that no public post has: they lead nowhere"] == {"Secret ward": 1}
    assert reader.get("/tag/night/").status_code == 301
    answer = reader.get("/tag/secret/")
    assert answer.status_code == 404 and b"Secret ward" not in answer.content


@pytest.mark.django_db
def test_terms_of_other_kinds_and_the_sites_name_are_named(tmp_path):
    term = "<wp:term><wp:term_taxonomy>genre</wp:term_taxonomy><wp:term_slug>x</wp:term_slug>"
    term += "<wp:term_name>Jazz</wp:term_name></wp:term>"
    report = import_wordpress(export(tmp_path, "<description>We care</description>", term, post(1)))
    assert report.lost["Other ways of sorting posts"] == {"genre: Jazz": 1}
    assert report.lost["The old site’s name and what it says of itself"] == {"Old clinic blog – We care": 1}


@pytest.mark.parametrize(
    ("title", "reads"),
    [
        ("A&nbsp;b &hellip; &amp;amp; &bogus", "line"),
        ("A&nbsp;b &hellip;", "A\u00a0b \u2026"),
        ("Smile &#55357;&#56832;&#xFFFF;&#0;&#x110000;!", "Smile !"),
        ("Caf&eacute; &lt;b&gt; &#x1F600;", "Café <b> \U0001f600"),
    ],
)
def test_names_and_numbers_that_xml_forbids_break_no_file(tmp_path, title, reads):
    path = export(tmp_path, post(1).replace("<![CDATA[Post 1]]>", title))
    if reads == "line":
        with pytest.raises(Exception, match="Line 11"):
            list(Export(path).items())
    else:
        assert [item.title for item in Export(path).items()] == [reads]


@pytest.mark.django_db
def test_a_later_export_in_which_a_draft_was_published_gives_it_its_old_address(tmp_path, reader):
    import_wordpress(export(tmp_path, post(1, status="draft", link="https://old.example.org/?p=1")))
    assert not OldAddress.objects.filter(article__isnull=False).exists()
    later = export(tmp_path, post(1, name="sleep"))
    assert import_wordpress(later, dry_run=True).already and not OldAddress.objects.filter(address="?p=1").exists()
    import_wordpress(later)
    assert reader.get("/2019/05/sleep/").status_code == 404
    assert OldAddress.objects.get(address="2019/05/sleep").article == Article.objects.get()
    assert Imported.objects.get(kind="post").address == "https://old.example.org/2019/05/sleep/"
    rows = OldAddress.objects.count()
    assert not import_wordpress(later).came and OldAddress.objects.count() == rows


@pytest.mark.django_db
def test_links_to_old_categories_and_feeds_lead_to_ours(tmp_path):
    links = "".join(
        f'<a href="{address}">x</a>'
        for address in ("https://old.example.org/category/sleep/", "/feed/", "/category/hidden/", "/category/never/")
    )
    items = [
        post(1, links, inside=category("sleep", "Sleep")),
        post(2, status="private", inside=category("hidden", "H")),
    ]
    report = import_wordpress(export(tmp_path, *items))
    html = Article.objects.get(slug="post-1").draft.content["body"]
    assert 'href="/topics/sleep/"' in html and 'href="/feeds/articles/"' in html
    assert set(report.mend["Links to the old site that lead nowhere now"]) == {"/category/hidden/", "/category/never/"}
