"""Backup and restore: database and media in one file, checked before it is trusted (docs/operators.md)."""
