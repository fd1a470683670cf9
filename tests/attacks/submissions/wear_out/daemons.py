"""Leaves behind what goes on when it has ended: children of children, threads, timers, finalizers.

Claims: 13, 16, 17
Shows: left
"""

import atexit
import os
import signal
import threading
import time


def haunt():
    for number in range(10_000):
        try:
            open(f"/tmp/gradkit-escaped-daemon-{os.getpid()}-{number}", "w").close()
            os.write(3, b"late")
            os.write(1, b"GOT to go on\n" if number > 5000 else b".")
        except OSError:
            pass
        time.sleep(0.5)


def twice():
    try:
        if os.fork() == 0:
            os.setsid()
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            if os.fork() == 0:
                haunt()
            os._exit(0)
    except OSError as error:
        print("no child:", error)


twice()
threading.Thread(target=haunt, daemon=False).start()
atexit.register(haunt)
signal.signal(signal.SIGTERM, lambda *_: haunt())
print("left", flush=True)
