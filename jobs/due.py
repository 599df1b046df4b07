"""The sweeps of this app."""

from jobs import mail  # noqa: F401  (its functions register themselves)
