"""Queries whose SQL is worked out once: for pages that are made afresh often, building it costs more than asking it.

    NAMES = Prepared(lambda article, now: Comment.objects.published(now).for_article(article).values("name"),
                     article=int, now=datetime)
    NAMES.rows(article=7, now=timezone.now())

The queryset stays the one place that says what is asked. Whatever changes from one time to the next has to be a
parameter: what `build` reads elsewhere (the time, a setting) would be what it was at the first question.
"""

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zlib import crc32

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Values that stand for parameters while the SQL is made: nobody asks for rows of these numbers and moments.
FIRST_NUMBER = 8_070_605_040_302_010_000
FIRST_MOMENT = datetime(1812, 3, 4, 5, 6, 7, 891_000, tzinfo=UTC)
MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda number: FIRST_NUMBER + number,
    datetime: lambda number: FIRST_MOMENT + timedelta(milliseconds=number),
    date: lambda number: FIRST_MOMENT.date() + timedelta(days=number % 10_000),
    str: lambda number: f"prepared parameter {number}",
}
A_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")  # as SQLite is given one


@dataclass(frozen=True)
class Made:
    """The SQL, its parameters (a name from `Prepared.types`, or a Fixed value), and how rows are read."""

    sql: str
    params: list
    names: list[str]
    converters: list[tuple[int, list, Any]]


@dataclass(frozen=True)
class Fixed:
    value: Any


class Prepared:
    """`build` makes a queryset of values() from the parameters. Each is an int, a str, a date or a datetime; or up to
    so many of these for an __in, written (int, 6). Nothing is asked before the first rows()."""

    def __init__(self, build: Callable[..., QuerySet], **types: type | tuple[type, int]):
        self.build = build
        self.types = types
        self.made: dict[str, Made] = {}

    def rows(self, **values) -> list[dict]:
        """The rows for these values of the parameters, as values() gives them."""
        connection = connections[DEFAULT_DB_ALIAS]
        made = self.made.get(connection.vendor) or self._make(connection)
        adapted = {name: adapt(connection, value) for name, value in self._each(values)}
        params = [each.value if isinstance(each, Fixed) else adapted[each] for each in made.params]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, params)
            found = cursor.fetchall()
        return [dict(zip(made.names, convert(row, made.converters, connection), strict=True)) for row in found]

    def _make(self, connection) -> Made:
        marks = {name: mark(name, kind) for name, kind in self.types.items()}
        query = self.build(**marks).query
        compiler = query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        params = name_params(values, {adapt(connection, value): name for name, value in self._each(marks)})
        if missing := {name for name, _value in self._each(marks)} - {each for each in params if type(each) is str}:
            raise ValueError(f"the query asks for nothing by {', '.join(sorted(missing))}")
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        positions = [(position, *found) for position, found in converters.items()]
        self.made[connection.vendor] = made = Made(sql, params, list(query.selected), positions)
        return made

    def _each(self, values: dict) -> Iterator[tuple[str, Any]]:
        """Every single value with a name of its own. Where there are fewer than there is room for, the marks stay,
        which find nothing."""
        for name, kind in self.types.items():
            if isinstance(kind, tuple):
                marks = mark(name, kind)
                several = [*values[name], *marks[len(values[name]) :]]
                yield from ((f"{name} {place}", each) for place, each in zip(range(len(marks)), several, strict=True))
            else:
                yield name, values[name]


@cache
def mark(name: str, kind: type | tuple[type, int]):
    """What stands for the parameter while the SQL is made: the same for the same name, and in no table."""
    if isinstance(kind, tuple):
        return tuple(mark(f"{name} {place}", kind[0]) for place in range(kind[1]))
    return MARKS[kind](crc32(name.encode()))


def name_params(values, by_mark: dict) -> list:
    """The SQL's values, with a parameter's name wherever its mark stands. Raises ValueError for a moment that is
    fixed: it would be that of the first question for ever."""
    params = []
    for value in values:
        name = by_mark.get(value) if isinstance(value, Hashable) else None
        if name is None and (isinstance(value, datetime) or A_MOMENT.match(str(value))):
            raise ValueError("the query depends on a moment that is none of its parameters")
        params.append(name or Fixed(value))
    return params


def adapt(connection, value):
    """As the database's driver takes it, and as Django writes it into the parameters of the SQL."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def convert(row, converters, connection) -> list:
    values = list(row)
    for position, functions, expression in converters:
        for function in functions:
            values[position] = function(values[position], expression, connection)
    return values
