"""Draws the nine pictures of the starter content: python starter/make_artwork.py [KEY ...]

Needs Pillow only. The same code draws the same picture each time: chance comes from a fixed seed. Shapes are
drawn at twice the size and scaled down, because Pillow's own shapes have hard edges. Coordinates are those of
the finished picture.
"""

import math
import random
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT, SCALE, QUALITY = 1600, 1000, 2, 82
SIZE = (WIDTH * SCALE, HEIGHT * SCALE)
FOLDER = Path(__file__).parent / "artwork"


def rgb(code):
    return tuple(int(code[i : i + 2], 16) for i in (1, 3, 5))


# The site's colors: brand (light and dark scheme), paper, help band, note; amber is for one accent a picture.
TEAL, MINT, PAPER, DEEP = rgb("#0b5c5e"), rgb("#7fd1c7"), rgb("#fbfaf7"), rgb("#12343b")
SAND, AMBER = rgb("#fff4d6"), rgb("#e9b872")


def mix(a, b, share):
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))


def smooth(x):
    x = min(max(x, 0.0), 1.0)
    return x * x * (3 - 2 * x)


# Paint: whole pictures that a mask lets through


def gradient(stops, start=0, end=HEIGHT, across=False):
    """A run through `stops` from `start` to `end`, down or across, with no band at a stop."""
    length, last = (WIDTH if across else HEIGHT), len(stops) - 1

    def stop(place):
        low = min(int(min(max(place, 0), last)), max(last - 1, 0))
        return [
            a + (b - a) * (min(max(place, 0), last) - low)
            for a, b in zip(stops[low], stops[min(low + 1, last)], strict=True)
        ]

    strip = Image.new("RGB", (length, 1))
    for i in range(length):
        near = [stop((i - start) / (end - start) * last + k / 10 - 0.5) for k in range(11)]
        strip.putpixel((i, 0), tuple(round(sum(channel) / 11) for channel in zip(*near, strict=True)))
    return (strip if across else strip.transpose(Image.Transpose.ROTATE_270)).resize(SIZE, Image.Resampling.BICUBIC)


def wash(stops, glows=()):
    """A background: a run down the picture with soft glows of (x, y, radius, color, strength)."""
    canvas = gradient(stops)
    for x, y, radius, color, strength in glows:
        lay(canvas, glow(x, y, radius), color, strength)
    return canvas


# Masks


def mask(draw_on):
    image = Image.new("L", SIZE)
    draw_on(ImageDraw.Draw(image))
    return image.filter(ImageFilter.BoxBlur(0.8))


def scaled(points):
    return [(x * SCALE, y * SCALE) for x, y in points]


def polygon(points):
    return mask(lambda d: d.polygon(scaled(points), fill=255))


def disc(x, y, rx, ry=None):
    ry = ry or rx
    return mask(lambda d: d.ellipse([c * SCALE for c in (x - rx, y - ry, x + rx, y + ry)], fill=255))


def box(x0, y0, x1, y1, radius=0):
    return mask(lambda d: d.rounded_rectangle([c * SCALE for c in (x0, y0, x1, y1)], radius * SCALE, fill=255))


def arch(x, floor, half, height):
    """A doorway: straight sides, half a circle on top."""
    top = floor - height + half
    return ImageChops.lighter(disc(x, top, half), box(x - half, top, x + half, floor))


def stroke(points, start, end=None):
    """A line with round ends whose width runs from `start` to `end`."""
    end, last = end or start, max(len(points) - 1, 1)
    left, right = [], []
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(i - 1, 0)], points[min(i + 1, last)]
        norm, half = math.hypot(bx - ax, by - ay) or 1, (start + (end - start) * i / last) / 2
        left.append((x - (by - ay) / norm * half, y + (bx - ax) / norm * half))
        right.append((x + (by - ay) / norm * half, y - (bx - ax) / norm * half))
    image = polygon(left + right[::-1])
    draw = ImageDraw.Draw(image)
    for (x, y), width in ((points[0], start), (points[-1], end)):
        draw.ellipse([c * SCALE for c in (x - width / 2, y - width / 2, x + width / 2, y + width / 2)], fill=255)
    return image


def soften(image, radius):
    """Blurs by `radius`, on a small copy, which looks the same and takes a fraction of the time."""
    step = max(1, min(16, int(radius / 3)))
    small = image.resize((SIZE[0] // step, SIZE[1] // step), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(radius * SCALE / step)).resize(SIZE, Image.Resampling.BICUBIC)


def glow(x, y, radius):
    """A light that falls off to nothing at `radius`."""
    side = int(radius * 2 * SCALE)
    fall = Image.radial_gradient("L").point([round(255 * smooth(1 - v / 181) ** 1.4) for v in range(256)])
    image = Image.new("L", SIZE)
    image.paste(
        fall.resize((side, side), Image.Resampling.BICUBIC),
        (int((x - radius) * SCALE), int((y - radius) * SCALE)),
    )
    return image


def fade(image, stops, start, end, across=False):
    """Multiplies a mask by a run of shares, 0 to 1."""
    run = gradient([(round(s * 255),) * 3 for s in stops], start, end, across).convert("L")
    return ImageChops.multiply(image, run)


def inside(image, other):
    return ImageChops.multiply(image, other)


def lay(canvas, image, paint, strength=1.0):
    """Lays `paint`, a color or a picture, on the canvas where the mask lets it."""
    if strength < 1:
        image = image.point([round(v * strength) for v in range(256)])
    canvas.paste(paint, (0, 0, *SIZE) if isinstance(paint, tuple) else (0, 0), image)


def ball(canvas, x, y, radius, light, dark, shadow=0.18):
    """A disc with a soft shadow below, lit from the upper left."""
    lay(
        canvas,
        soften(disc(x + radius * 0.1, y + radius * 0.28, radius * 0.96), max(radius * 0.22, 4)),
        DEEP,
        shadow,
    )
    body = disc(x, y, radius)
    lay(canvas, body, gradient([light, dark], y - radius, y + radius))
    lay(canvas, inside(body, glow(x - radius * 0.4, y - radius * 0.5, radius * 1.3)), PAPER, 0.32)


# The pictures. Each is laid from back to front.


def molecule():
    canvas = wash(
        [PAPER, mix(PAPER, MINT, 0.26)],
        [(250, 60, 800, SAND, 0.9), (1350, 880, 900, MINT, 0.45), (1250, 150, 520, PAPER, 0.8)],
    )
    side = 180

    def ring(x, y, radius):
        return [
            (
                x + radius * math.cos(math.radians(30 + 60 * k)),
                y + radius * math.sin(math.radians(30 + 60 * k)),
            )
            for k in range(6)
        ]

    def out(corner, k, length):
        return corner[0] + length * math.cos(math.radians(30 + 60 * k)), corner[1] + length * math.sin(
            math.radians(30 + 60 * k)
        )

    ax, ay, bx, by = 566, 610, 566 + side * 3 * math.cos(math.radians(30)), 610 - side * 1.5
    left, right, half = ring(ax, ay, side), ring(bx, by, side), side * math.sqrt(3) / 2
    for x, y in (
        (ax - 2 * half, ay),
        (ax - half, ay - 1.5 * side),
        (bx + half, by + 1.5 * side),
        (bx + 3 * half, by + 1.5 * side),
        (bx + 2 * half, by),
    ):
        lay(
            canvas,
            polygon(ring(x, y, side - 8)),
            gradient([mix(PAPER, MINT, 0.2), MINT], y - side, y + side),
            0.26,
        )
        lay(canvas, stroke(ring(x, y, side) + ring(x, y, side)[:1], 3), mix(MINT, TEAL, 0.2), 0.30)
    lay(
        canvas,
        polygon(left),
        gradient([mix(MINT, PAPER, 0.35), mix(MINT, TEAL, 0.15)], ay - side, ay + side),
        0.6,
    )
    lay(
        canvas,
        polygon(right),
        gradient([mix(SAND, AMBER, 0.35), mix(SAND, PAPER, 0.3)], by - side, by + side),
        0.85,
    )
    ends = [
        (out(left[3], 3, side), 44, MINT, mix(MINT, TEAL, 0.5)),
        (out(left[1], 1, 120), 34, mix(TEAL, MINT, 0.2), DEEP),
        (out(right[5], 5, side), 62, mix(AMBER, SAND, 0.5), AMBER),
        (out(right[0], 0, 130), 38, MINT, mix(MINT, TEAL, 0.5)),
    ]
    tails = zip((left[3], left[1], right[5], right[0]), (end[0] for end in ends), strict=True)
    for a, b in [
        *tails,
        (left[5], right[2]),
        *((h[k], h[(k + 1) % 6]) for h in (left, right) for k in range(6)),
    ]:
        lay(canvas, stroke([a, b], 12), TEAL)
    inner = ring(bx, by, side - 36)
    for k in (0, 2, 4):
        lay(canvas, stroke([inner[k], inner[k + 1]], 6), mix(TEAL, MINT, 0.35))
    for x, y in left + right:
        ball(canvas, x, y, 23, mix(TEAL, MINT, 0.3), TEAL)
    for (x, y), radius, light, dark in ends:
        ball(canvas, x, y, radius, light, dark)
    return canvas


def hill(seed, base, height, reach):
    chance = random.Random(seed)
    parts = [
        (height / (k + 1) ** 1.2, (k + 0.6 + chance.random()) * math.tau / reach, chance.uniform(0, math.tau))
        for k in range(3)
    ]
    return [(x, base + sum(a * math.sin(f * x + p) for a, f, p in parts)) for x in range(-10, WIDTH + 20, 8)]


def dawn_hills():
    canvas = gradient(
        [mix(MINT, TEAL, 0.28), mix(MINT, PAPER, 0.45), SAND, mix(SAND, AMBER, 0.75), mix(AMBER, SAND, 0.3)],
        0,
        640,
    )
    lay(canvas, glow(1090, 470, 700), SAND, 0.6)
    lay(canvas, glow(1090, 470, 240), PAPER, 0.45)
    lay(canvas, disc(1090, 470, 92), gradient([PAPER, SAND], 380, 560))
    tones = [
        mix(mix(MINT, SAND, 0.55), AMBER, 0.12),
        mix(MINT, SAND, 0.25),
        mix(MINT, TEAL, 0.22),
        mix(MINT, TEAL, 0.55),
        TEAL,
        mix(TEAL, DEEP, 0.75),
    ]
    for i, tone in enumerate(tones):
        line = hill(62 + i, 535 + i * 78, 34 + i * 7, 1900 - i * 130)
        body = polygon([*line, (WIDTH + 10, HEIGHT + 10), (-10, HEIGHT + 10)])
        top = min(y for _, y in line)
        mist = mix(tone, mix(SAND, MINT, 0.35), 0.42 if i < 5 else 0.0)
        lay(canvas, body, gradient([mix(tone, MINT, 0.12), tone, mist], top, top + 260))
        lay(canvas, inside(body, glow(1090, top + 10, 520)), SAND, max(0.30 - i * 0.065, 0.0))
    return canvas


def four_paths():
    canvas = wash(
        [mix(PAPER, SAND, 0.5), PAPER, mix(PAPER, MINT, 0.3)],
        [(1450, 120, 800, MINT, 0.35), (150, 950, 700, SAND, 0.9)],
    )
    looks = [
        (-1.5, -60, 0.10, mix(MINT, PAPER, 0.2), mix(MINT, TEAL, 0.25)),
        (1.5, 1010, 0.16, mix(AMBER, SAND, 0.45), AMBER),
        (-0.5, 300, 0.14, mix(TEAL, MINT, 0.55), mix(TEAL, MINT, 0.2)),
        (0.5, 640, 0.20, DEEP, TEAL),
    ]

    def way(lane, target, parts_at):
        points = []
        for i in range(81):
            t = i / 80
            trunk = 700 - 190 * smooth((t + 0.12) * 1.3) + lane * 82
            points.append((-60 + 1740 * t, trunk + (target - trunk) * smooth((t - parts_at) / 0.95)))
        return points

    for lane, target, parts_at, *_ in looks:
        for k in range(1, 6):
            points = [(x, y + (16 + k * 32) * (1 if target > 500 else -1)) for x, y in way(lane, target, parts_at)]
            lay(
                canvas,
                fade(stroke(points, 2.5), [0, 1, 1], 200, 1600, True),
                mix(MINT, TEAL, 0.3),
                0.34 - k * 0.055,
            )
    for lane, target, parts_at, start, end in looks:
        ribbon = stroke(way(lane, target, parts_at), 58, 92)
        lay(canvas, soften(ImageChops.offset(ribbon, 0, 20), 12), DEEP, 0.15)
        lay(canvas, ribbon, gradient([start, end], 100, 1500, across=True))
    ball(canvas, 210, 606, 46, PAPER, SAND, 0.28)
    return canvas


def balance():
    canvas = wash(
        [mix(PAPER, MINT, 0.32), PAPER, mix(PAPER, SAND, 0.6)],
        [(1200, 240, 760, SAND, 0.85), (280, 180, 640, MINT, 0.3)],
    )
    lay(canvas, disc(800, 470, 390), gradient([mix(PAPER, MINT, 0.12), mix(PAPER, MINT, 0.5)], 80, 860), 0.75)
    lay(
        canvas,
        box(0, 820, WIDTH, HEIGHT),
        gradient([mix(SAND, AMBER, 0.28), mix(SAND, PAPER, 0.35)], 820, 1000),
    )
    lay(canvas, soften(disc(800, 826, 320, 20), 14), DEEP, 0.34)
    foot = inside(disc(800, 822, 190), box(0, 0, WIDTH, 822))
    lay(canvas, foot, gradient([mix(TEAL, DEEP, 0.2), DEEP], 632, 822))
    lay(canvas, inside(foot, glow(720, 650, 230)), MINT, 0.22)
    # Area times distance is the same on both sides of the foot: the picture is in balance, not only like it.
    ball(canvas, 800 - 158, 612 - 158, 158, mix(TEAL, MINT, 0.45), TEAL, 0.10)
    ball(canvas, 800 + 395, 612 - 100, 100, mix(AMBER, SAND, 0.55), AMBER, 0.10)
    lay(canvas, soften(box(290, 624, 1310, 642, 9), 8), DEEP, 0.20)
    lay(canvas, box(280, 612, 1320, 632, 10), gradient([mix(DEEP, TEAL, 0.4), DEEP], 612, 632))
    return canvas


def open_door():
    canvas = wash(
        [DEEP, mix(DEEP, TEAL, 0.55)],
        [(940, 470, 1000, TEAL, 0.8), (940, 520, 620, mix(TEAL, MINT, 0.45), 0.45)],
    )
    floor = 770
    lay(canvas, box(0, floor, WIDTH, HEIGHT), gradient([mix(DEEP, TEAL, 0.5), DEEP], floor, HEIGHT))
    for i, half in enumerate((345, 290, 238)):
        tone = mix(TEAL, MINT, 0.06 + i * 0.17)
        lay(canvas, soften(arch(940, floor, half + 6, half * 1.75 + 66), 12), DEEP, 0.30)
        lay(
            canvas,
            arch(940, floor, half, half * 1.75 + 60),
            gradient([mix(tone, MINT, 0.10), mix(tone, DEEP, 0.35)], floor - half * 2, floor),
        )
    opening = arch(940, floor, 188, 400)
    lay(canvas, soften(opening, 46), SAND, 0.5)
    lay(
        canvas,
        opening,
        gradient([mix(MINT, PAPER, 0.45), PAPER, SAND, mix(SAND, AMBER, 0.6)], floor - 400, floor - 60),
    )
    lay(canvas, inside(opening, disc(985, 610, 52)), PAPER)
    for base, tone in ((690, mix(MINT, SAND, 0.35)), (728, mix(MINT, TEAL, 0.3))):
        far = polygon([*hill(base, base, 14, 700), (WIDTH, floor), (0, floor)])
        lay(canvas, inside(opening, far), tone)
    spill = polygon([(752, floor), (1128, floor), (1420, HEIGHT + 60), (290, HEIGHT + 60)])
    below = box(0, floor, WIDTH, HEIGHT)
    lay(canvas, inside(fade(soften(spill, 16), [1, 0.28], floor, HEIGHT), below), mix(SAND, AMBER, 0.35), 0.8)
    lay(
        canvas,
        inside(
            fade(
                soften(polygon([(820, floor), (1060, floor), (1180, HEIGHT), (600, HEIGHT)]), 30),
                [0.7, 0],
                floor,
                960,
            ),
            below,
        ),
        AMBER,
        0.5,
    )
    return canvas


def quiet_room():
    canvas = wash(
        [mix(PAPER, MINT, 0.28), mix(PAPER, SAND, 0.55)],
        [(520, 330, 900, SAND, 0.9), (1500, 100, 600, MINT, 0.4)],
    )
    lay(
        canvas,
        box(0, 800, WIDTH, HEIGHT),
        gradient([mix(SAND, AMBER, 0.5), mix(SAND, AMBER, 0.22)], 800, HEIGHT),
    )
    lay(canvas, box(0, 788, WIDTH, 800), PAPER)
    for u, v in ((0, 0), (1, 0), (0, 1), (1, 1)):
        x, y = 820 + u * 190 + v * 46, 170 + v * 205 + u * 42
        lay(
            canvas,
            soften(polygon([(x, y), (x + 176, y + 39), (x + 218, y + 230), (x + 42, y + 191)]), 7),
            PAPER,
            0.75,
        )
    window(canvas)
    lay(
        canvas,
        disc(1110, 892, 400, 62),
        gradient([mix(MINT, PAPER, 0.3), mix(MINT, TEAL, 0.15)], 820, 960),
        0.8,
    )
    lamp(canvas)
    armchair(canvas, 1110)
    plant(canvas, 735, 880)
    return canvas


def window(canvas):
    lay(canvas, soften(arch(396, 712, 226, 600), 16), DEEP, 0.16)
    lay(canvas, arch(390, 700, 226, 600), PAPER)
    view = arch(390, 676, 200, 550)
    lay(
        canvas,
        view,
        gradient([mix(MINT, TEAL, 0.1), mix(MINT, PAPER, 0.55), SAND, mix(SAND, AMBER, 0.5)], 126, 620),
    )
    lay(canvas, inside(view, glow(484, 424, 230)), PAPER, 0.7)
    lay(canvas, inside(view, disc(484, 440, 46)), gradient([SAND, mix(SAND, AMBER, 0.6)], 394, 486))
    for i, tone in enumerate((mix(MINT, SAND, 0.4), mix(MINT, TEAL, 0.25), mix(MINT, TEAL, 0.6))):
        lay(canvas, inside(view, polygon([*hill(7 + i, 520 + i * 52, 22, 800), (WIDTH, 700), (0, 700)])), tone)
    lay(canvas, box(384, 126, 396, 676), PAPER)
    lay(canvas, box(190, 380, 590, 391), PAPER)
    lay(canvas, box(144, 690, 636, 716, 6), PAPER)
    lay(canvas, fade(box(144, 703, 636, 716, 6), [0.1, 0.5], 700, 716), mix(MINT, TEAL, 0.3), 0.5)


def lamp(canvas):
    lay(canvas, glow(1450, 330, 340), mix(AMBER, SAND, 0.4), 0.6)
    lay(canvas, box(1446, 380, 1454, 862), DEEP)
    lay(canvas, box(1395, 856, 1505, 870, 7), DEEP)
    shade = polygon([(1400, 250), (1500, 250), (1545, 390), (1355, 390)])
    lay(canvas, shade, gradient([mix(AMBER, SAND, 0.25), mix(SAND, AMBER, 0.25)], 250, 390))


def armchair(canvas, x):
    lay(canvas, soften(disc(x, 892, 250, 24), 14), DEEP, 0.34)
    for side in (-1, 1):
        lay(canvas, stroke([(x + side * 150, 850), (x + side * 172, 894)], 18, 10), mix(DEEP, AMBER, 0.25))
    lay(canvas, box(x - 172, 440, x + 172, 800, 120), gradient([mix(TEAL, MINT, 0.30), TEAL], 440, 780))
    lay(
        canvas,
        box(x - 126, 484, x + 126, 740, 84),
        gradient([mix(TEAL, MINT, 0.42), mix(TEAL, MINT, 0.12)], 484, 740),
        0.7,
    )
    lay(canvas, box(x - 190, 720, x + 190, 862, 30), gradient([TEAL, mix(TEAL, DEEP, 0.7)], 720, 862))
    lay(canvas, soften(box(x - 160, 700, x + 160, 756, 26), 6), DEEP, 0.35)
    lay(
        canvas,
        box(x - 160, 680, x + 160, 748, 32),
        gradient([mix(TEAL, MINT, 0.55), mix(TEAL, MINT, 0.25)], 680, 748),
    )
    cushion = box(x - 10, 580, x + 112, 690, 26).rotate(
        9, center=((x + 50) * SCALE, 640 * SCALE), resample=Image.Resampling.BICUBIC
    )
    lay(canvas, soften(ImageChops.offset(cushion, 0, 10), 6), DEEP, 0.25)
    lay(canvas, cushion, gradient([mix(AMBER, SAND, 0.35), AMBER], 570, 700))
    for side in (-1, 1):
        arm = x + side * 194
        lay(
            canvas,
            box(arm - 44, 616, arm + 44, 866, 44),
            gradient([mix(TEAL, MINT, 0.36), mix(TEAL, DEEP, 0.45)], 616, 866),
        )


def plant(canvas, x, floor):
    lay(canvas, soften(disc(x, floor + 6, 90, 14), 8), DEEP, 0.3)
    for lean, length, tone in (
        (-60, 170, 0.45),
        (46, 160, 0.35),
        (-32, 255, 0.2),
        (28, 245, 0.55),
        (-5, 310, 0.05),
    ):
        tip = (x + length * math.sin(math.radians(lean)), floor - 130 - length * math.cos(math.radians(lean)))
        bend = (x + (tip[0] - x) * 0.25, floor - 130 + (tip[1] - floor + 130) * 0.62)
        curve = [
            (
                (1 - t) ** 2 * x + 2 * t * (1 - t) * bend[0] + t * t * tip[0],
                (1 - t) ** 2 * (floor - 120) + 2 * t * (1 - t) * bend[1] + t * t * tip[1],
            )
            for t in (i / 40 for i in range(41))
        ]
        sides = [(-1, curve), (1, curve[::-1])]
        leaf = [
            (px + s * 30 * math.sin(math.pi * (i if s < 0 else 40 - i) / 40) ** 1.3, py)
            for s, line in sides
            for i, (px, py) in enumerate(line)
        ]
        lay(
            canvas,
            polygon(leaf),
            gradient([mix(TEAL, MINT, tone + 0.3), mix(TEAL, DEEP, 0.4)], tip[1], floor - 110),
        )
    pot = polygon([(x - 74, floor - 140), (x + 74, floor - 140), (x + 52, floor + 8), (x - 52, floor + 8)])
    lay(canvas, pot, gradient([PAPER, mix(SAND, AMBER, 0.55)], floor - 140, floor + 10))
    lay(canvas, box(x - 80, floor - 150, x + 80, floor - 124, 8), mix(PAPER, SAND, 0.6))


def horizon():
    line = 610
    canvas = gradient(
        [DEEP, mix(TEAL, DEEP, 0.3), mix(TEAL, MINT, 0.45), mix(MINT, SAND, 0.55), mix(SAND, AMBER, 0.5)],
        0,
        line,
    )
    lay(canvas, glow(1010, line - 20, 820), SAND, 0.55)
    lay(canvas, glow(1010, line - 60, 420), AMBER, 0.45)
    lay(canvas, disc(1010, 520, 168), gradient([PAPER, SAND, mix(SAND, AMBER, 0.8)], 352, line))
    for x, y, half, thick, tone, strength in (
        (560, 300, 420, 16, MINT, 0.28),
        (1330, 390, 360, 13, SAND, 0.35),
        (330, 452, 330, 12, SAND, 0.45),
        (1140, 548, 300, 9, mix(AMBER, SAND, 0.4), 0.7),
    ):
        cloud = [(x - half + 2 * half * i / 60, y + 5 * math.sin(i / 9)) for i in range(61)]
        lay(canvas, fade(soften(stroke(cloud, thick), 5), [0, 1, 0], x - half, x + half, True), tone, strength)
    lay(
        canvas,
        box(0, line, WIDTH, HEIGHT),
        gradient([mix(MINT, SAND, 0.35), mix(TEAL, MINT, 0.35), TEAL, DEEP], line, HEIGHT),
    )
    lay(canvas, inside(glow(1010, line, 560), box(0, line, WIDTH, HEIGHT)), SAND, 0.6)
    chance = random.Random(11)
    for i in range(30):
        t = i / 29
        y, half = line + 10 + 380 * t**1.25, (190 - 60 * t) * chance.uniform(0.45, 1.0) + 40 * t
        x = 1010 + chance.uniform(-60, 60) * (0.5 + t)
        glint = fade(box(x - half, y, x + half, y + 3 + 5 * t, 2 + 2 * t), [0, 1, 1, 0], x - half, x + half, True)
        lay(canvas, glint, mix(SAND, AMBER, 0.25 + 0.4 * t), 0.9 - 0.62 * t)
    for _ in range(26):
        x, y = chance.uniform(0, WIDTH), line + 30 + 350 * chance.random()
        lay(canvas, fade(box(x - 120, y, x + 120, y + 3, 1.5), [0, 1, 0], x - 120, x + 120, True), MINT, 0.3)
    lay(canvas, box(0, line - 1, WIDTH, line + 1), mix(SAND, AMBER, 0.3), 0.6)
    return canvas


def grow(chance, x, y, angle, bend, length, width, depth):
    """Yields the branches of a tree as (points, width at the start, width at the end, depth left)."""
    points, steps = [(x, y)], 16
    for _ in range(steps):
        angle += bend / steps
        points.append(
            (
                points[-1][0] + math.cos(angle) * length / steps,
                points[-1][1] + math.sin(angle) * length / steps,
            )
        )
    yield points, width, width * 0.66, depth
    if depth:
        for side in (-1, 1):
            spread = side * chance.uniform(0.35, 0.62)
            yield from grow(
                chance,
                *points[-1],
                angle + spread * 0.45,
                spread * 0.75,
                length * chance.uniform(0.60, 0.86),
                width * 0.66,
                depth - 1,
            )


def branching_cells():
    canvas = wash(
        [mix(DEEP, TEAL, 0.25), DEEP],
        [
            (560, 520, 900, TEAL, 0.9),
            (1330, 250, 600, mix(TEAL, MINT, 0.3), 0.5),
            (560, 520, 360, mix(TEAL, MINT, 0.5), 0.45),
        ],
    )
    cells = (
        (1400, 850, 46, 5, 6, 21, 0.32, 7),
        (1290, 250, 56, 6, 11, 5, 0.60, 3),
        (540, 520, 80, 7, 20, 7, 1.0, 0),
    )
    for x, y, radius, arms, width, seed, strength, blur in cells:
        chance = random.Random(seed)
        trees, tips = Image.new("L", SIZE), []
        for k in range(arms):
            angle = math.tau * (k + chance.uniform(0.3, 0.6)) / arms
            start = (x + math.cos(angle) * radius * 0.7, y + math.sin(angle) * radius * 0.7)
            for points, first, last, depth in grow(
                chance, *start, angle, chance.uniform(-0.35, 0.35), radius * 2.4, width, 3
            ):
                trees = ImageChops.lighter(trees, stroke(points, first, last))
                tips += [points[-1]] * (depth == 0)
        trees = ImageChops.lighter(trees, disc(x, y, radius * 0.85))
        lay(canvas, soften(trees, 18), MINT, strength * 0.35)
        lay(
            canvas,
            soften(trees, blur) if blur else trees,
            gradient([mix(MINT, PAPER, 0.25), MINT, mix(MINT, TEAL, 0.3)], y - 500, y + 500),
            strength * 0.92,
        )
        for i, (px, py) in enumerate(tips):
            lay(
                canvas,
                soften(disc(px, py, 6.5), blur or 1),
                AMBER if i % 6 == 2 else mix(MINT, PAPER, 0.6),
                strength,
            )
        lay(canvas, soften(disc(x, y, radius * 0.36), 6 + blur), mix(AMBER, SAND, 0.5), strength * 0.95)
    return canvas


def waves_fading():
    canvas = wash(
        [PAPER, mix(PAPER, MINT, 0.22), mix(PAPER, SAND, 0.5)],
        [(80, 480, 900, MINT, 0.55), (1500, 800, 800, SAND, 0.9), (1400, 80, 600, PAPER, 0.9)],
    )

    def wave(share):
        points = []
        for x in range(-20, WIDTH + 30, 8):
            calm = math.exp(-(((x + 20) / 880) ** 1.6))
            swing = (350 - 210 * share) * calm * math.sin(x / 92 + share * 2.4)
            points.append((x, 510 + (share - 0.5) * 130 + swing))
        return points

    for i in range(5):
        body = polygon(wave(i / 5) + wave((i + 1) / 5)[::-1])
        lay(
            canvas,
            fade(body, [1, 0.7, 0.0], 0, 1400, True),
            gradient([mix(TEAL, MINT, 0.2 + i * 0.16), MINT], 0, 1300, True),
            0.42,
        )
    for i in range(26):
        line = fade(stroke(wave(i / 25), 3.2, 1.6), [1, 0.8, 0.10], 0, 1600, True)
        lay(canvas, line, mix(DEEP, MINT, 0.15 + 0.028 * i), 0.7)
    lay(canvas, fade(stroke(wave(0.42), 8, 3), [1, 0.9, 0.35], 0, 1600, True), AMBER)
    return canvas


PICTURES = (
    molecule,
    dawn_hills,
    four_paths,
    balance,
    open_door,
    quiet_room,
    horizon,
    branching_cells,
    waves_fading,
)


def finish(canvas, key):
    """Scales down and adds a faint grain: it hides the steps of soft gradients and costs few bytes."""
    image = canvas.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    noise = Image.frombytes("L", (WIDTH, HEIGHT), random.Random(key).randbytes(WIDTH * HEIGHT)).point(
        [v * 5 // 256 for v in range(256)]
    )
    image = ImageChops.add(image, Image.merge("RGB", [noise] * 3), offset=-2)
    FOLDER.mkdir(exist_ok=True)
    image.save(FOLDER / f"{key}.jpg", quality=QUALITY, optimize=True, progressive=True)


if __name__ == "__main__":
    for picture in PICTURES:
        name = picture.__name__.replace("_", "-")
        if not sys.argv[1:] or name in sys.argv[1:]:
            finish(picture(), name)
            print(f"{name}.jpg  {(FOLDER / f'{name}.jpg').stat().st_size / 1000:.0f} kB")
