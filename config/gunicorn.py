"""How gunicorn serves the application (docs/decisions/0001-web-server.md has the measurements)."""

import os
import sys

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
wsgi_app = "config.wsgi:application"
# Threads, because a phone that uploads slowly holds one of them, and not a whole process.
worker_class = "gthread"
# A thread that measures a recording hands the interpreter on after 1 ms instead of 5: a save asks for it some fifteen times,
# once after each answer of the database.
sys.setswitchinterval(0.001)
# Two a core: the pages of a process wait for each other's Python, and a browser stays with the process that took its connection.
workers = int(os.environ.get("WEB_WORKERS", "4"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# Imported once, before the fork: starts sooner and shares memory.
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 5
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the heartbeat must not wait for a disk
# One line a request is written by config.middleware, without the path of a candidate's link.
accesslog = None
errorlog = "-"
loglevel = "warning"
# One path in the home folder for all instances of an account: not for us.
control_socket_disable = True
