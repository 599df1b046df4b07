"""Three hundred scripts in the texts that the site keeps, waiting comments included (payloads.py says which are not).

Every page is opened in Chromium by somebody who may see everything, with the Content-Security-Policy switched off.
Nothing runs.
"""

import json

import pytest

from tests.nginx_site import free_port, manage, site_environment, start_portal, wait_for
from tests.prepared_site import EMPTY, copy_prepared

FILL = "from tests.browser.payloads import main; main()"
WATCH = "window.__count = 0; window.__ran = () => { window.__count += 1; console.log('A SCRIPT RAN'); return ''; };"
# Whatever would run at a touch is touched; and no attribute may hold a script, whether it ran or not.
TOUCH = """() => {
    const wrong = [];
    for (const each of document.querySelectorAll('*')) {
        for (const { name, value } of each.attributes) {
            const link = /^(href|src|action|formaction|data|srcdoc|xlink:href|content)$/.test(name);
            if (/^on/.test(name) || (link && /^[\\s\\u0000-\\u001f]*(javascript|vbscript|data:text)/i.test(value)))
                wrong.push(each.outerHTML.slice(0, 200));
        }
        for (const kind of ['mouseover', 'focus', 'toggle', 'error', 'load'])
            each.dispatchEvent(new Event(kind));
    }
    for (const script of document.querySelectorAll('script:not([src])'))
        if (!/json$|^importmap$/.test(script.type)) wrong.push(script.outerHTML.slice(0, 200));
    return wrong;
}"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The running site: its address, the pages to open, and a session for the desk."""
    folder, port = tmp_path_factory.mktemp("hostile"), free_port()
    environment = site_environment(folder, port)
    copy_prepared(folder, EMPTY)
    found = json.loads(manage(environment, "shell", "-v0", "-c", FILL).strip().splitlines()[-1])
    process = start_portal(environment, port)
    try:
        wait_for(port)
        yield found | {"address": f"http://localhost:{port}"}
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def desk(browser, hostile):
    """A page of somebody signed in, where scripts would be seen; CSP off."""
    context = browser.new_context(base_url=hostile["address"], bypass_csp=True)
    context.add_cookies([{"name": "session", "value": hostile["session"], "url": hostile["address"]}])
    context.add_init_script(WATCH)
    page = context.new_page()
    page.ran = []
    page.on("console", lambda message: page.ran.append(message.text) if "A SCRIPT RAN" in message.text else None)
    page.on("dialog", lambda dialog: (page.ran.append("a dialog"), dialog.dismiss()))
    yield page
    context.close()


def problems(page, path: str) -> list[str] | None:
    """What ran on the page, what would have, and whether it is the page at all; None for what is no page to look at:
    a download, or a refusal without a body."""
    seen = page.request.get(path)
    if not seen.headers.get("content-type", "").startswith("text/html") or not seen.body():
        return None
    answer = page.goto(path, wait_until="load")
    wrong = page.evaluate(TOUCH)
    if answer.status >= 500 or ("/accounts/login/" in page.url and "/accounts/login/" not in path):
        wrong.append(f"answered {answer.status} at {page.url}")
    found, page.ran[:] = [*page.ran, *wrong], []
    return [f"{path}: {each}" for each in found]


def test_a_script_that_runs_is_seen(desk, hostile):
    """The control: the same look at a page that holds them raw."""
    from tests.browser.payloads import PAYLOADS

    desk.goto("/help-now/")
    desk.set_content("<main>" + "\n".join(PAYLOADS[:120]) + "</main>")
    assert desk.evaluate(TOUCH)
    assert desk.evaluate("window.__count") > 10


def test_no_page_of_the_site_runs_any_of_them(desk, hostile):
    pages = [path for path in hostile["addresses"] if not path.startswith(("/media/", "/static/"))]
    pages += [
        "/articles/of-scripts/",
        "/articles/of-treatment/",
        "/search/?q=script",
        "/search/?q=<svg onload=__ran()>",
    ]
    back = "/admin/comments/comment/looking-back/"
    pages += [f"{back}?words=script", f"{back}?words=<svg onload=__ran()>", f"{back}?title=<svg onload=__ran()>"]
    pages += [
        f"/admin/comments/comment/queue/?queue={name}" for name in ("urgent", "privacy", "clinical", "normal", "spam")
    ]
    found = [each for path in pages if (each := problems(desk, path)) is not None]
    assert [one for each in found for one in each] == []
    assert len(found) > 120


def test_the_pages_that_matter_most_show_them_as_words(desk, hostile):
    from tests.browser.payloads import PAYLOADS

    for path in ("/articles/shown/", "/admin/comments/comment/queue/?queue=normal", "/admin/comments/comment/"):
        desk.goto(path)
        words = desk.inner_text("body")
        assert any(payload in words for payload in PAYLOADS), path
