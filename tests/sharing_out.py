"""How the tests are shared out among the processes of pytest-xdist: whoever is free takes the next.

In the order of tests/conftest.py, what takes long first; with shares of equal size one process was left alone with it.
What shares a running site goes to one process, or each would start its own.
"""

from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"
ONE_SITE = ("tests/test_page_cache_nginx.py", "tests/test_scale_out.py", "tests/test_slow_clients.py")


def together(test: str) -> str:
    """What a test goes with: the others of its site, or nothing but itself."""
    file = test.split("::")[0]
    return BROWSER if file.startswith(BROWSER) else file if file in ONE_SITE else test


class OneByOne(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)

    def mark_test_complete(self, node, item_index: int, duration: float = 0) -> None:
        super().mark_test_complete(node, item_index, duration)
        scope = together(self.registered_collections[node][item_index])
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]  # there are thousands, and each step counts through them
