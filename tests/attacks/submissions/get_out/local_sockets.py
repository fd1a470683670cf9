"""Talks to whoever listens on this machine: pairs, abstract names, sockets in files.

Claims: 10
With: _attempts
Shows: no pair
"""

import glob
import socket

from _attempts import attempt


def abstract():
    made = socket.socket(socket.AF_UNIX)
    made.bind("\0gradkit-escaped")
    made.listen()


def reach(address):
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(0.2)
    made.connect(address)


attempt("pair", socket.socketpair)
attempt("an abstract socket", abstract)
attempt("a datagram socket", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
for address in (
    "/dev/log",
    "/run/docker.sock",
    "/var/run/docker.sock",
    "/run/systemd/private",
    "\0/tmp/.X11-unix/X0",
    "\0dbus",
):
    attempt(f"a socket at {address!r}", lambda address=address: reach(address))
for address in glob.glob("/run/**/*sock*", recursive=True) + glob.glob("/tmp/**/*.sock", recursive=True):
    attempt(f"a socket at {address!r}", lambda address=address: reach(address))
