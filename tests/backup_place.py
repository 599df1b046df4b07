"""Fixtures for tests of backups: an empty store, and a database that can be written over."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@pytest.fixture
def store(database_file):
    """The folder of the backups, empty before and after."""
    folder = Path(settings.STORAGES["dbbackup"]["OPTIONS"]["location"])
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def put_media(name: str, data: bytes) -> str:
    return default_storage.save(name, ContentFile(data))


def newest(folder: Path) -> Path:
    return max(folder.glob("portal-*.backup"))
