"""Connects, listens, sends, resolves: every family of sockets but the local one.

Claims: 10
With: _attempts
Shows: no tcp
"""

import socket
import urllib.request

from _attempts import attempt


def connect(family, kind, address):
    with socket.socket(family, kind) as made:
        made.settimeout(0.2)
        made.connect(address)
        made.send(b"hello")


def listen():
    made = socket.create_server(("127.0.0.1", 0))
    return made.getsockname()


attempt("tcp", lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 80)))
attempt("a far host", lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("1.1.1.1", 53)))
attempt("udp", lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ("8.8.8.8", 53)))
attempt("tcp6", lambda: connect(socket.AF_INET6, socket.SOCK_STREAM, ("::1", 80)))
attempt("a server", listen)
attempt("a raw socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
attempt("packets", lambda: socket.socket(17, socket.SOCK_RAW, 3))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))
attempt("a vsock", lambda: socket.socket(40, socket.SOCK_STREAM))
attempt("crypto", lambda: socket.socket(38, socket.SOCK_SEQPACKET))
attempt("bluetooth", lambda: socket.socket(31, socket.SOCK_RAW, 1))
attempt("a name", lambda: socket.getaddrinfo("example.com", 80))
attempt("a page", lambda: urllib.request.urlopen("http://127.0.0.1:8000/", timeout=0.2))
