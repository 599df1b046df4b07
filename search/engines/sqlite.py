"""SQLite: FTS5 over the stems. Every stem is letters and digits in quotes, so no query can be anything but words."""

from django.db import connection

from search.query import Groups

SQL = """
    SELECT id FROM (
        SELECT search_entry.id AS id, bm25(search_fts, 8.0, 5.0, 3.0, 1.0) AS worth
        FROM search_fts JOIN search_entry ON search_entry.id = search_fts.rowid
        WHERE search_fts MATCH %s AND search_entry.language = %s
        ORDER BY search_fts.rowid DESC LIMIT %s
    ) ORDER BY worth, id LIMIT %s
"""


def find(groups: Groups, language: str, *, every: bool, title_only: bool, weighed: int, most: int) -> list[int]:
    words = (" AND " if every else " OR ").join(f"({' OR '.join(map(phrase, group))})" for group in groups)
    match = f"{{stems_title stems_keywords}} : ({words})" if title_only else words
    with connection.cursor() as cursor:
        cursor.execute(SQL, [match, language, weighed, most])
        return [row[0] for row in cursor.fetchall()]


def phrase(stems: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f'"{stem}"' for stem in stems) + ")"
