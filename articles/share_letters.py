"""Letters for share pictures. The font inside Pillow has no accents: they are drawn here, above and below its letters.

Sizes are parts of the font's own. Everything is drawn four times as large and made small again, for smooth edges.
"""

import math
import unicodedata
from functools import cache

from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

FINE = 4
HEAD, FOOT = 0.4, 0.5  # room over the letters for marks on capitals, and below them
STROKE, GAP, JOIN = 0.075, 0.09, 0.12
# What another letter or two stand for, or are turned or crossed to become it.
AS_OTHERS = {"–": "-", "—": "-", "‑": "-", "…": "...", "„": ",,", "‚": ","}
JOINED = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}
TURNED = {"¿": "?", "¡": "!"}
CROSSED = {"ł": ("l", "slash"), "Ł": ("L", "slash"), "ø": ("o", "stroke"), "Ø": ("O", "stroke")}
BESIDE = frozenset("ďťľĽ")  # their caron is a stroke beside the letter: not ours to fake

Line = list[tuple[float, float]]
Letter = tuple[str, str]  # what the font has, and the marks on it


def arc(x: float, y: float, radius: float, start: int, end: int) -> Line:
    turns = [math.radians(angle) for angle in range(start, end + 1, 10)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def point(x: float) -> Line:
    return arc(x, -0.05, 0.022, 0, 360)


WAVE = [(step / 100, -0.06 - 0.035 * math.sin(step / 100 * 2 * math.pi / 0.28)) for step in range(-14, 15, 2)]
ABOVE: dict[str, list[Line]] = {
    "\u0300": [[(0.04, 0), (-0.08, -0.13)]],
    "\u0301": [[(-0.04, 0), (0.08, -0.13)]],
    "\u0302": [[(-0.12, 0), (0, -0.12), (0.12, 0)]],
    "\u0303": [WAVE],
    "\u0304": [[(-0.13, -0.05), (0.13, -0.05)]],
    "\u0306": [arc(0, -0.12, 0.11, 0, 180)],
    "\u0307": [point(0)],
    "\u0308": [point(-0.1), point(0.1)],
    "\u030a": [arc(0, -0.08, 0.075, 0, 360)],
    "\u030b": [[(-0.1, 0), (-0.02, -0.13)], [(0.06, 0), (0.14, -0.13)]],
    "\u030c": [[(-0.12, -0.12), (0, 0), (0.12, -0.12)]],
}
BELOW: dict[str, list[Line]] = {
    "\u0326": [[(0.01, 0.1), (-0.04, 0.2)]],
    "\u0327": [[(0, 0), (0, 0.06), *arc(0, 0.12, 0.06, -80, 120)]],
    "\u0328": [[(0.02, 0), (-0.04, 0.06), (-0.05, 0.12), (-0.01, 0.16), (0.06, 0.16)]],
}
MARKS = {*ABOVE, *BELOW}


def letters(text: str) -> list[Letter]:
    """The font's letters that make up `text`, with what is drawn on each."""
    found: list[Letter] = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in AS_OTHERS:
            found += [(part, "") for part in AS_OTHERS[letter]]
        elif letter in JOINED:
            found += [(JOINED[letter][0], "joined"), (JOINED[letter][1], "")]
        elif letter in TURNED:
            found.append((TURNED[letter], "turned"))
        elif letter in CROSSED:
            found.append(CROSSED[letter])
        elif letter in BESIDE:
            found.append((letter, ""))
        else:
            base, *marks = unicodedata.normalize("NFD", letter)
            found.append((base, "".join(marks)))
    return found


def can_write(text: str) -> bool:
    """Whether each letter of `text` can be drawn; a picture of empty boxes helps nobody."""
    return all(
        in_font(base) and (marks in ("", "turned", "joined", "slash", "stroke") or set(marks) <= MARKS)
        for base, marks in letters(text)
        if not base.isspace()
    )


@cache
def in_font(letter: str) -> bool:
    font = ImageFont.load_default(30)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def length(text: str, size: int) -> float:
    found = letters(text)
    joined = sum(marks == "joined" for _base, marks in found)
    return ImageFont.load_default(size).getlength("".join(base for base, _marks in found)) - joined * JOIN * size


def write(canvas: Pillow.Image, place: tuple[float, float], text: str, size: int, colour: str) -> None:
    """Writes one line; `place` is the upper left corner of letters without marks."""
    big = size * FINE
    font = ImageFont.load_default(big)
    found = letters(text)
    bases = "".join(base for base, _marks in found)
    high = int(big * (HEAD + 1 + FOOT))
    mask = Pillow.new("L", (int(font.getlength(bases)) + big, high // FINE * FINE))
    pen = ImageDraw.Draw(mask)
    shift = 0.0
    for number, (base, marks) in enumerate(found):
        left = font.getlength(bases[: number + 1]) - font.getlength(base) - shift
        shift += JOIN * big * (marks == "joined")
        draw_letter(pen, mask, base, marks, (left, big * HEAD), font)
    small = mask.resize((mask.width // FINE, mask.height // FINE), Pillow.Resampling.LANCZOS)
    canvas.paste(colour, (round(place[0]), round(place[1] - size * HEAD)), small)


def draw_letter(pen: ImageDraw.ImageDraw, mask: Pillow.Image, base: str, marks: str, at: tuple[float, float], font):
    if marks == "turned":
        mask.paste(*turned(base, at, font))
        return
    pen.text(at, base, fill=255, font=font)
    left, top, right, bottom = font.getbbox(base)
    box = (at[0] + left, at[1] + top, at[0] + right, at[1] + bottom)
    if base == "i" and set(marks) & set(ABOVE):
        top = font.getbbox("x")[1]
        pen.rectangle((box[0], box[1], box[2], at[1] + top - 1), fill=0)  # its own dot makes room
        box = (box[0], at[1] + top, box[2], box[3])
    if marks in ("slash", "stroke"):
        cross(pen, box, marks, base, font.size)
        return
    middle, over = (box[0] + box[2]) / 2, box[1]
    for mark in () if marks == "joined" else marks:
        if mark in ABOVE:
            trace(pen, ABOVE[mark], (middle, over - GAP * font.size), font.size)
            over -= 0.2 * font.size
        else:
            place = middle if mark != "\u0328" else box[2] - 0.12 * font.size
            trace(pen, BELOW[mark], (place, box[3] - STROKE / 2 * font.size), font.size)


def turned(base: str, at: tuple[float, float], font) -> tuple[Pillow.Image, tuple[int, int]]:
    """“?” upside down, as high as small letters and as deep as it is long: and where to put it."""
    left, top, right, bottom = (int(side) for side in font.getbbox(base))
    own = Pillow.new("L", (right - left, bottom - top))
    ImageDraw.Draw(own).text((-left, -top), base, fill=255, font=font)
    return own.rotate(180), (int(at[0]) + left, int(at[1] + font.getbbox("x")[1]))


def cross(pen: ImageDraw.ImageDraw, box: tuple[float, ...], kind: str, base: str, size: float) -> None:
    left, top, right, bottom = box
    if kind == "stroke":
        line = [(left, bottom), (right, top)]
    else:
        stem = left + STROKE * size / 2 + (0 if base == "L" else (right - left - STROKE * size) / 2)
        middle = (top + bottom) / 2
        back, on = (0.07, 0.17) if base == "L" else (0.12, 0.14)
        line = [(stem - back * size, middle + back / 2 * size), (stem + on * size, middle - on / 2 * size)]
    pen.line(line, fill=255, width=round(STROKE * size * 0.85))


def trace(pen: ImageDraw.ImageDraw, lines: list[Line], at: tuple[float, float], size: float) -> None:
    wide = STROKE * size
    for line in lines:
        points = [(at[0] + x * size, at[1] + y * size) for x, y in line]
        pen.line(points, fill=255, width=round(wide), joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), fill=255)
