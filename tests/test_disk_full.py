"""A disk without room: what only reads is served, what writes is refused in words, and nothing answers 500."""

import errno

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from tests.factories import picture_bytes

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def no_room():
    def refuse(execute, sql, params, many, context):
        if sql.startswith(WRITES):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_a_search_in_vain_is_answered_though_it_cannot_be_counted(client, no_room, caplog):
    response = client.get("/search/?q=nothingofthekind")
    assert response.status_code == 200
    assert "was not counted: OperationalError" in caplog.text


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EDQUOT, 503), (errno.EIO, 500)])
def test_a_picture_that_finds_no_room_is_refused_and_other_trouble_is_an_error(editor, monkeypatch, number, status):
    def full(*args, **kwargs):
        raise OSError(number, "words of the system")

    editor.raise_request_exception = False
    monkeypatch.setattr(type(default_storage._wrapped or default_storage), "_save", full)
    file = SimpleUploadedFile("a.jpg", picture_bytes(), "image/jpeg")
    form = {
        "upload": file,
        "title": "Picture",
        "alt": "A calm room",
        "key": "upload-1",
        "focal_x": "50",
        "focal_y": "50",
    }
    response = editor.post("/admin/articles/image/add/", form)
    assert response.status_code == status
    assert "words of the system" not in response.content.decode()
