"""Restoring an exported site into an empty one: the same rows under the same numbers, and the same pages."""

import filecmp
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from articles.models import Article, Author, Image, Source, Topic
from clinic.models import Clinician, User
from comments.models import Comment
from pagecache.generations import forget_site
from portal import copies
from portal.models import Opening
from portal.moving.leaving import MEDIA_FOLDERS, ROWS, NotEmpty
from portal.moving.rows import BadSiteFile, carried_models, load_rows
from portal.policies.models import PolicyVersion
from portal.policies.taking_over import take_over
from search.index import rebuild
from search.models import Entry, Label, Word

# Rows of these are somebody's work. Everything else in an empty site has come with the program.
SOMEBODYS = (Article, Topic, Author, Source, Image, Comment, Clinician, User, PolicyVersion)
OWN_FAQ = settings.BASE_DIR / "faq" / "questions"


def import_site(folder: Path, say: Callable[[str, int], None] = lambda what, number: None) -> list[str]:
    """Restores what export_site wrote into `folder`. Returns what is left to do, in words.

    Raises NotEmpty for a site that holds anything, BadSiteFile for a copy that is not whole; then nothing is stored.
    """
    if not (folder / ROWS).is_file():
        raise BadSiteFile(f"{folder} has no {ROWS}: it is not an exported site.")
    if held := what_is_here():
        raise NotEmpty(f"This site is not empty: it has {held}. Import into a fresh database, after “migrate”.")
    with transaction.atomic():
        clear()
        load_rows(folder / ROWS, say)
        take_over(Opening.objects, PolicyVersion.objects)  # a copy from before policies had versions
        copies.write()
        forget_site()
    say("pictures", place_media(folder / "media"))
    say("entries that can be found", rebuild())
    return [
        *place_faq(folder / "faq"),
        "Accounts came without passwords: manage.py recover_staff ADDRESS gives a link.",
    ]


def clear() -> None:
    """What a fresh site has by itself: the example's profile, the texts that come with the program, the search."""
    for model in (*carried_models(), Word, Label, Entry):
        model._base_manager.get_queryset()._raw_delete(model._base_manager.db)


def what_is_here() -> str:
    counts = {model: model._base_manager.count() for model in SOMEBODYS}
    return ", ".join(f"{number} {model._meta.verbose_name_plural}" for model, number in counts.items() if number)


def place_media(folder: Path) -> int:
    number = 0
    for name in MEDIA_FOLDERS:
        for file in sorted((folder / name).glob("*")):
            if file.is_file() and not default_storage.exists(f"{name}/{file.name}"):
                with file.open("rb") as source:
                    default_storage.save(f"{name}/{file.name}", File(source))
                number += 1
    return number


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
