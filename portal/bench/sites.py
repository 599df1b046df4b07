"""The sites that are measured: small and large, on SQLite and on the servers that are named."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from portal.bench.stack import run_python

STEPS = ("migrate -v 0", "collectstatic --noinput -v 0", "load_starter", "demo_accounts", "load_example_comments")
SMALL, LARGE, QUICK = (100, 1_000, 50), (10_000, 1_000_000, 5_000), (1_000, 20_000, 500)


@dataclass(frozen=True)
class Site:
    name: str
    size: tuple[int, int, int]  # articles, comments, comments that wait
    environment: dict[str, str]

    def prepare(self, say) -> None:
        """Builds what is missing; a second run on the same folder is quick."""
        Path(self.environment["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
        for step in STEPS:
            run_python(self.environment, "manage.py", *step.split())
        articles, comments, pending = (str(number) for number in self.size)
        say(f"{self.name}: {articles} articles, {comments} comments, {pending} of them waiting")
        command = ("make_bench_data", "--articles", articles, "--comments", comments, "--pending", pending)
        run_python(self.environment, "manage.py", *command, quiet=False)


def sites(quick: bool) -> list[Site]:
    """SQLite always; PostgreSQL and Redis when BENCH_DATABASE_URL_SMALL and _LARGE name empty databases, and
    BENCH_REDIS_URL a server. BENCH_DIR keeps the data for the next run."""
    folder = Path(os.environ.get("BENCH_DIR") or tempfile.mkdtemp(prefix="portal-bench-"))
    sizes = {"small": SMALL, "large": QUICK if quick else LARGE}
    found = [Site(f"sqlite-{size}", numbers, describe(folder / f"sqlite-{size}")) for size, numbers in sizes.items()]
    for size, numbers in sizes.items():
        if database := os.environ.get(f"BENCH_DATABASE_URL_{size.upper()}"):
            more = {"DATABASE_URL": database, "CACHE_URL": os.environ.get("BENCH_REDIS_URL", "db://")}
            found.append(Site(f"servers-{size}", numbers, describe(folder / f"servers-{size}") | more))
    return found


def describe(folder: Path) -> dict[str, str]:
    """The settings of a site of its own; nothing of the machine's .env but the way to Python."""
    given = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return given | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATA_DIR": str(folder),
        "SECRET_KEY": "only-for-measuring",
        "DEBUG": "false",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "STAFF_SECOND_FACTOR": "offered",
        "DATABASE_URL": "",
        "CACHE_URL": "",
        "EMAIL_URL": "",
        "FAQ_DIR": "",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
