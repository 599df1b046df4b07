"""Encryption of a backup with a passphrase: AES-256-GCM in pieces, each bound to its place.

A sealed file is MAGIC, 16 bytes of salt, 7 of nonce, then pieces of at most 1 MiB and their tags. The nonce of a piece
is those 7 bytes, its number (4 bytes) and whether it is the last (1 byte): pieces that are changed, exchanged, left
out or cut off do not open. The key comes from the passphrase by scrypt.
"""

import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"clinic-portal sealed 1\n"
PIECE = 1024 * 1024
TAG, SALT, PREFIX = 16, 16, 7


class CannotOpen(Exception):
    """Another passphrase, or a file that was changed or cut off."""


def key_from(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


class Sealer:
    """A file to write to; `close()` writes the last piece and leaves the file beneath open."""

    def __init__(self, target: BinaryIO, passphrase: str):
        salt, self.prefix = os.urandom(SALT), os.urandom(PREFIX)
        self.cipher = AESGCM(key_from(passphrase, salt))
        self.target, self.number, self.waiting = target, 0, bytearray()
        target.write(MAGIC + salt + self.prefix)

    def write(self, data: bytes) -> int:
        self.waiting += data
        while len(self.waiting) > PIECE:  # one piece always stays behind: it may be the last
            self._seal(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self.waiting), last=True)
        self.waiting.clear()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self.target.write(self.cipher.encrypt(nonce(self.prefix, self.number, last), piece, None))
        self.number += 1


def nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def is_sealed(source: BinaryIO) -> bool:
    """Whether the file begins as a sealed one; it is left at its start."""
    start = source.read(len(MAGIC))
    source.seek(0)
    return start == MAGIC


def unseal(source: BinaryIO, target: BinaryIO, passphrase: str) -> None:
    """Writes the opened content to `target`. Raises CannotOpen; what is in `target` then is worth nothing."""
    source.read(len(MAGIC))
    salt, prefix = source.read(SALT), source.read(PREFIX)
    cipher, number = AESGCM(key_from(passphrase, salt)), 0
    piece = source.read(PIECE + TAG)
    while True:
        following = source.read(PIECE + TAG)
        try:
            target.write(cipher.decrypt(nonce(prefix, number, not following), piece, None))
        except (InvalidTag, ValueError):
            raise CannotOpen from None
        if not following:
            return
        piece, number = following, number + 1
