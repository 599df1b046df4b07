"""Pictures: what is refused, what is made harmless, what readers get."""

import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Pillow

from articles import due, images
from articles.models import Image
from tests.factories import make_article, make_image, picture_bytes

GPS = 34853


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header promises a huge picture and whose data is almost nothing: a decompression bomb."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("html", b"<!doctype html><script>alert(1)</script>"),
        ("gif", b"GIF89a" + b"\0" * 50),
        *((kind, picture_bytes(kind, size=(300, 300))) for kind in ("GIF", "TIFF", "BMP", "PPM", "ICNS")),
        ("pdf", b"%PDF-1.7 hello"),
        ("nothing", b""),
        ("half a JPEG", picture_bytes()[:900]),
        ("a header only", b"\xff\xd8\xff\xe0"),
        ("a bomb", png_claiming(60_000, 60_000)),
        ("just over the limit", png_claiming(6_001, 4_000)),
        ("tiny", picture_bytes(size=(20, 20))),
    ],
)
def test_what_is_not_a_usable_picture_is_refused_in_words(name, data):
    """Whole pictures of other kinds too: each has a decoder of its own, with holes of its own."""
    with pytest.raises(ValidationError) as refusal:
        images.accept(data)
    assert "picture" in refusal.value.message


@pytest.mark.parametrize(("width", "height"), [(6_001, 4_000), (9_000, 9_000), (24_000_001, 1)])
def test_too_many_pixels_are_seen_before_any_is_decoded(width, height):
    """The file holds almost none of what it claims: whoever decodes first finds it damaged, and says that."""
    with pytest.raises(ValidationError, match="too many pixels"):
        images.accept(png_claiming(width, height))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_damage_of_any_kind_is_refused_or_does_no_harm(kind):
    """Decoders raise whatever they like: RuntimeError, struct.error and others have been seen here."""
    exif = Pillow.Exif()
    exif[274] = 6
    whole = picture_bytes(kind, size=(200, 200), exif=exif)
    dice = random.Random(kind)
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(dice.choice((1, 3, 20))):
            damaged[dice.randrange(min(len(damaged), 400))] = dice.randrange(256)
        try:
            accepted = images.accept(bytes(damaged))
        except ValidationError:
            continue
        assert Pillow.open(io.BytesIO(accepted.data)).size == (accepted.width, accepted.height)


def test_a_file_over_the_limit_is_refused_before_it_is_decoded():
    with pytest.raises(ValidationError, match="larger than 12 MB"):
        images.accept(b"\0" * (images.LARGEST_FILE + 1))


def test_what_hides_behind_a_picture_is_gone():
    accepted = images.accept(picture_bytes() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"<script>" not in accepted.data and b"PK\x03\x04" not in accepted.data


def test_place_and_camera_are_gone():
    exif = Pillow.Exif()
    exif[0x010F] = "A camera"
    exif[GPS] = {1: "N", 2: (52.0, 30.0, 0.0)}
    with_place = picture_bytes(exif=exif, comment=b"secret words")
    assert b"A camera" in with_place
    accepted = images.accept(with_place)
    assert b"A camera" not in accepted.data and b"secret words" not in accepted.data
    assert not Pillow.open(io.BytesIO(accepted.data)).getexif()


def test_a_picture_taken_sideways_stands_upright():
    exif = Pillow.Exif()
    exif[0x0112] = 6
    accepted = images.accept(picture_bytes(size=(800, 400), exif=exif))
    assert (accepted.width, accepted.height) == (400, 800)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_usual_formats_are_accepted(kind):
    assert images.accept(picture_bytes(kind)).width == 1200


def made_as_the_worker_does():
    """make_image() would write renditions that were encoded once; these tests are about how they are made."""
    image = make_image(renditions=False)
    images.make_renditions(image)
    image.refresh_from_db()
    return image


@pytest.mark.django_db
def test_renditions_come_in_both_formats_and_fitting_widths():
    image = made_as_the_worker_does()
    assert [width for width, _name in image.renditions["avif"]] == [480, 960, 1200]
    assert [width for width, _name in image.renditions["jpeg"]] == [480, 960, 1200]


@pytest.mark.django_db
def test_the_worker_makes_renditions_and_the_live_page_gets_them(reader):
    image = make_image(renditions=False)
    article = make_article(image=image.key)
    assert "<picture" not in reader.get(article.get_absolute_url()).content.decode()
    assert due.make_waiting_renditions(timezone.now()) == 1
    assert "<picture" in reader.get(article.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_media_is_served_for_ever_and_can_do_nothing(reader):
    name = made_as_the_worker_does().renditions["jpeg"][0][1]
    answer = reader.get(f"/media/{name}")
    assert answer["Content-Type"] == "image/jpeg"
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert reader.get(f"/media/{name}", headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["../portal.sqlite3", "..%2fportal.sqlite3", "x.jpg", "originals", "0" * 32 + "-480.png"]
)
def test_nothing_but_renditions_is_served(reader, name):
    assert reader.get(f"/media/{name}").status_code == 404


@pytest.mark.django_db
def test_originals_are_not_served(reader):
    image = make_image()
    assert reader.get(f"/media/{image.original.name}").status_code == 404
    assert reader.get(f"/media/{image.original.name.split('/')[-1]}").status_code == 404


@pytest.mark.django_db
def test_an_editor_adds_a_picture_and_must_describe_it(editor):
    upload = SimpleUploadedFile("room.jpg", picture_bytes(), "image/jpeg")
    data = {"title": "Room", "key": "room", "upload": upload, "focal_x": 50, "focal_y": 50}
    answer = editor.post("/admin/articles/image/add/", data)
    assert "mark it as decorative" in answer.content.decode()
    assert not Image.objects.exists()
    data |= {"alt": "A room", "upload": SimpleUploadedFile("../../evil.php", picture_bytes(), "text/html")}
    editor.post("/admin/articles/image/add/", data)
    stored = Image.objects.get()
    assert stored.original.name == f"originals/{stored.sha256}.jpg"


@pytest.mark.django_db
def test_a_picture_that_is_refused_says_so_in_the_form(editor):
    upload = SimpleUploadedFile("room.svg", b"<svg/>", "image/svg+xml")
    data = {"title": "Room", "key": "room", "alt": "A room", "upload": upload, "focal_x": 50, "focal_y": 50}
    answer = editor.post("/admin/articles/image/add/", data)
    assert "not a picture that we can use" in answer.content.decode()


@pytest.mark.django_db
def test_the_editors_picture_address_is_for_staff_who_may_see_pictures(editor, moderator, reader):
    image = make_image()
    address = f"/admin/picture/{image.key}/"
    assert editor.get(address).status_code == 302
    assert moderator.get(address).status_code == 403
    assert reader.get(address).status_code == 302
    assert reader.get(address)["Location"] == f"/admin/login/?next={address}"


@pytest.mark.django_db
def test_the_editors_picture_address_asks_for_the_second_factor_like_the_desk(editor, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    assert editor.get(f"/admin/picture/{make_image().key}/")["Location"].startswith("/accounts/2fa/")


@pytest.mark.django_db
@pytest.mark.parametrize("left", [b"", b"not a picture"])
def test_an_original_that_is_lost_or_damaged_on_the_disk_is_not_found(editor, left):
    image = make_image(renditions=False)
    path = Path(image.original.path)
    path.write_bytes(left) if left else path.unlink()
    assert editor.get(f"/admin/picture/{image.key}/").status_code == 404
