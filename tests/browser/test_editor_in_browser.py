"""The editor's page in a real browser: pasting, looking things up, the preview beside the form, a lost login."""

import pytest
from playwright.sync_api import expect

from tests.factories import picture_bytes

ADD = "/admin/articles/article/add/"
AREA = ".field-body [contenteditable=true]"
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{color:red}</style></head><body>
<!--StartFragment--><h1>What to bring</h1><p class=MsoNormal><b>Bring</b> this:<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>A friend</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>o&nbsp;</span>with a car</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>Water</p>
<p class=MsoNormal>&nbsp;</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.&nbsp;</span>First</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.&nbsp;</span>Second</p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>Cell</p></td></tr></table><!--EndFragment--></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span
style="font-weight:700">Bold</span><span style="font-weight:400"> plain</span></p>
<ul><li dir="ltr"><p><span>One</span></p></li><li><p><span>Two</span></p></li></ul></b>"""
HOSTILE = """<p onclick="window.hit=1">Safe</p><img src="https://evil.example/x.png" onerror="window.hit=1">
<script>window.hit=1</script><svg onload="window.hit=1"></svg><a href="javascript:window.hit=1">link</a>
<iframe srcdoc="<script>parent.hit=1</script>"></iframe><p style="display:none">hidden words</p>"""
PASTE = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def desk(page, sign_in_as):
    sign_in_as("editor")
    page.goto(ADD)
    left = page.get_by_role("button", name="Discard them")  # words that another test has left unsaved
    if left.count():
        left.click()
    expect(page.locator(AREA)).to_be_visible()
    return page


def paste(desk, html: str) -> str:
    desk.locator(AREA).click()
    desk.locator(AREA).evaluate(PASTE, html)
    return desk.input_value("[name=body]")


def test_lists_from_word_stay_lists_and_looks_stay_behind(desk):
    body = paste(desk, WORD)
    assert "<h2>What to bring</h2>" in body and "<strong>Bring</strong> this:" in body
    assert "<ul><li><p>A friend</p><ul><li><p>with a car</p></li></ul></li><li><p>Water</p></li></ul>" in body
    assert "<li><p>First</p></li><li><p>Second</p></li></ol>" in body and "<td" in body
    assert not any(sign in body for sign in ("·", "mso", "style=", "<p>o", "1."))


def test_text_from_a_web_document_keeps_its_emphasis_and_lists(desk):
    body = paste(desk, DOCS)
    assert "<strong>Bold</strong> plain" in body
    assert "<li><p>One</p></li><li><p>Two</p></li></ul>" in body


def test_a_hostile_paste_runs_nothing_and_asks_no_other_host(desk):
    asked = []
    desk.on("request", lambda request: asked.append(request.url))
    body = paste(desk, HOSTILE)
    desk.wait_for_timeout(300)
    assert desk.evaluate("window.hit") is None
    assert not [url for url in asked if "evil" in url]
    assert "Safe" in body and "hidden words" not in body and "javascript" not in body and "evil" not in body


def test_sources_and_pages_are_offered_while_typing_and_the_words_are_counted(desk):
    desk.locator(AREA).click()
    desk.keyboard.type("It helps some people")
    desk.fill("#find-source", "zanos")
    expect(desk.locator("#source-keys option")).not_to_have_count(0)
    desk.fill("#find-source", "zanos2018")
    desk.keyboard.press("Enter")
    assert "some people [@zanos2018]" in desk.input_value("[name=body]")
    expect(desk.locator("#word-count")).to_contain_text("5 words")
    desk.locator(AREA).click()
    desk.keyboard.press("Control+a")
    desk.locator(".field-body .prose-menubar [title='insert link']").click()
    desk.fill("dialog [name=href]", "ketamine")
    expect(desk.locator("#link-addresses option[value^='/articles/']").first).to_be_attached()
    expect(desk.locator("#link-addresses option[value^='/faq/#']").first).to_be_attached()


def test_the_preview_beside_the_form_shows_unsaved_words_light_dark_and_printed(desk):
    problems = []
    desk.on("console", lambda message: problems.append(message.text) if "frame" in message.text else None)
    desk.fill("[name=title]", "An unsaved title")
    desk.locator("#beside > summary").click()
    frame = desk.frame_locator("#beside-page")
    expect(frame.locator("h1")).to_have_text("An unsaved title")
    paper = "() => getComputedStyle(document.getElementById('beside-page').contentDocument.body).backgroundColor"
    light = desk.evaluate(paper)
    desk.check("[name=beside-look][value=dark]")
    assert desk.evaluate(paper) != light
    desk.check("[name=beside-look][value=print]")
    expect(frame.locator(".preview-strip")).to_be_hidden()
    desk.check("[name=beside-look][value=light]")
    assert desk.evaluate(paper) == light
    assert not [text for text in problems if "Refused to frame" in text]


def test_a_lost_login_costs_no_words_and_a_crash_offers_them_again(desk, context):
    desk.fill("[name=title]", "Words before the crash")
    expect(desk.locator("#autosave")).to_contain_text("Unsaved words kept", timeout=10_000)
    cookies = context.cookies()
    context.clear_cookies()
    desk.fill("[name=summary]", "Typed while signed out")
    desk.click("[name=_save]")
    expect(desk.locator("#autosave")).to_contain_text("You are signed out")
    assert desk.url.endswith(ADD) and desk.input_value("[name=summary]") == "Typed while signed out"
    context.add_cookies(cookies)
    desk.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(desk.locator("#autosave")).to_contain_text("Unsaved words kept", timeout=10_000)

    again = context.new_page()  # the browser has crashed: a new window, the old one is gone
    again.goto(ADD)
    again.get_by_role("button", name="Take them over").click()
    expect(again.locator("#id_title")).to_have_value("Words before the crash")
    expect(again.locator("[name=summary]")).to_have_value("Typed while signed out")
    again.click("[name=_save]")
    expect(again.get_by_text("The draft is saved")).to_be_visible()


def test_a_source_and_a_picture_are_added_and_an_article_chosen_without_leaving_the_text(desk, tmp_path):
    picture = tmp_path / "garden.jpg"
    picture.write_bytes(picture_bytes(color="#7fd1c7"))
    desk.locator(AREA).click()
    desk.keyboard.type("It was calm")
    desk.get_by_role("button", name="Add a source").click()
    new = desk.locator("#new-source")
    new.get_by_role("button", name="Add it and cite it here").click()
    expect(new.locator("[data-field=title] .errorlist")).to_be_visible()
    for name, value in {"title": "A study of gardens", "authors": "Flower A", "year": "2025"}.items():
        new.locator(f"[name={name}]").fill(value)
    new.locator("[name=kind]").select_option("other")
    new.locator("[name=checked_on]").fill("2026-11-22")
    new.get_by_role("button", name="Add it and cite it here").click()
    expect(new).to_be_hidden()
    assert "calm [@flower2025]" in desk.input_value("[name=body]")

    desk.get_by_role("button", name="Choose from the library, or upload").click()
    library = desk.locator("#pictures")
    expect(library.locator(".picker__found button").first).to_be_visible()
    library.locator("summary").click()
    library.locator("[name=title]").fill("A garden")
    library.locator("[name=alt]").fill("A garden with a bench")
    library.locator("[name=upload]").set_input_files(str(picture))
    library.locator(".crop__whole").click(position={"x": 4, "y": 4})
    assert int(library.locator("[name=focal_x]").input_value()) < 10
    library.get_by_role("button", name="Add it and choose it").click()
    expect(library).to_be_hidden()
    assert desk.input_value("[name=image]") == "a-garden"

    desk.get_by_role("button", name="Add a picture").click()
    library.locator("#pictures-q").fill("garden")
    library.get_by_role("button", name="A garden").click()
    assert '<img src="/admin/picture/a-garden/" alt="A garden with a bench"' in desk.input_value("[name=body]")

    field = desk.locator("#id_related")
    field.fill("evidence")
    expect(desk.locator("#id_related_offered option").first).to_be_attached()
    field.fill(desk.locator("#id_related_offered option").first.get_attribute("value"))
    field.blur()
    expect(desk.locator("[data-chosen=related] input[type=checkbox]:checked")).to_have_count(1)


def test_typing_over_a_chosen_picture_leaves_it_and_its_words_whole(desk):
    desk.locator(AREA).click()
    desk.get_by_role("button", name="Add a picture").click()
    desk.locator("#pictures .picker__found button").first.click()
    desk.locator(f"{AREA} figure img").click()
    desk.keyboard.type("Words")
    body = desk.input_value("[name=body]")
    assert 'src="/admin/picture/' in body and "Words" in body and 'src=""' not in body and "<img>" not in body
