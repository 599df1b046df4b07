"""The sweeps that belong to the whole project."""

from datetime import timedelta

from jobs.registry import sweep
from pagecache.generations import settle
from pagecache.table import make_table

# The page cache knows no jobs: somebody who knows both has to introduce them.
sweep("changes the page cache has not heard of")(settle)
sweep("the page cache's table", every=timedelta(seconds=30))(make_table)
