"""All rows of the site in one JSON file, one row a line, and back again without a difference.

New kinds of rows are carried by themselves; what stays behind is named here with its reason.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

OUR_APPS = ("clinic", "articles", "comments", "search", "portal")
# Secrets, sign-ins and what the machine works out again. Nobody signs in with a copy of the site.
LEFT_BEHIND = frozenset(
    ("clinic.staffsession", "clinic.stafflink", "clinic.knownbrowser", "clinic.passwordrequest", "clinic.addresslink")
    + ("articles.autosave", "articles.previewlink", "articles.signofflink", "comments.networkkey")
    + ("portal.firstcode",)
    + ("search.entry", "search.word", "search.label")
    + ("portal.arrival",)  # its files are not carried
)
FORMAT, VERSION = "clinic-portal-export", 1
SECRET_FIELDS = {"clinic.user": {"password": "!", "last_login": None}}


class BadSiteFile(Exception):
    """The file is not what export_site writes, or not all of it; the message says where."""


def carried_models() -> list[type[models.Model]]:
    found = [model for name in OUR_APPS for model in apps.get_app_config(name).get_models()]
    return [model for model in found if model._meta.label_lower not in LEFT_BEHIND]


def write_rows(path: Path, say: Callable[[str, int, int], None]) -> int:
    """Writes every row and returns how many. The last line says that the file is whole."""
    total, of = 0, sum(model._base_manager.count() for model in carried_models())
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"format": FORMAT, "version": VERSION})[:-1] + ', "rows": [\n')
        for model in carried_models():
            for row in rows_of(model):
                file.write((",\n" if total else "") + json.dumps(row, ensure_ascii=False, default=whole_moment))
                total += 1
                say(_("rows"), total, of)
        file.write(f'\n], "number": {total}}}\n')
    return total


def rows_of(model: type[models.Model]) -> Iterator[dict]:
    queryset = model._base_manager.order_by("pk").iterator(chunk_size=500)
    hidden = SECRET_FIELDS.get(model._meta.label_lower, {})
    for row in queryset:
        by_name = model._meta.label_lower == "clinic.user"  # roles and permissions have other numbers elsewhere
        written = serializers.serialize("python", [row], use_natural_foreign_keys=by_name)[0]
        written["fields"] |= hidden
        yield written


def whole_moment(value: date) -> str:
    """Django's own writer cuts a moment to milliseconds; the order of two decisions may hang on less."""
    return value.isoformat()


def read_rows(path: Path) -> Iterator[dict]:
    """The rows of a file that `write_rows` has written. Raises BadSiteFile where it ends too early or is another."""
    number, ended = 0, False
    with path.open(encoding="utf-8") as file:
        head = file.readline().rstrip()
        if not head.startswith(f'{{"format": "{FORMAT}", "version": {VERSION}, "rows": ['):
            raise BadSiteFile(f"{path.name} was not written by export_site, or by another version of it.")
        for place, line in enumerate(file, start=2):
            words = line.strip().rstrip(",")
            if words.startswith("]"):
                ended = words == f'], "number": {number}}}'
                break
            if not words:
                continue
            try:
                row = json.loads(words)
            except ValueError as error:
                raise BadSiteFile(f"{path.name}, line {place}: this is not a row.") from error
            number += 1
            yield row
    if not ended:
        raise BadSiteFile(f"{path.name} ends too early: the copy is not whole.")


def load_rows(path: Path, say: Callable[[str, int, int], None]) -> int:
    """Stores every row under its old number: all of them or none. The tables must be empty."""
    known = {model._meta.label_lower for model in carried_models()}
    number, of = 0, sum(1 for _row in read_rows(path))  # a copy that ends too early is refused before anything
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
        for row in read_rows(path):
            if row.get("model") not in known:
                raise BadSiteFile(f"{path.name} has rows of “{row.get('model')}”, which this version does not know.")
            store(row, path)
            number += 1
            say(_("rows"), number, of)
        count_on()
    return number


def store(row: dict, path: Path) -> None:
    try:
        for made in serializers.deserialize("python", [row]):
            made.save(force_insert=True)
    except (serializers.base.DeserializationError, ValueError, TypeError, KeyError) as error:
        raise BadSiteFile(f"{path.name}: row {row.get('pk')} of “{row.get('model')}” cannot be read.") from error


def count_on() -> None:
    """New rows get numbers after those that were stored."""
    statements = connection.ops.sequence_reset_sql(no_style(), carried_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
