"""A fixture for tests with threads, or that look into the database's files."""

import sqlite3

import pytest
from django.db import connection


@pytest.fixture
def database_file(tmp_path, transactional_db):
    """Tests use a database in memory; here every thread opens one real file with the site's own options."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "portal.sqlite3"
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    name = connection.settings_dict["NAME"]
    connection.close_if_unusable_or_obsolete()
    kept, connection.connection = connection.connection, None
    connection.settings_dict["NAME"] = str(path)
    yield path
    connection.close()
    connection.connection = kept
    connection.settings_dict["NAME"] = name
