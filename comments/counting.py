"""What the owners' report says of a month's decisions, counted by the database in one query.

A month of a large clinic is a hundred thousand lines. None of them is fetched: what comes back is a row for each kind
of step, one or two for each queue, one for each rule, and the numbers of the rejections, for the lot. Written as SQL
because rows of a stored list, and four ways of counting the same lines in one go, are beyond the ORM.
"""

from collections.abc import Iterator

from django.db import connection
from django.db.models import QuerySet

from comments.models import Decision, Status, Tier

COLUMNS = ("pk", "comment_id", "by_id", "from_status", "to_status", "from_tier", "to_tier", "alone", "reason", "queue")
COLUMNS += ("waited", "rules", "set_aside")
# How each database makes rows of a list that is stored as JSON.
ROWS_OF_A_LIST = {
    "sqlite": "json_each(line.{column}) AS named",
    "postgresql": "jsonb_array_elements_text(line.{column}) AS named(value)",
}
STEPS, WAITS, RULES, REJECTED = "steps", "waits", "rules", "rejected"
QUERY = f"""
WITH line AS ({{lines}}),
ranked AS (
    SELECT queue, waited,
           2 * ROW_NUMBER() OVER (PARTITION BY queue ORDER BY waited) AS twice_the_rank,
           COUNT(*) OVER (PARTITION BY queue) AS number,
           MAX(waited) OVER (PARTITION BY queue) AS slowest
    FROM line
    WHERE from_status = '{Status.PENDING}' AND to_status <> '{Status.PENDING}'
      AND by_id IS NOT NULL AND waited IS NOT NULL
),
met AS (
    SELECT comment_id, value AS name,
           CASE WHEN from_status = '{Status.PENDING}' AND to_status = '{Status.APPROVED}'
                THEN comment_id END AS approved,
           CASE WHEN from_tier = '{Tier.HIGH}' AND to_tier <> '{Tier.HIGH}' AND value LIKE 'distress/%%'
                THEN comment_id END AS lowered,
           NULL AS aside
    FROM line, {{rules}}
    UNION ALL
    SELECT comment_id, value, NULL, NULL, comment_id FROM line, {{set_aside}}
)
SELECT '{STEPS}', from_status, to_status, reason, COUNT(*), SUM(CASE WHEN alone THEN 1 ELSE 0 END), 0, 0
FROM line GROUP BY from_status, to_status, reason
UNION ALL
SELECT '{WAITS}', queue, '', '', waited, number, slowest, 0
FROM ranked WHERE twice_the_rank BETWEEN number AND number + 2
UNION ALL
SELECT '{RULES}', name, '', '', COUNT(DISTINCT comment_id), COUNT(DISTINCT approved), COUNT(DISTINCT lowered),
       COUNT(DISTINCT aside)
FROM met GROUP BY name
UNION ALL
SELECT '{REJECTED}', '', '', '', pk, 0, 0, 0
FROM line WHERE to_status = '{Status.REJECTED}' AND from_status <> '{Status.REJECTED}'
"""  # noqa: S608  its pieces are names of ours, and what the queryset asks for comes as parameters


def counted(lines: QuerySet[Decision]) -> Iterator[tuple]:
    """Rows of four sorts, in no order:

    (STEPS, state before, state after, reason, number of lines, of them decided alone, -, -)
    (WAITS, queue, -, -, seconds of the middle one, number that people here decided, seconds of the slowest, -): two
        rows for a queue where their number is even
    (RULES, rule, -, -, comments it saw something in, of them approved, lowered from high distress, set aside)
    (REJECTED, -, -, -, primary key of the line, -, -, -)
    """
    inner, parameters = lines.values(*COLUMNS).query.sql_with_params()
    lists = ROWS_OF_A_LIST[connection.vendor]
    query = QUERY.format(lines=inner, rules=lists.format(column="rules"), set_aside=lists.format(column="set_aside"))
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        yield from cursor
