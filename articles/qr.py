"""QR codes as data for a template: the path of an SVG drawing, which needs no file, no style and no trust."""

import re

import segno

QUIET = 4  # modules of white around the code, by ISO/IEC 18004


def drawing(text: str) -> dict:
    """`size`, the drawing's side in modules, and `path`, its dark lines. Error correction M: paper gets folded."""
    code = segno.make(text, error="m", micro=False)
    path = re.search(r' d="([^"]+)"', code.svg_inline(border=QUIET))
    return {"size": code.symbol_size(border=QUIET)[0], "path": path[1] if path else ""}
