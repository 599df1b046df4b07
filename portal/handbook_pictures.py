"""`python -m portal.handbook_pictures [NAME …]`: takes the handbooks' pictures anew, from a demo in a scratch folder.

With names, or how names begin ("moderator"), it takes only those.

It needs Playwright (requirements-dev.txt) and a Chromium (CHROMIUM=/path, or one that Playwright has installed). What
it shows are the example clinic, its example accounts and rows made here; nothing of an existing site is touched.
"""

import io
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from portal import demo

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
LARGEST = 80_000  # bytes of one picture
COLORS = (96, 48, 24)  # tried in turn until the file is small enough
DESKTOP, PHONE = (1120, 780), (390, 780)
PATIENCE = 120  # seconds for the demo to answer
DESK = "/admin/articles/article/"
QUEUE = "/admin/comments/comment/queue/?queue="
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


# By how many hours ago it was sent: what the screens put into the urgent, the privacy and the clinical queue.
QUEUED = {
    1: "Example comment: I do not want to be alive any more.",
    3: "Example comment: Thank you for the list. Ring me on 212 555 0142 if you want more questions for it.",
    5: "Example comment: Is blood in the urine some days later something to tell the clinic about?",
}


@dataclass(frozen=True)
class Picture:
    """One picture: its file, whose screen, which page, and what to do there before it is taken."""

    name: str
    role: str
    path: Callable[[dict[str, int]], str]
    act: Callable[[Any], None] = lambda page: None
    size: tuple[int, int] = DESKTOP


def main(*names: str) -> int:
    pictures = chosen(names)
    if not pictures:
        print(f"No picture is called so. There are: {', '.join(one.name for one in PICTURES)}", file=sys.stderr)
        return 1
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  only for this, and only in development
    except ImportError:
        print("Install the development requirements first: pip install -r requirements-dev.txt", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        rows = prepare(Path(folder), port)
        # The browser's loop would forbid Django's database here, so everything of Django is done by now.
        with running(port), sync_playwright() as playwright:
            options = {"executable_path": os.environ["CHROMIUM"]} if os.environ.get("CHROMIUM") else {}
            browser = playwright.chromium.launch(args=FLAGS, **options)
            for number, picture in enumerate(pictures, start=1):
                data = optimised(taken(browser, picture, port, rows, Path(folder)))
                (FOLDER / f"{picture.name}.png").write_bytes(data)
                print(f"{number} of {len(pictures)}: {picture.name}.png, {len(data) // 1000} KB", flush=True)
            browser.close()
    return 0


def chosen(names: tuple[str, ...]) -> list[Picture]:
    """The pictures whose names begin so; all of them where none is named."""
    return [picture for picture in PICTURES if not names or picture.name.startswith(names)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare(folder: Path, port: int) -> dict[str, int]:
    """The demo in `folder`, with work on every desk. Returns the numbers of the rows that the pictures show."""
    own = {"DATA_DIR": str(folder), "SECRET_KEY": secrets.token_urlsafe(50), "SITE_URL": f"http://localhost:{port}"}
    own |= {"DATABASE_URL": "", "CACHE_URL": "", "EMAIL_URL": "", "DEBUG": "false"}
    os.environ.update(own | {"ALLOWED_HOSTS": "localhost,127.0.0.1", "STAFF_SECOND_FACTOR": "offered"})
    demo.describe_demo("127.0.0.1", str(port))
    demo.prepare()
    rows = example_work()
    from django.db import connections  # noqa: PLC0415  after Django has been set up

    connections.close_all()
    return rows


def example_work() -> dict[str, int]:
    """A signed article with a changed draft that has findings, a planned one, a doubled source, waiting comments."""
    import dataclasses  # noqa: PLC0415
    from datetime import date, timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from articles import publishing, signoff  # noqa: PLC0415
    from articles.content import Content  # noqa: PLC0415
    from articles.models import Article, Source  # noqa: PLC0415
    from articles.signing import Signer  # noqa: PLC0415
    from clinic.models import Clinician, User  # noqa: PLC0415
    from comments.models import Comment  # noqa: PLC0415

    editor, account = (User.objects.get(email=f"{role}@example.org") for role in ("editor", "clinician"))
    clinician = Clinician.objects.create(
        user=account, name="Demo Clinician", credential="psychiatrist", registration_number="Example board 1",
        registration_link="https://example.org/", disclosure="None", email=account.email, verified_at=timezone.now(),
    )  # fmt: skip
    article = Article.objects.get(slug="ketamine-benefits-and-risks")
    signoff.sign(signoff.send_for_review(article, article.live, clinician, editor), Signer(clinician, account=account))
    content = Content.from_json(article.draft.content)
    changed = dataclasses.replace(content, summary=f"{content.summary} It works for most people. Ask us anything.")
    draft = publishing.save_draft(article, changed, editor, base=article.draft, note="Two sentences more")
    asked = signoff.send_for_review(article, draft, clinician, editor, note="Is the new sentence right?")
    other = Article.objects.get(slug="is-ketamine-right-for-me")
    publishing.schedule(other, other.live, timezone.now() + timedelta(days=9), editor)
    source = Source.objects.get(key="murrough2013rct")
    Source.objects.create(
        key="murrough-2013", title=source.title, kind=source.kind, doi=source.doi, checked_on=date.today()
    )
    waiting = Comment.objects.waiting().order_by("waiting_since").first()
    wait_in_every_queue(other)
    return {"article": article.pk, "other": other.pk, "asked": asked.pk, "source": source.pk, "comment": waiting.pk}


def wait_in_every_queue(article) -> None:
    """A comment in each queue that the handbook shows, read by the screens as any other."""
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from comments.models import Comment  # noqa: PLC0415
    from comments.triage import triage  # noqa: PLC0415

    for hours, text in QUEUED.items():
        sent = timezone.now() - timedelta(hours=hours)
        times = {"submitted_at": sent, "waiting_since": sent}
        Comment.objects.create(
            article=article, name="A. Reader", text=text, language="en-us", **times, **triage(text).as_fields()
        )


@contextmanager
def running(port: int) -> Iterator[None]:
    """Web server and worker of the prepared demo, until the block ends."""
    commands = [*demo.web_servers("127.0.0.1", str(port)), demo.worker()]
    nowhere = subprocess.DEVNULL
    processes = [subprocess.Popen(one, stdout=nowhere, stderr=nowhere) for one in commands]  # noqa: S603  our own
    try:
        wait_for(f"http://localhost:{port}/healthz")
        yield
    finally:
        demo.stop(processes)


def wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310  our own address
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
        else:
            return


def taken(browser, picture: Picture, port: int, rows: dict[str, int], folder: Path) -> bytes:
    width, height = picture.size
    context = browser.new_context(
        base_url=f"http://localhost:{port}", viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    page = context.new_page()
    sign_in(page, picture.role, folder)
    page.goto(picture.path(rows))
    page.wait_for_load_state("networkidle")
    picture.act(page)
    data = page.screenshot()
    context.close()
    return data


def sign_in(page, role: str, folder: Path) -> None:
    lines = (folder / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
    email, password = next(line.split("\t")[1:3] for line in lines if line.startswith(f"{role}\t"))
    page.goto("/admin/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.get_by_role("button", name="Go on without a code").click()
    page.wait_for_url("**/admin/")


def optimised(png: bytes) -> bytes:
    """The same picture with few colours. Raises ValueError where even that is too large for a handbook."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    for colors in COLORS:
        buffer = io.BytesIO()
        whole.quantize(colors, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= LARGEST:
            return buffer.getvalue()
    raise ValueError(f"A picture takes more than {LARGEST // 1000} KB. Show less of the page.")


def to(selector: str) -> Callable[[Any], None]:
    """Scroll until what is meant stands in the middle of the picture."""
    return lambda page: page.locator(selector).first.evaluate("one => one.scrollIntoView({block: 'center'})")


def open_library(page) -> None:
    page.locator("[data-open-pictures=lead]").click()
    page.locator(".picker__found img").first.wait_for()
    page.locator(".picker__found img").evaluate_all("all => Promise.all(all.map((one) => one.decode()))")


def look_beside(page) -> None:
    page.locator("#beside > summary").click()
    page.frame_locator("#beside-page").locator("h1").wait_for()
    page.locator("#beside").evaluate("one => one.scrollIntoView()")


def wait_until_read(page) -> None:
    """Opening a comment claims it, and says so."""
    page.get_by_text("You are reading it").wait_for()
    page.evaluate("scrollTo(0, 0)")


PICTURES = (
    Picture("editor-desk", "editor", lambda rows: "/admin/"),
    Picture("editor-list", "editor", lambda rows: DESK),
    Picture("editor-article", "editor", lambda rows: f"{DESK}{rows['article']}/change/"),
    Picture("editor-form", "editor", lambda rows: f"{DESK}{rows['article']}/change/", to("#id_body_label")),
    Picture("editor-pictures", "editor", lambda rows: f"{DESK}{rows['article']}/change/", open_library),
    Picture("editor-preview", "editor", lambda rows: f"{DESK}{rows['other']}/change/", look_beside),
    Picture("editor-compare", "editor", lambda rows: f"{DESK}{rows['article']}/compare/"),
    Picture("editor-unpublish", "editor", lambda rows: f"{DESK}{rows['other']}/unpublish/"),
    Picture("editor-calendar", "editor", lambda rows: f"{DESK}calendar/"),
    Picture(
        "editor-merge",
        "editor",
        lambda rows: f"/admin/articles/source/{rows['source']}/merge/?other=murrough-2013&stays=other",
    ),
    Picture("owner-desk", "owner", lambda rows: "/admin/"),
    Picture("owner-opening", "owner", lambda rows: "/admin/opening/"),
    Picture("owner-profile", "owner", lambda rows: "/admin/clinic/clinicprofile/", to("[name=away_until]")),
    Picture("owner-rights", "owner", lambda rows: "/admin/comments/erasure/"),
    Picture("owner-retention", "owner", lambda rows: "/admin/comments/retentionday/"),
    Picture("owner-moving-in", "owner", lambda rows: "/admin/moving-in/"),
    Picture("clinician-waiting", "clinician", lambda rows: "/admin/sign-off/"),
    Picture("clinician-page", "clinician", lambda rows: f"/admin/sign-off/{rows['asked']}/", size=PHONE),
    Picture(
        "clinician-answer", "clinician", lambda rows: f"/admin/sign-off/{rows['asked']}/", to("#answer"), size=PHONE
    ),
    Picture("moderator-queues", "moderator", lambda rows: "/admin/comments/comment/"),
    Picture("moderator-urgent", "moderator", lambda rows: f"{QUEUE}urgent", wait_until_read),
    Picture("moderator-privacy", "moderator", lambda rows: f"{QUEUE}privacy", wait_until_read),
    Picture("moderator-clinical", "moderator", lambda rows: f"{QUEUE}clinical", wait_until_read),
    Picture("moderator-comment", "moderator", lambda rows: f"/admin/comments/comment/{rows['comment']}/change/"),
)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
