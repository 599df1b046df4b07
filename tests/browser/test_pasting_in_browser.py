"""What comes from Word, Google Docs, LibreOffice and the web: structure stays, looks go."""

from tests.browser.editing import AREA, paste

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
LI = """<p class=MsoListParagraph style='mso-list:{list} level{level} lfo1'><span
style='mso-list:Ignore'>{mark}&nbsp;</span>{text}</p>"""
ONLINE = """<div class="ListContainerWrapper"><{kind} role="list"><li data-aria-level="{level}"
data-aria-posinset="{place}" class="OutlineElement"><p class="Paragraph"><span class="TextRun">{text}</span><span
class="EOP">&nbsp;</span></p></li></{kind}></div>"""


def word(*lines: tuple[str, int, str, str]) -> str:
    return "".join(LI.format(list=one, level=level, mark=mark, text=text) for one, level, mark, text in lines)


def online(*lines: tuple[str, int, int, str]) -> str:
    return "".join(ONLINE.format(kind=kind, level=level, place=place, text=text) for kind, level, place, text in lines)


def test_lists_from_word_stay_lists_and_looks_stay_behind(desk):
    body = paste(desk, WORD)
    assert "<h2>What to bring</h2>" in body and "<strong>Bring</strong> this:" in body
    assert "<ul><li><p>A friend</p><ul><li><p>with a car</p></li></ul></li><li><p>Water</p></li></ul>" in body
    assert "<li><p>First</p></li><li><p>Second</p></li></ol>" in body and "<td" in body
    assert not any(sign in body for sign in ("·", "mso", "style=", "<p>o", "1."))


def test_pasted_looks_break_no_rule_of_the_pages_policy_and_words_about_style_stay(desk):
    said = []
    desk.on("console", lambda message: said.append(message.text))
    body = paste(desk, WORD + DOCS + "<p style='color:red'>A style = a habit, style=none.</p>")
    desk.wait_for_timeout(300)
    assert "A style = a habit, style=none." in body and "data-look" not in body
    assert not [text for text in said if "Content Security Policy" in text]


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


# What is pasted, what must be in the text, and what must not.
NASTY = {
    "bullets and numbers in a row are two lists": (
        word(("l0", 1, "·", "A friend"), ("l0", 1, "·", "Water"), ("l1", 1, "1.", "First"), ("l1", 1, "2.", "Second")),
        [
            "<ul><li><p>A friend</p></li><li><p>Water</p></li></ul><ol",
            "<li><p>First</p></li><li><p>Second</p></li></ol>",
        ],
        ["·", "1."],
    ),
    "numbers below a bullet are a list inside it": (
        word(("l0", 1, "·", "Outer"), ("l0", 2, "1.", "Inner"), ("l0", 2, "2.", "Next"), ("l0", 1, "·", "Last")),
        ["<li><p>Outer</p><ol", "<li><p>Inner</p></li><li><p>Next</p></li></ol></li><li><p>Last</p></li></ul>"],
        [],
    ),
    "a list that goes on after a paragraph keeps its numbers": (
        word(("l0", 1, "1.", "One")) + "<p>Between.</p>" + word(("l0", 1, "2.", "Two")),
        ["<li><p>One</p></li></ol><p>Between.</p><ol ", 'start="2"', "<li><p>Two</p></li>"],
        [],
    ),
    "a second paragraph of an item stays in it": (
        word(("l0", 1, "·", "Item")) + "<p class=MsoListParagraph>More of it.</p>" + word(("l0", 1, "·", "Other")),
        ["<ul><li><p>Item</p><p>More of it.</p></li><li><p>Other</p></li></ul>"],
        [],
    ),
    "an indented paragraph alone is no list": (
        "<p class=MsoListParagraph>Only indented.</p>",
        ["<p>Only indented.</p>"],
        ["<li>"],
    ),
    "lists of Word on the web": (
        online(("ul", 1, 1, "One"), ("ul", 2, 1, "Deeper"), ("ul", 1, 2, "Two"), ("ol", 1, 1, "First")),
        ["<ul><li><p>One</p><ul><li><p>Deeper</p></li></ul></li><li><p>Two</p></li></ul><ol", "<li><p>First</p></li>"],
        ["&nbsp;"],
    ),
    "nested lists of Google Docs": (
        "<b style='font-weight:400'><ul><li><p>One</p></li><ul><li><p>Deeper</p></li></ul><li><p>Two</p></li></ul></b>",
        ["<ul><li><p>One</p><ul><li><p>Deeper</p></li></ul></li><li><p>Two</p></li></ul>"],
        ["<strong>"],
    ),
    "raised and lowered letters of Google Docs": (
        "<p>H<span style='vertical-align:sub;color:red'>2</span>O, 10<span style='vertical-align: super'>3</span></p>",
        ["H<sub>2</sub>O, 10<sup>3</sup>"],
        [],
    ),
    "a text of LibreOffice": (
        "<h1 class=western>Title</h1><p class=western><font face=Arial><font size=3><b>Bold</b> word</font>"
        "</font></p><ol><li><p>One</p><ul><li><p>Deeper</p></li></ul></li></ol>",
        [
            "<h2>Title</h2>",
            "<p><strong>Bold</strong> word</p>",
            "<li><p>One</p><ul><li><p>Deeper</p></li></ul></li></ol>",
        ],
        ["font"],
    ),
    "bullets that somebody typed": (
        "<p>Bring:</p><p>•&nbsp;Water</p><p>• A friend</p><p>– That is all.</p>",
        ["<p>Bring:</p><ul><li><p>Water</p></li><li><p>A friend</p></li></ul><p>– That is all.</p>"],
        ["•"],
    ),
    "what was struck out or is a comment": (
        "<p>It <del>cures</del><ins>may help</ins> <s>all</s> some"
        "<span style='text-decoration:line-through'> many</span> people."
        "<a class=msocomanchor href='#_msocom_1'>[AB1]</a></p><div style='mso-element:comment-list'>No!</div>",
        ["It may help", "some people."],
        ["cures", "many", "all ", "AB1", "No!"],
    ),
    "footnotes of another document": (
        "<p>Words<a href='#_ftn1' name='_ftnref1'><sup>[1]</sup></a>.</p><p><a href='#_ftnref1'>[1]</a> A book.</p>",
        ["Words<sup>[1]</sup>.", "[1] A book."],
        ["<a", "_ftn"],
    ),
    "links through somebody's counter, and to somebody's disk": (
        "<p><a href='https://www.google.com/url?q=https://example.org/a&sa=D'>One</a> "
        "<a href='file:///C:/x.doc'>Two</a> <a href='https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fb&data=1'>Three</a></p>",
        ['href="https://example.org/a"', 'href="https://example.org/b"', "Two"],
        ["google", "outlook", "file:"],
    ),
    "a heading that is bold as well": (
        "<h2><b><span>About <i>sleep</i></span></b></h2>",
        ["<h2>About <em>sleep</em></h2>"],
        ["strong"],
    ),
    "a table of contents": (
        "<p class=MsoToc1><a href='#_Toc1'>Sleep 1</a></p><h2>Sleep</h2>",
        ["<h2>Sleep</h2>"],
        ["Sleep 1"],
    ),
}


def test_structure_stays_and_nothing_is_lost_or_added(desk):
    wrong = {}
    for name, (html, kept, gone) in NASTY.items():
        desk.locator(AREA).click()
        desk.keyboard.press("Control+a")
        desk.keyboard.press("Delete")
        body = paste(desk, f"<html><body><!--StartFragment-->{html}<!--EndFragment--></body></html>")
        problems = [f"without {part}" for part in kept if part not in body]
        problems += [f"with {part}" for part in gone if part in body]
        if problems:
            wrong[name] = (problems, body)
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())
