"""Restoring an exported site into an empty one: the same rows under the same numbers, and the same pages."""

import filecmp
import hashlib
import shutil
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Author, Image, Source, Topic
from clinic.models import Clinician, User
from comments.models import Comment
from pagecache.generations import forget_site
from portal import copies
from portal.models import Opening
from portal.moving.leaving import MEDIA_FOLDERS, ROWS, UNFINISHED, NotEmpty, Say
from portal.moving.rows import BadSiteFile, carried_models, load_rows
from portal.policies.models import PolicyVersion
from portal.policies.taking_over import take_over
from search.index import rebuild
from search.models import Entry, Label, Word

# Rows of these are somebody's work. Everything else in an empty site has come with the program.
SOMEBODYS = (Article, Topic, Author, Source, Image, Comment, Clinician, User, PolicyVersion)
BEGUN = "import-begun"  # in DATA_DIR, until the last of an import has come: which copy it is
OWN_FAQ = settings.BASE_DIR / "faq" / "questions"


def import_site(folder: Path, say: Say = lambda what, done, of: None) -> list[str]:
    """Restores what export_site wrote into `folder`. Returns what is left to do, in words.

    Raises NotEmpty for a site that holds anything, BadSiteFile for a copy that is not whole; then nothing is stored.
    The rows come at once or not at all. Broken off after that, the next run goes on with pictures and search.
    """
    if not (folder / ROWS).is_file() or (folder / UNFINISHED).exists():
        raise BadSiteFile(f"{folder} has no whole {ROWS}: it is not an exported site, or its export was broken off.")
    held, mark = what_is_here(), Path(settings.DATA_DIR) / BEGUN
    if held and not is_marked(mark, folder):
        raise NotEmpty(f"This site is not empty: it has {held}. Import into a fresh database, after “migrate”.")
    if not held:
        mark.write_text(digest_of(folder), encoding="utf-8")
        try:
            place_rows(folder, say)
        except Exception:
            mark.unlink()  # nothing has come: whatever is here later is not from this copy
            raise
    place_media(folder / "media", say)
    rebuild(partial(say, _("entries that can be found")))
    left = place_faq(folder / "faq")
    mark.unlink(missing_ok=True)
    return [*left, "Accounts came without passwords: manage.py recover_staff ADDRESS gives a link."]


def place_rows(folder: Path, say: Say) -> None:
    with transaction.atomic():
        clear()
        load_rows(folder / ROWS, say)
        take_over(Opening.objects, PolicyVersion.objects)  # a copy from before policies had versions
        copies.write()
        copies.tell_the_others()
        forget_site()


def is_marked(mark: Path, folder: Path) -> bool:
    """Whether the rows here came from this very copy, and what comes after them did not all come."""
    return mark.is_file() and mark.read_text(encoding="utf-8") == digest_of(folder)


def digest_of(folder: Path) -> str:
    with (folder / ROWS).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def clear() -> None:
    """What a fresh site has by itself: the example's profile, the texts that come with the program, the search."""
    for model in (*carried_models(), Word, Label, Entry):
        model._base_manager.get_queryset()._raw_delete(model._base_manager.db)


def what_is_here() -> str:
    counts = {model: model._base_manager.count() for model in SOMEBODYS}
    return ", ".join(f"{number} {model._meta.verbose_name_plural}" for model, number in counts.items() if number)


def place_media(folder: Path, say: Say) -> None:
    """A file that is there in another length was broken off while it was written: it comes anew."""
    files = [(name, file) for name in MEDIA_FOLDERS for file in sorted((folder / name).glob("*")) if file.is_file()]
    for number, (place, file) in enumerate(files, start=1):
        name = f"{place}/{file.name}"
        if default_storage.exists(name) and default_storage.size(name) != file.stat().st_size:
            default_storage.delete(name)
        if not default_storage.exists(name):
            with file.open("rb") as source:
                default_storage.save(name, File(source))
        say(_("pictures"), number, len(files))


def place_faq(folder: Path) -> list[str]:
    """The question files: where FAQ_DIR says, unless the program's own are the same already."""
    target = Path(settings.FAQ_DIR)
    names = sorted(file.name for file in folder.glob("*.toml"))
    if target.is_dir() and all((target / name).is_file() for name in names):
        _same, differing, broken = filecmp.cmpfiles(folder, target, names, shallow=False)
        if not differing and not broken and len(list(target.glob("*.toml"))) == len(names):
            return []
    if target.resolve() == OWN_FAQ.resolve():
        target = Path(settings.DATA_DIR) / "faq"
    if target.exists() and any(target.iterdir()):
        return [f"The questions of the copy differ from those in {target}. Compare them with {folder} by hand."]
    shutil.copytree(folder, target, dirs_exist_ok=True)
    return [f"The questions are in {target}. Set FAQ_DIR={target} and start the site again."]
