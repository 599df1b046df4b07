"""How a share picture looks: topic, title and clinic in the site's colours, the article's own artwork beside them.

The font is the one inside Pillow (Aileron, CC0), so that it looks the same on every machine.
"""

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

DESIGN = 1  # part of each picture's name: raise it when the look changes
WIDTH, HEIGHT = 1200, 630
PICTURE = (420, HEIGHT)
EDGE = 64
GROUND, INK, ACCENT, QUIET = "#12343b", "#ffffff", "#7fd1c7", "#c6dadb"
SMALL = 30
SIZES = (76, 68, 60, 52, 46)  # the largest in which the title fits is taken
MOST_LINES = 5
MORE = "..."
DASHES = {ord("–"): "-", ord("—"): "-", ord("…"): MORE}


def can_write(text: str) -> bool:
    """Whether the font has every letter of `text`; a picture of empty boxes helps nobody."""
    font = ImageFont.load_default(SMALL)
    box = bytes(font.getmask("\uffff"))
    return not any(bytes(font.getmask(letter)) == box for letter in set(plain(text)) if not letter.isspace())


def draw(title: str, topic: str, clinic: str, picture: Pillow.Image | None) -> Pillow.Image:
    """The finished picture. `picture` has the size PICTURE already, or there is none."""
    canvas = Pillow.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(canvas)
    room = WIDTH - 2 * EDGE
    if picture is not None:
        canvas.paste(picture.convert("RGB"), (WIDTH - PICTURE[0], 0))
        room -= PICTURE[0]
    pen.text((EDGE, EDGE), one_line(pen, topic, room), fill=ACCENT, font=ImageFont.load_default(SMALL))
    lines, font = fitted(pen, plain(title), room)
    height = len(lines) * font.size * 1.18
    top = EDGE + SMALL + (HEIGHT - 2 * EDGE - 2 * SMALL - height) / 2
    for number, line in enumerate(lines):
        pen.text((EDGE, top + number * font.size * 1.18), line, fill=INK, font=font)
    bottom = HEIGHT - EDGE - SMALL
    pen.text((EDGE, bottom), one_line(pen, clinic, room), fill=QUIET, font=ImageFont.load_default(SMALL))
    return canvas


def plain(text: str) -> str:
    """Without control characters and dashes that the font does not have, and with single spaces."""
    text = text.translate(DASHES)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def fitted(pen: ImageDraw.ImageDraw, title: str, room: float):
    """The title's lines and the font in which they fit; where none does, the smallest and an ellipsis."""
    for size in SIZES:
        font = ImageFont.load_default(size)
        lines = wrapped(pen, title, font, room)
        if len(lines) <= MOST_LINES and all(pen.textlength(line, font) <= room for line in lines):
            break
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} {MORE}"]
    return [shortened(pen, line, font, room) for line in lines], font


def wrapped(pen: ImageDraw.ImageDraw, text: str, font, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and pen.textlength(f"{lines[-1]} {word}", font) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def one_line(pen: ImageDraw.ImageDraw, text: str, room: float) -> str:
    return shortened(pen, plain(text), ImageFont.load_default(SMALL), room)


def shortened(pen: ImageDraw.ImageDraw, text: str, font, room: float) -> str:
    if pen.textlength(text, font) <= room:
        return text
    while text and pen.textlength(text + MORE, font) > room:
        text = text[:-1]
    return text.rstrip(" .") + MORE
