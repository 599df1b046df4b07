"""Uploaded exports on disk: each in a folder of its own below DATA_DIR, which nothing serves."""

import io
import lzma
import shutil
import uuid
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _

from articles import images

GIGABYTE = 1024**3
LARGEST_EXPORT = 2 * GIGABYTE
LARGEST_ZIP = 8 * GIGABYTE
AROUND = 1024 * 1024  # what the form puts around the two files
MOST_UNPACKED = 16 * GIGABYTE
MOST_FILES = 200_000
MOST_FOLDERS = 20  # that a picture lies in: each may be made anew for each picture, and a disk holds only so many
LONGEST_LIST = 32 * 1024 * 1024  # bytes of the ZIP’s own list: it is read at once, and takes ten times that in memory
KEEP_FREE = GIGABYTE  # of the disk: the database lives there too
PIECE = 1024 * 1024
PICTURES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"))
EXPORT, ZIP, UNPACKED = "export.xml", "pictures.zip", "pictures"

# What reading a ZIP raises where it is damaged or locked.
DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, RuntimeError, ValueError),  # the last for names that are no UTF-8
)


class BadPictures(Exception):
    """The ZIP cannot be used; the message says why, for the person who made it."""


def room() -> Path:
    """The private folder of all uploads, made when first needed."""
    folder = Path(settings.DATA_DIR) / "arriving"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep(export, pictures=None) -> str:
    """Moves what was uploaded into a folder of its own; returns the folder's name."""
    name = uuid.uuid4().hex
    folder = room() / name
    folder.mkdir(mode=0o700)
    for upload, wanted in ((export, EXPORT), (pictures, ZIP)):
        if upload is not None:
            keep_one(upload, folder / wanted)
    return name


def keep_one(upload, path: Path) -> None:
    if hasattr(upload, "temporary_file_path"):
        shutil.move(upload.temporary_file_path(), path)
        return
    with path.open("wb") as file:
        for piece in upload.chunks():
            file.write(piece)


def remove(name: str) -> None:
    if name:
        shutil.rmtree(room() / name, ignore_errors=True)


def export_in(name: str) -> Path:
    return room() / name / EXPORT


def pictures_in(name: str) -> Path | None:
    """The folder of pictures, unpacked when first asked for; None where none were uploaded."""
    folder = room() / name
    unpacked, packed = folder / UNPACKED, folder / ZIP
    if unpacked.is_dir():
        return unpacked
    if not packed.is_file():
        return None
    begun = folder / f"{UNPACKED}.begun"
    shutil.rmtree(begun, ignore_errors=True)  # of a run that was killed
    begun.mkdir()
    try:
        unpack(packed, begun)
    except BadPictures:
        shutil.rmtree(begun, ignore_errors=True)
        raise
    begun.rename(unpacked)
    packed.unlink()
    return unpacked


class Bounded(io.FileIO):
    """A ZIP on disk of which nobody takes so much at once that the memory fills: its list may be all of its size."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > LONGEST_LIST:
            raise BadPictures(_("The ZIP holds too many files. Pack the folder again, in smaller parts."))
        return super().read(size)


def unpack(packed: Path, into: Path) -> None:
    """Unpacks the pictures of a ZIP, each as a plain file. What its own list says about sizes is not believed."""
    try:
        with Bounded(packed) as whole, zipfile.ZipFile(whole) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            check_names(entries)
            left = min(MOST_UNPACKED, shutil.disk_usage(into).free - KEEP_FREE)
            for entry in entries:
                if PurePosixPath(entry.filename).suffix.lower() in PICTURES:
                    left -= copy(archive, entry, into, left)
    except DAMAGED as error:
        raise BadPictures(_("The ZIP is damaged, or locked with a password. Pack the folder again.")) from error


def check_names(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise BadPictures(
            _("The ZIP holds %(number)d files; at most %(most)d are taken.")
            % {"number": len(entries), "most": MOST_FILES}
        )
    for entry in entries:
        parts = PurePosixPath(entry.filename).parts
        if not parts or ".." in parts or entry.filename.startswith("/") or "\\" in entry.filename or ":" in parts[0]:
            raise BadPictures(_("The ZIP names a place outside its folder: %s. Pack it again.") % entry.filename[:200])
        if len(parts) > MOST_FOLDERS + 1:
            raise BadPictures(
                _("The ZIP holds a folder in a folder more than %(most)d deep. Pack the folder of uploads alone.")
                % {"most": MOST_FOLDERS}
            )


def copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Path, left: int) -> int:
    """Writes one file and returns its size. One larger than any picture may be is cut: the import then names it."""
    target, size = into / entry.filename, 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        file = target.open("wb")
    except OSError:
        return 0  # a name that this disk cannot hold: the import lists the picture as missing
    with file, archive.open(entry) as source:
        while size <= images.LARGEST_FILE and (piece := source.read(PIECE)):
            size += len(piece)
            if size > left:
                raise BadPictures(_("Unpacked, the pictures take more room than there is. Send them in smaller parts."))
            file.write(piece)
    return size
