"""Pictures: what is accepted, how it is made harmless, and the renditions that readers get.

An upload is decoded within limits and encoded anew, so nothing of the file that was sent survives but its pixels:
no metadata, no place, no second file hidden behind the first. The original stays private.
"""

import hashlib
import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from articles.content import ImageCopy
from articles.models import Image

FORMATS = ["JPEG", "PNG", "WEBP", "AVIF"]
LARGEST_FILE = 12 * 1024 * 1024  # bytes
MOST_PIXELS = 24_000_000  # a 24-megapixel photograph; decoded it takes 72 MB
LEAST_SIDE = 200  # pixels; smaller looks blurred everywhere
LONGEST_SIDE = 2400  # pixels kept of the original
WIDTHS = (480, 960, 1600)
JPEG_QUALITY = 80
AVIF_QUALITY = 60


@dataclass(frozen=True)
class Accepted:
    """A picture that passed: its new bytes (JPEG, or PNG where it has transparency), size in pixels and name."""

    data: bytes
    extension: str
    width: int
    height: int
    sha256: str


def accept(data: bytes) -> Accepted:
    """Decode `data` within the limits and encode it anew. Raises ValidationError in words for the editor."""
    if len(data) > LARGEST_FILE:
        raise ValidationError(_("The file is larger than 12 MB. Save it smaller and try again."))
    picture = decode(data)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Pillow.Resampling.LANCZOS)
    clear = has_transparency(picture)
    encoded = encode(picture, "PNG" if clear else "JPEG")
    return Accepted(
        data=encoded,
        extension="png" if clear else "jpg",
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(encoded).hexdigest(),
    )


def decode(data: bytes) -> Pillow.Image:
    """The picture in `data`, upright, in RGB or RGBA. Its size is looked at before a pixel is decoded."""
    refused = _("This file is not a picture that we can use. Send a JPEG, PNG, WebP or AVIF file.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            picture = Pillow.open(io.BytesIO(data), formats=FORMATS)
            check_size(*picture.size)
            picture.load()
        picture = ImageOps.exif_transpose(picture)
        return picture.convert("RGBA" if has_transparency(picture) else "RGB")
    except ValidationError:
        raise
    except (UnidentifiedImageError, Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise ValidationError(refused) from None
    except Exception:  # a damaged file makes its decoder raise whatever it likes: RuntimeError, struct.error, …
        raise ValidationError(_("This picture file is damaged. Save it again and send the new file.")) from None


def check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValidationError(_("The picture has too many pixels. Make it at most 6,000 by 4,000."))
    if min(width, height) < LEAST_SIDE:
        raise ValidationError(_("The picture is too small. Each side needs at least 200 pixels."))


def has_transparency(picture: Pillow.Image) -> bool:
    if picture.mode in ("RGBA", "LA", "PA"):
        return picture.getchannel("A").getextrema()[0] < 255
    return "transparency" in picture.info


def encode(picture: Pillow.Image, kind: str) -> bytes:
    """`picture` as a file of `kind`, without any metadata."""
    bare = Pillow.new(picture.mode, picture.size)
    bare.paste(picture)
    options = {
        "JPEG": {"quality": JPEG_QUALITY, "optimize": True, "progressive": True},
        "PNG": {"optimize": True},
        "AVIF": {"quality": AVIF_QUALITY, "speed": 8},
    }[kind]
    buffer = io.BytesIO()
    bare.save(buffer, kind, **options)
    return buffer.getvalue()


def store_original(image: Image, accepted: Accepted) -> None:
    """Put the accepted bytes on `image` (not saved yet) and ask the worker for renditions."""
    image.width, image.height, image.sha256 = accepted.width, accepted.height, accepted.sha256
    image.renditions = {}
    image.original.save(f"{accepted.sha256}.{accepted.extension}", ContentFile(accepted.data), save=False)
    image.next_try_at, image.tries, image.parked_at = timezone.now(), 0, None


def make_renditions(image: Image) -> None:
    """Write every width in AVIF and JPEG, named by the content's hash, and note them on the row.

    Doing it twice writes the same names. Raises what storage or Pillow raise; the worker then tries again.
    """
    with image.original.open("rb") as file:
        picture = decode(file.read())
    made = rendition_names(image.sha256, picture.width)
    for kind, names in made.items():
        for width, name in names:
            smaller = scaled(picture, width)
            write_once(name, encode(on_white(smaller) if kind == "jpeg" else smaller, kind.upper()))
    # Not when the file was replaced meanwhile: its own renditions are asked for by then.
    Image.objects.filter(pk=image.pk, sha256=image.sha256).update(renditions=made)


def rendition_names(sha256: str, width: int) -> dict[str, list]:
    """By format, the (width, storage name) pairs of the picture with this hash and width, narrow first."""
    return {
        kind: [[narrower, f"{sha256[:32]}-{narrower}.{extension}"] for narrower in rendition_widths(width)]
        for kind, extension in (("avif", "avif"), ("jpeg", "jpg"))
    }


def renditions_of(copies: Iterable[ImageCopy]) -> dict[str, dict]:
    """The renditions that exist of these bytes, by hash; also of bytes that their row has lost to a newer file."""
    copies = list(copies)
    rows = Image.objects.filter(sha256__in=[copy.sha256 for copy in copies]).exclude(renditions={})
    found = dict(rows.values_list("sha256", "renditions"))
    for copy in copies:
        names = rendition_names(copy.sha256, copy.width)
        if copy.sha256 not in found and all(exists(name) for pairs in names.values() for _width, name in pairs):
            found[copy.sha256] = names
    return found


def rendition_widths(width: int) -> list[int]:
    return [wide for wide in WIDTHS if wide < width] + [width if width <= WIDTHS[-1] else WIDTHS[-1]]


def scaled(picture: Pillow.Image, width: int) -> Pillow.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Pillow.Resampling.LANCZOS)


def on_white(picture: Pillow.Image) -> Pillow.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Pillow.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def write_once(name: str, data: bytes) -> None:
    if not exists(name):
        default_storage.save(f"renditions/{name}", ContentFile(data))


def exists(name: str) -> bool:
    return default_storage.exists(f"renditions/{name}")
