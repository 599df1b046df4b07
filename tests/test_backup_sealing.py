"""Sealed files: what goes in comes out, and nothing else does."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.backup import sealing


@pytest.fixture(autouse=True)
def quick_key(monkeypatch):
    """The real derivation takes a tenth of a second on purpose; it has its own test."""
    monkeypatch.setattr(sealing, "key_from", lambda passphrase, salt: (passphrase.encode() + salt).ljust(32)[:32])
    monkeypatch.setattr(sealing, "PIECE", 64)


def seal(data: bytes, passphrase: str = "a") -> bytes:
    target = io.BytesIO()
    sealer = sealing.Sealer(target, passphrase)
    for start in range(0, len(data), 50):
        sealer.write(data[start : start + 50])
    sealer.close()
    return target.getvalue()


def unseal(data: bytes, passphrase: str = "a") -> bytes:
    target = io.BytesIO()
    sealing.unseal(io.BytesIO(data), target, passphrase)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 129, 1000])
def test_it_comes_back(size):
    assert unseal(seal(bytes(range(256)) * 4)[:]) == bytes(range(256)) * 4
    assert unseal(seal(b"x" * size)) == b"x" * size


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_or_a_lost_end_does_not_open(data):
    sealed = seal(b"words " * 40)
    place = data.draw(st.integers(len(sealing.MAGIC), len(sealed) - 1))
    changed = sealed[:place] + bytes([sealed[place] ^ data.draw(st.integers(1, 255))]) + sealed[place + 1 :]
    for broken in (changed, sealed[:place]):
        with pytest.raises(sealing.CannotOpen):
            unseal(broken)


def test_pieces_cannot_change_places():
    sealed, start, size = seal(b"x" * 64 * 3), len(sealing.MAGIC) + 23, 64 + sealing.TAG
    first, second, rest = (
        sealed[start : start + size],
        sealed[start + size : start + 2 * size],
        sealed[start + 2 * size :],
    )
    with pytest.raises(sealing.CannotOpen):
        unseal(sealed[:start] + second + first + rest)


@pytest.mark.parametrize("pieces", [0, 1, 2, 3])
def test_what_ends_after_a_whole_piece_does_not_open(pieces):
    """Seen red without the mark of the last piece: each of them is whole, and the rest is not missed."""
    sealed, start = seal(b"x" * 64 * 4), len(sealing.MAGIC) + sealing.SALT + sealing.PREFIX
    with pytest.raises(sealing.CannotOpen):
        unseal(sealed[: start + pieces * (64 + sealing.TAG)])


def test_another_passphrase_does_not_open():
    with pytest.raises(sealing.CannotOpen):
        unseal(seal(b"words"), "b")


def test_the_same_words_are_never_sealed_alike():
    assert seal(b"words") != seal(b"words")


def test_the_key_is_slow_to_guess_and_depends_on_the_salt(monkeypatch):
    monkeypatch.undo()
    assert sealing.key_from("a", b"1" * 16) != sealing.key_from("a", b"2" * 16)
    assert len(sealing.key_from("a", b"1" * 16)) == 32
