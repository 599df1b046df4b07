"""The colours of static/css/tokens.css: every pair of text and ground that the style sheets use is readable."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")
RULE = re.compile(r"[^{}]*\{[^{}]*\}")
FIXED_TEXT = re.compile(r"(?<![\w-])color:\s*(?:#|rgb|hsl|white|black)")
FIXED_GROUND = re.compile(r"background(?:-color)?:\s*#")
OTHER_GROUNDS = ("tokens.css", "print.css")  # the names themselves, and black on white paper
GROUNDS = ("paper", "surface", "brand-tint")
TEXT = [(text, ground) for text in ("ink", "muted", "brand", "brand-strong") for ground in GROUNDS]
TEXT += [
    ("ink", "note"),
    ("brand", "note"),
    ("muted", "note"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("error", "paper"),
    ("error", "surface"),
    ("error", "error-tint"),
    ("ink", "error-tint"),
    ("on-help", "help"),
    ("on-help-muted", "help"),
    ("surface", "error"),
]
# What must be seen but not read: edges of fields, focus rings, the bars of an evidence badge.
SHAPES = [
    ("control-line", "paper"),
    ("control-line", "surface"),
    ("brand", "paper"),
    ("brand", "surface"),
    ("brand", "line"),
    ("on-help", "help"),
]


def colours(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    found = dict(COLOUR.findall(light))
    return found | dict(COLOUR.findall(dark)) if scheme == "dark" else found


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_is_readable_on_its_ground(scheme, text, ground):
    palette = colours(scheme)
    assert contrast(palette[text], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_stand_out_from_their_ground(scheme, shape, ground):
    palette = colours(scheme)
    assert contrast(palette[shape], palette[ground]) >= 3


def test_no_text_keeps_its_colour_while_its_ground_changes_with_the_scheme():
    """White on the alarm's red was white on its pale pink in the dark. The names of tokens.css change together."""
    sheets = [path for path in (settings.BASE_DIR / "static/css").glob("*.css") if path.name not in OTHER_GROUNDS]
    rules = [(path.name, rule) for path in sheets for rule in RULE.findall(path.read_text(encoding="utf-8"))]
    assert rules
    assert not [(name, rule) for name, rule in rules if FIXED_TEXT.search(rule) and not FIXED_GROUND.search(rule)]
