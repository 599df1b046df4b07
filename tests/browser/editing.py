"""The editor's page in a browser: where it is, and how something is pasted into it."""

ADD = "/admin/articles/article/add/"
AREA = ".field-body [contenteditable=true]"
PASTE = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def paste(desk, html: str) -> str:
    """Pastes into the text of the article; the text afterwards."""
    desk.locator(AREA).click()
    desk.locator(AREA).evaluate(PASTE, html)
    return desk.input_value("[name=body]")
