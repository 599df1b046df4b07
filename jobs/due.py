"""The sweeps of this app."""

from jobs import calls, mail  # noqa: F401  (their functions register themselves)
