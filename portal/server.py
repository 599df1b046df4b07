"""Gunicorn's settings (a Python file, because that is what it reads). docs/decisions tells why gunicorn."""

import os

from portal.environment import Environment

env = Environment()
worker_class = "gthread"
workers = env.number("WEB_WORKERS", 2, least=1, most=64)
threads = env.number("WEB_THREADS", 8, least=1, most=256)
timeout = 30
graceful_timeout = 10
keepalive = 5
# A slow leak, should there ever be one, ends with the process; the jitter keeps them from ending together.
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 4094
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112  gunicorn's heartbeat file
accesslog = None  # our own middleware writes one line a request, without addresses
errorlog = "-"
loglevel = "error"  # its warnings name the address of whoever sent a broken request
control_socket_disable = True  # nobody asks it anything, and it would be a file in somebody's home
