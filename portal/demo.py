"""`make demo`: a finished example site on the production stack. A second run keeps everything, and is quick."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException

from portal.environment import Environment, read_env_file
from portal.first_start import ENV_FILE, write_env_file

PATIENCE = 15  # seconds that the processes get to finish what they are doing
START = 60  # seconds until they answer, on the slowest machine


def main() -> int:
    write_env_file()
    read_env_file(ENV_FILE)
    port = str(Environment().number("PORT", 8000, least=1, most=65_535))
    host = os.environ.get("HOST", "127.0.0.1")
    describe_demo(host, port)
    if not is_free(host, int(port)):
        print(f"Something already uses port {port}. Choose another: make demo PORT=8001", file=sys.stderr)
        return 1
    code = prepare()
    return run(host, port, code)


def describe_demo(host: str, port: str) -> None:
    """The settings that make it the demo. What is set already, by hand or in .env, wins."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ.setdefault("DEBUG", "false")
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" + (f",{host}" if host != "127.0.0.1" else ""))
    os.environ.setdefault("STAFF_SECOND_FACTOR", "offered")


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def prepare() -> str:
    """Tables, static files, starter content and accounts. Each step does only what is missing. Returns the code with
    which somebody may make it their own site; "" once it is, and then nothing of the example comes back."""
    import django  # noqa: PLC0415  after the environment is set
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)

    from clinic.profile import get_profile  # noqa: PLC0415
    from portal.first_run import new_code  # noqa: PLC0415

    if get_profile().is_demo:
        call_command("load_starter")
        call_command("demo_accounts")
        call_command("load_example_comments")
    return new_code()


def run(host: str, port: str, code: str = "") -> int:
    """Web server and worker until Ctrl-C, or until one of them ends; then both are stopped."""
    processes = [subprocess.Popen(command) for command in (*web_servers(host, port), worker())]  # noqa: S603  our own
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        wait_for_answer(host, int(port), processes)
        if all(process.poll() is None for process in processes):
            tell(port, code)
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
        return 1
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        stop(processes)


def wait_for_answer(host: str, port: int, processes: list[subprocess.Popen]) -> None:
    """Until the site answers, so that nobody follows a link to nothing; at most START, and not when one has ended."""
    at = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  only compared
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        asking = HTTPConnection(at, port, timeout=2)
        try:
            asking.request("GET", "/healthz", headers={"Host": "localhost"})
            asking.getresponse()
            return
        except (OSError, HTTPException):
            time.sleep(0.2)
        finally:
            asking.close()


def tell(port: str, code: str) -> None:
    print(f"\nThe site is at  http://localhost:{port}\nThe staff desk  http://localhost:{port}/admin/")
    if code:
        print(f"Make it yours   http://localhost:{port}/accounts/first-run/   code {code} (once, within a day)")
    print("Stop: Ctrl-C\n")
    sys.stdout.flush()


def web_servers(host: str, port: str) -> list[list[str]]:
    """One, and a second for ::1 where that is a loopback address too: a server listens at one address."""
    command = [sys.executable, "-m", "portal.server", "--port", port, "--host"]
    both = host == "127.0.0.1" and socket.has_ipv6 and is_free_v6(int(port))
    return [[*command, host], *([[*command, "::1", "--workers", "1"]] if both else [])]


def is_free_v6(port: int) -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("::1", port))
    except OSError:
        return False
    return True


def worker() -> list[str]:
    return [sys.executable, "manage.py", "worker"]


def stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
