"""Pictures of the old site, from a folder with its uploads. Nothing is fetched from anywhere."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import images
from articles.models import Image
from portal.wordpress.report import Report
from portal.wordpress.tree import parse
from portal.wordpress.unwanted import split

SIZE = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled|rotated|e\d{10,13})(?=\.[A-Za-z0-9]{1,5}$)")
UPLOADS = "wp-content/uploads/"
FOLDERS = ("", "uploads", "wp-content/uploads")


@dataclass(frozen=True)
class OldPicture:
    number: int
    file: str  # below the folder of uploads
    alt: str
    title: str
    parent: int
    caption: str = ""  # shown below it in galleries; in texts it stands beside the picture itself
    about: str = ""  # shown on a page of its own, which nobody reads


@dataclass
class Pictures:
    """Finds the old pictures' files and takes them into the library, each once."""

    folder: Path | None
    report: Report
    dry_run: bool
    by_number: dict[int, OldPicture] = field(default_factory=dict)
    by_file: dict[str, OldPicture] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)  # file: key, or "" for one that cannot be used

    def learn(self, picture: OldPicture) -> None:
        self.by_number[picture.number] = picture
        self.by_file.setdefault(picture.file, picture)
        self.children.setdefault(picture.parent, []).append(picture.number)

    def find(self, address: str, number: int, alt: str) -> tuple[str, str] | None:
        """The library's key for a picture in a text and its words; None where there is no file for it."""
        if address.strip().lower().startswith("data:"):
            self.report.lose(_("Pictures"), _("written into the text itself (data:)"))
            return None
        file = file_in(address)
        old = self.by_number.get(number) or self.by_file.get(file) or self.by_file.get(SIZE.sub("", file))
        name = old.file if old and old.file else file
        if not name and not address.strip():
            if number:  # of a gallery, say, whose pictures the file does not hold
                self.report.to_mend(_("Pictures that the file does not describe"), _("number %d") % number, once=True)
            return None
        if old:
            self.report.use(old.file)
        words = " ".join((alt or (old.alt if old else "")).split())[:300]
        key = self.key_of(name or address, words or Path(name).name, old)
        if not key:
            return None
        if not words:
            self.report.to_mend(_("Pictures without alternative text: the file’s name stands in for it"), name)
        return key, words or Path(name).name

    def featured(self, number: int) -> str:
        """The key of a post's own picture; "" where it has none, or its file is missing."""
        found = self.find("", number, "") if number in self.by_number else None
        if number and number not in self.by_number:
            self.report.to_mend(_("Pictures that the file does not describe"), _("number %d") % number)
        return found[0] if found else ""

    def name_unused(self) -> None:
        """After the last post: files of the library that no draft shows. They are not taken along."""
        for old in self.by_number.values():
            if old.file not in self.report.used:
                self.report.lose(_("Files of the library that no text shows"), old.file or old.title, once=True)
            if old.about:
                self.report.lose(_("Descriptions of files"), f"{old.file}: {old.about}", once=True)
            if old.caption and f"caption {old.number}" not in self.report.used:
                self.report.lose(
                    _("Captions that the library kept with files"), f"{old.file}: {old.caption}", once=True
                )

    def caption(self, number: int) -> str:
        """What a gallery shows below a picture."""
        self.report.use(f"caption {number}")
        return self.by_number[number].caption if number in self.by_number else ""

    def gallery(self, ids: str, post: int) -> list[int]:
        numbers = [int(one) for one in re.findall(r"\d{1,18}", ids)]
        return numbers or self.children.get(post, [])

    def key_of(self, name: str, words: str, old: OldPicture | None) -> str:
        if name not in self.taken:
            self.taken[name] = self.take(name, words, old)
        return self.taken[name]

    def take(self, name: str, words: str, old: OldPicture | None) -> str:
        path = self.path_of(name)
        if path is None:
            self.report.to_mend(_("Missing pictures"), name[:300], once=True)
            return ""
        try:
            data = (
                path.read_bytes() if path.stat().st_size <= images.LARGEST_FILE else b"\0" * (images.LARGEST_FILE + 1)
            )
            accepted = images.accept(data)
        except (ValidationError, OSError) as error:
            reason = " ".join(error.messages) if isinstance(error, ValidationError) else error.strerror
            self.report.lose(_("Pictures"), f"{name}: {reason}", once=True)
            return ""
        return self.store(accepted, path, words, old)

    def store(self, accepted: images.Accepted, path: Path, words: str, old: OldPicture | None) -> str:
        same = Image.objects.filter(sha256=accepted.sha256).first()
        if same is not None:
            return same.key
        key = f"{slugify(path.stem)[:44] or 'picture'}-{accepted.sha256[:12]}".strip("-_")
        self.report.came[_("pictures")] += 1
        if not self.dry_run:
            title = " ".join((old.title if old and old.title else path.stem).split())[:120]
            image = Image(key=key, title=title, alt=words[:300])
            images.store_original(image, accepted)
            image.save()
        return key

    def path_of(self, name: str) -> Path | None:
        """The file in the folder: as it is named, or the one of full size. Never one outside the folder."""
        if self.folder is None or not name or "\0" in name or len(name) > 1000:
            return None
        names = dict.fromkeys((SIZE.sub("", name), name, SIZE.sub("-scaled", name)))
        for one in names:
            for below in FOLDERS:
                try:
                    path = (self.folder / below / one).resolve()
                    if path.is_relative_to(self.folder.resolve()) and path.is_file():
                        return path
                except OSError:
                    continue
        return None


def file_in(address: str) -> str:
    """The file below the folder of uploads that an address means: “2019/05/photo.jpg”; "" for one elsewhere."""
    parts = split(address)
    path = unquote(parts.path) if parts else ""
    return path.partition(UPLOADS)[2] if UPLOADS in path else ""


def old_picture(item) -> OldPicture:
    """What the export says about a picture or other file."""
    file = item.meta.get("_wp_attached_file") or file_in(item.file) or last_name(item.file)
    alt = item.meta.get("_wp_attachment_image_alt", "")
    words = {"caption": parse(item.excerpt).words(), "about": parse(item.body).words()}
    return OldPicture(item.number, file.lstrip("/"), alt, item.title, item.parent, **words)


def last_name(address: str) -> str:
    parts = split(address)
    return Path(unquote(parts.path)).name if parts else ""
