"""Numbers as pictures: as many small people as the words speak of, those whom it happened to filled in."""

from collections.abc import Callable

from django.utils.html import escape
from django.utils.translation import ngettext

from articles.content import Figure, SourceCopy
from articles.models import Source
from articles.rendering.citations import MARK

IN_A_ROW = 20
WIDTH, HEIGHT = 12, 18
# A head and shoulders, drawn from its upper left corner.
PERSON = "m6 1a3 3 0 0 1 0 6a3 3 0 0 1 0-6m-4.5 15v-3.5a4.5 4.5 0 0 1 9 0v3.5z"


def figure_entry(figure: Figure, sources: dict[str, SourceCopy], finish: Callable[[str], str]) -> dict:
    """What the page shows of one comparison. `finish` turns a text with marks into safe HTML."""
    source = sources.get(figure.source)
    return {
        "html": finish(escape(figure.sentence)),
        "rows": [
            drawn(figure.group, figure.count, figure.of),
            drawn(figure.compared, figure.compared_count, figure.of),
        ],
        "source": figure.source,
        "words": MARK.sub("", figure.sentence).replace(" .", "."),
        "study": described(source) if source else "",
    }


def described(source: SourceCopy) -> str:
    """What kind of study it was, and how many people really took part: the picture shows a share of them."""
    kind = str(Source.Kind(source.kind).label)
    if not source.people:
        return kind
    people = ngettext("%(kind)s, %(people)s person", "%(kind)s, %(people)s people", source.people)
    return people % {"kind": kind, "people": f"{source.people:,}"}


def drawn(label: str, count: int, of: int) -> dict:
    lines = -(-of // IN_A_ROW)
    return {
        "label": label,
        "count": count,
        "of": of,
        "width": min(of, IN_A_ROW) * WIDTH,
        "height": lines * HEIGHT,
        "filled": "".join(person(place) for place in range(count)),
        "open": "".join(person(place) for place in range(count, of)),
    }


def person(place: int) -> str:
    line, column = divmod(place, IN_A_ROW)
    return f"M{column * WIDTH} {line * HEIGHT}{PERSON}"
