"""SQLite: FTS5 over the stems. Every stem is letters and digits in quotes, so no query can be anything but words."""

from django.db import connection

from search.engines.asking import Ask

ONE = """SELECT id FROM (
    SELECT search_entry.id FROM search_fts JOIN search_entry ON search_entry.id = search_fts.rowid
    WHERE search_fts MATCH %s AND search_entry.language = %s
    AND (%s = '' OR EXISTS (SELECT 1 FROM json_each(search_entry.topics) WHERE value = %s))
    ORDER BY search_fts.rowid DESC LIMIT %s
)"""


def find(asks: list[Ask], language: str, topic: str) -> list[int]:
    params = [param for ask in asks for param in (match(ask), language, topic, topic, ask.most)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([ONE] * len(asks)), params)
        return [row[0] for row in cursor.fetchall()]


def match(ask: Ask) -> str:
    words = " AND ".join(f"({' OR '.join(map(phrase, group))})" for group in ask.groups)
    return f"{{stems_title stems_keywords}} : ({words})" if ask.title_only else words


def phrase(stems: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f'"{stem}"' for stem in stems) + ")"
