"""Writes WordPress exports for tests, as the format's documentation and years of real blogs have them."""

from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/{version}/">
<channel><title>Old clinic blog</title><link>https://old.example.org</link>
<wp:wxr_version>{version}</wp:wxr_version><wp:base_blog_url>https://old.example.org</wp:base_blog_url>
<wp:author><wp:author_login>jo</wp:author_login><wp:author_email>jo@old.example.org</wp:author_email></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>sleep</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[Sleep & rest]]></wp:cat_name></wp:category>
<wp:tag><wp:tag_slug>night</wp:tag_slug><wp:tag_name><![CDATA[Night]]></wp:tag_name></wp:tag>
"""
TAIL = "</channel></rss>\n"


def cdata(words: str) -> str:
    return f"<![CDATA[{words.replace(']]>', ']]]]><![CDATA[>')}]]>"


def comment(number: int, text: str, **changes) -> str:
    values = {"author": "Night owl", "approved": "1", "type": "comment", "parent": 0, "date": "2019-05-03 10:00:00"}
    values |= changes
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author>{cdata(values["author"])}</wp:comment_author>
<wp:comment_author_email>owl@mail.example.org</wp:comment_author_email>
<wp:comment_author_url>https://owl.example.org</wp:comment_author_url>
<wp:comment_author_IP>203.0.113.77</wp:comment_author_IP>
<wp:comment_date>{values["date"]}</wp:comment_date><wp:comment_date_gmt>{values["date"]}</wp:comment_date_gmt>
<wp:comment_content>{cdata(text)}</wp:comment_content><wp:comment_approved>{values["approved"]}</wp:comment_approved>
<wp:comment_type>{values["type"]}</wp:comment_type><wp:comment_parent>{values["parent"]}</wp:comment_parent>
</wp:comment>"""


def post(number: int, body: str = "Words.", *, inside: str = "", **changes) -> str:
    """An item. `inside` is more XML: comments, terms, meta."""
    values = {
        "title": f"Post {number}",
        "name": f"post-{number}",
        "type": "post",
        "status": "publish",
        "password": "",
        "date": "2019-05-02 08:30:00",
        "excerpt": "",
        "author": "jo",
        "parent": 0,
        "link": f"https://old.example.org/2019/05/{changes.get('name', f'post-{number}')}/",
    }
    values |= changes
    return f"""<item><title>{cdata(values["title"])}</title><link>{values["link"]}</link>
<pubDate>Thu, 02 May 2019 08:30:00 +0000</pubDate><dc:creator>{cdata(values["author"])}</dc:creator>
<guid isPermaLink="false">https://old.example.org/?p={number}</guid><description></description>
<content:encoded>{cdata(body)}</content:encoded><excerpt:encoded>{cdata(values["excerpt"])}</excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>{values["date"]}</wp:post_date>
<wp:post_date_gmt>{values["date"]}</wp:post_date_gmt><wp:post_name>{values["name"]}</wp:post_name>
<wp:status>{values["status"]}</wp:status><wp:post_parent>{values["parent"]}</wp:post_parent>
<wp:post_type>{values["type"]}</wp:post_type><wp:post_password>{values["password"]}</wp:post_password>
{inside}</item>
"""


def attachment(number: int, file: str, *, alt: str = "", parent: int = 0) -> str:
    return f"""<item><title>{file}</title><link>https://old.example.org/?attachment_id={number}</link>
<wp:post_id>{number}</wp:post_id><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type>
<wp:post_parent>{parent}</wp:post_parent>
<wp:attachment_url>https://old.example.org/wp-content/uploads/{file}</wp:attachment_url>
<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value>{file}</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>{cdata(alt)}</wp:meta_value></wp:postmeta>
</item>
"""


def category(slug: str, name: str) -> str:
    return f'<category domain="category" nicename="{slug}">{cdata(name)}</category>'


def tag(slug: str, name: str) -> str:
    return f'<category domain="post_tag" nicename="{slug}">{cdata(name)}</category>'


def meta(key: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"


def export(folder: Path, *items: str, version: str = "1.2", head: str = "", tail: str = TAIL) -> Path:
    path = folder / "export.xml"
    path.write_text((head or HEAD.format(version=version)) + "".join(items) + tail, encoding="utf-8")
    return path
