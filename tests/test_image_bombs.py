"""Pictures made to fill the memory or to keep a process busy: refused within a second of CPU and 64 MiB.

What the memory grew by at the most is the kernel's own count. Seen red with the pixels looked at after decoding, and
with no limit to what profiles and texts unpack to.
"""

import io
import struct
import time
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image as Pillow

from articles import images
from tests.factories import picture_bytes

SECOND, MOST = 1.0, 64 * 1024  # of CPU; KiB
PEAK = Path("/proc/self/clear_refs")
pytestmark = pytest.mark.skipif(not PEAK.exists(), reason="the kernel does not tell")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *before: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """A whole black PNG, whose file is a thousandth of what it takes decoded."""
    samples = {0: 1, 2: 3, 6: 4}[colour] * depth
    packed = zeros(height * (1 + width * samples // 8))
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), *before, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    )


def zeros(number: int) -> bytes:
    """So many bytes of nothing, packed."""
    packer = zlib.compressobj(1)
    pieces = [packer.compress(bytes(1 << 20)) for _ in range(number >> 20)]
    return b"".join([*pieces, packer.compress(bytes(number & 0xFFFFF)), packer.flush()])


def exchanged(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def wide_jpeg() -> bytes:
    small = picture_bytes(size=(400, 300))
    return exchanged(small, struct.pack(">HH", 300, 400), struct.pack(">HH", 65_000, 65_000))


def wide_avif() -> bytes:
    small = picture_bytes("AVIF", size=(400, 300))
    return exchanged(small, struct.pack(">II", 400, 300), struct.pack(">II", 16_000, 16_000))


def wide_webp() -> bytes:
    """An animation of small pictures on a canvas of 16,384 by 16,384."""
    buffer, frames = io.BytesIO(), [Pillow.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    data = bytearray(buffer.getvalue())
    at = data.index(b"VP8X") + 12
    data[at : at + 6] = b"\xff\x3f\x00\xff\x3f\x00"
    return bytes(data)


BOMBS = {
    "PNG of 49 million pixels": lambda: png(7_000, 7_000),
    "PNG of 16 bits a colour": lambda: png(7_000, 4_000, depth=16, colour=6),
    "PNG that is very long": lambda: png(1, 25_000_000, colour=0),
    "PNG with a colour profile of 200 MB": lambda: png(300, 300, chunk(b"iCCP", b"a\0\0" + zeros(200 << 20))),
    "PNG with a text of 200 MB": lambda: png(300, 300, chunk(b"zTXt", b"a\0\0" + zeros(200 << 20))),
    "PNG with a text of 200 MB in another way": lambda: png(
        300, 300, chunk(b"iTXt", b"a\0\1\0\0\0" + zeros(200 << 20))
    ),
    "JPEG that claims 65,000 by 65,000": wide_jpeg,
    "AVIF that claims 16,000 by 16,000": wide_avif,
    "WebP with a large canvas": wide_webp,
    "SVG with a billion laughs": lambda: b'<!DOCTYPE a [<!ENTITY b "%s">]><svg>&b;</svg>' % (b"ha" * 100_000),
    "a file over the limit": lambda: b"\xff\xd8\xff" + b"\0" * images.LARGEST_FILE,
}


def kib(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_within_a_second_and_64_mib(bomb):
    images.accept(picture_bytes())  # what a process does once
    data = BOMBS[bomb]()
    assert len(data) <= images.LARGEST_FILE + 3
    PEAK.write_text("5")
    before, begun = kib("VmRSS"), time.process_time()
    with pytest.raises(ValidationError, match=r"picture|larger"):
        images.accept(data)
    assert time.process_time() - begun < SECOND
    assert kib("VmHWM") - before < MOST
