"""PostgreSQL: a tsvector column that the database makes of the stems, with the dictionary that changes nothing."""

from django.db import connection

from search.query import Groups

SQL = """
    SELECT id FROM (
        SELECT id, vector FROM search_entry WHERE vector @@ to_tsquery('simple', %s) AND language = %s
        ORDER BY id DESC LIMIT %s
    ) AS found
    ORDER BY ts_rank_cd('{0.1, 0.3, 0.6, 1.0}', vector, to_tsquery('simple', %s)) DESC, id LIMIT %s
"""


def find(groups: Groups, language: str, *, every: bool, title_only: bool, weighed: int, most: int) -> list[int]:
    label = ":AB" if title_only else ""
    query = (" & " if every else " | ").join(
        f"({' | '.join(phrase(stems, label) for stems in group)})" for group in groups
    )
    with connection.cursor() as cursor:
        cursor.execute(SQL, [query, language, weighed, query, most])
        return [row[0] for row in cursor.fetchall()]


def phrase(stems: tuple[str, ...], label: str) -> str:
    return "(" + " & ".join(f"'{stem}'{label}" for stem in stems) + ")"
