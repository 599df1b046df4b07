"""An owner who moves in: what is uploaded, what the page shows, and what lies in the private folder.

`private_folder` is for every test of a module that imports it.
"""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.arrival import files
from portal.models import Arrival
from tests.wordpress_files import export

PAGE = "/admin/moving-in/"


@pytest.fixture(autouse=True)
def private_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"


def packed(**entries: bytes) -> SimpleUploadedFile:
    return packed_as({name.replace("__", "/") + ".png": data for name, data in entries.items()})


def packed_as(entries: dict[str, bytes]) -> SimpleUploadedFile:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return SimpleUploadedFile("uploads.zip", held.getvalue())


def xml(tmp_path, *items: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("old-blog.xml", export(tmp_path, *items).read_bytes())


def upload(client, file, pictures=None) -> Arrival:
    answer = client.post(PAGE, {"export": file} | ({"pictures": pictures} if pictures else {}))
    assert answer.status_code == 302, answer.content.decode()
    row = Arrival.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{row.pk}/"
    return row


def shown(client, row) -> str:
    return client.get(f"{PAGE}{row.pk}/").content.decode()


def press(client, row, button: str) -> str:
    return client.post(f"{PAGE}{row.pk}/", {button: "1"}, follow=True).content.decode()


def on_disk() -> list[str]:
    return sorted(str(path.relative_to(files.room())) for path in files.room().rglob("*") if path.is_file())
