"""The editor's page in a real browser: looking things up, the preview beside the form, a lost login."""

from playwright.sync_api import expect

from tests.browser.editing import ADD, AREA
from tests.factories import picture_bytes


def test_sources_and_pages_are_offered_while_typing_and_the_words_are_counted(desk):
    desk.locator(AREA).click()
    desk.keyboard.type("It helps some people")
    desk.fill("#find-source", "zanos")
    expect(desk.locator("#source-keys option")).not_to_have_count(0)
    desk.fill("#find-source", "zanos2018")
    desk.keyboard.press("Enter")
    assert "some people [@zanos2018]" in desk.input_value("[name=body]")
    expect(desk.locator("#word-count")).to_contain_text("5 words, about 1 minute to read")
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
    assert frame.locator("h1").bounding_box()["x"] - desk.locator("#beside-page").bounding_box()["x"] >= 16
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
    with desk.expect_response(lambda response: "q=evidence" in response.url):  # focus alone offers others first
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
