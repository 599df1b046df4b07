"""The measure itself, tried on work of a known kind."""

from tests.growth import is_linear


def read_once(length: int):
    text = "a" * length
    return lambda: list(text)


def compare_all_with_all(length: int):
    text = "a" * length
    return lambda: [one == other for one in text for other in text]


def test_linear_work_passes():
    assert is_linear(read_once, 80_000)


def test_quadratic_work_is_seen():
    assert not is_linear(compare_all_with_all, 1600)
