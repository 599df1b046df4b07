from django.db import migrations

# Each database's own index over the stems. Both follow the table by themselves.
SQLITE = (
    """
    CREATE VIRTUAL TABLE search_fts USING fts5(
        stems_title, stems_keywords, stems_summary, stems_body,
        content='search_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 0'
    )
    """,
    """
    CREATE TRIGGER search_fts_insert AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_fts(rowid, stems_title, stems_keywords, stems_summary, stems_body)
        VALUES (new.id, new.stems_title, new.stems_keywords, new.stems_summary, new.stems_body);
    END
    """,
    """
    CREATE TRIGGER search_fts_delete AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_fts(search_fts, rowid, stems_title, stems_keywords, stems_summary, stems_body)
        VALUES ('delete', old.id, old.stems_title, old.stems_keywords, old.stems_summary, old.stems_body);
    END
    """,
    """
    CREATE TRIGGER search_fts_update AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_fts(search_fts, rowid, stems_title, stems_keywords, stems_summary, stems_body)
        VALUES ('delete', old.id, old.stems_title, old.stems_keywords, old.stems_summary, old.stems_body);
        INSERT INTO search_fts(rowid, stems_title, stems_keywords, stems_summary, stems_body)
        VALUES (new.id, new.stems_title, new.stems_keywords, new.stems_summary, new.stems_body);
    END
    """,
    # What was in the table before, should somebody migrate back and forth.
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER search_fts_update",
    "DROP TRIGGER search_fts_delete",
    "DROP TRIGGER search_fts_insert",
    "DROP TABLE search_fts",
)
POSTGRESQL = (
    """
    ALTER TABLE search_entry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', stems_title), 'A') || setweight(to_tsvector('simple', stems_keywords), 'B') ||
        setweight(to_tsvector('simple', stems_summary), 'C') || setweight(to_tsvector('simple', stems_body), 'D')
    ) STORED
    """,
    "CREATE INDEX search_entry_vector ON search_entry USING gin (vector)",
    # What is being typed is looked up by its beginning, which the usual collation's index does not serve.
    "CREATE INDEX search_word_beginning ON search_word (language, word text_pattern_ops)",
)
POSTGRESQL_BACK = (
    "DROP INDEX search_word_beginning",
    "DROP INDEX search_entry_vector",
    "ALTER TABLE search_entry DROP COLUMN vector",
)


def run(schema_editor, sqlite, postgresql) -> None:
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The index of the database that serves the site: FTS5 on SQLite, a tsvector column on PostgreSQL."""

    dependencies = [("search", "0001_entries")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: run(schema_editor, SQLITE, POSTGRESQL),
            lambda apps, schema_editor: run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK),
        )
    ]
