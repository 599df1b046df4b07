"""PostgreSQL: a tsvector column that the database makes of the stems, with the dictionary that changes nothing."""

from django.db import connection

from search.engines.asking import Ask

ONE = """(
    SELECT id FROM search_entry WHERE vector @@ to_tsquery('simple', %s) AND language = %s
    AND (%s = '' OR topics @> to_jsonb(%s::text)) ORDER BY id DESC LIMIT %s
)"""


def find(asks: list[Ask], language: str, topic: str) -> list[int]:
    params = [param for ask in asks for param in (match(ask), language, topic, topic, ask.most)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([ONE] * len(asks)), params)
        return [row[0] for row in cursor.fetchall()]


def match(ask: Ask) -> str:
    label = ":AB" if ask.title_only else ""
    return " & ".join(f"({' | '.join(phrase(stems, label) for stems in group)})" for group in ask.groups)


def phrase(stems: tuple[str, ...], label: str) -> str:
    return "(" + " & ".join(f"'{stem}'{label}" for stem in stems) + ")"
