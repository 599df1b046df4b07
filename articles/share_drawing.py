"""How a share picture looks: topic, title and clinic in the site's colours, the article's own artwork beside them.

The font is the one inside Pillow (Aileron, CC0), so that it looks the same on every machine; share_letters.py draws the
accents that it lacks.
"""

from PIL import Image as Pillow

from articles.share_letters import can_write, length, write

__all__ = ["DESIGN", "HEIGHT", "PICTURE", "WIDTH", "can_write", "draw"]

DESIGN = 2  # part of each picture's name: raise it when the look changes
WIDTH, HEIGHT = 1200, 630
PICTURE = (420, HEIGHT)
EDGE = 64
GROUND, INK, ACCENT, QUIET = "#12343b", "#ffffff", "#7fd1c7", "#c6dadb"
SMALL = 30
SIZES = (76, 68, 60, 52, 46)  # the largest in which the title fits is taken
MOST_LINES = 5
LEADING = 1.18
MORE = "..."


def draw(title: str, topic: str, clinic: str, picture: Pillow.Image | None) -> Pillow.Image:
    """The finished picture. `picture` has the size PICTURE already, or there is none."""
    canvas = Pillow.new("RGB", (WIDTH, HEIGHT), GROUND)
    room = WIDTH - 2 * EDGE
    if picture is not None:
        canvas.paste(picture.convert("RGB"), (WIDTH - PICTURE[0], 0))
        room -= PICTURE[0]
    write(canvas, (EDGE, EDGE), one_line(topic, room), SMALL, ACCENT)
    lines, size = fitted(plain(title), room)
    top = EDGE + SMALL + (HEIGHT - 2 * EDGE - 2 * SMALL - len(lines) * size * LEADING) / 2
    for number, line in enumerate(lines):
        write(canvas, (EDGE, top + number * size * LEADING), line, size, INK)
    write(canvas, (EDGE, HEIGHT - EDGE - SMALL), one_line(clinic, room), SMALL, QUIET)
    return canvas


def plain(text: str) -> str:
    """Without control characters, and with single spaces."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def fitted(title: str, room: float) -> tuple[list[str], int]:
    """The title's lines and the size in which they fit; where none does, the smallest and an ellipsis."""
    for size in SIZES:
        lines = wrapped(title, size, room)
        if len(lines) <= MOST_LINES and all(length(line, size) <= room for line in lines):
            break
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} {MORE}"]
    return [shortened(line, size, room) for line in lines], size


def wrapped(text: str, size: int, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and length(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def one_line(text: str, room: float) -> str:
    return shortened(plain(text), SMALL, room)


def shortened(text: str, size: int, room: float) -> str:
    if length(text, size) <= room:
        return text
    while text and length(text + MORE, size) > room:
        text = text[:-1]
    return text.rstrip(" .") + MORE
