"""Writes into every folder it sees, by its name, by links, by climbing up, by old descriptors and by /proc.

Claims: 9, 16
Shows: folders
"""

import os
import sys

mine = tuple(os.path.realpath(folder) for folder in (os.getcwd(), "/scratch"))
folders = {
    "/",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/dev",
    "/home",
    "/root",
    "/etc",
    "/usr",
    "/run",
    "/proc",
    "/sys",
    "/proc/1/root",
}
folders |= {
    os.path.expanduser("~"),
    sys.prefix,
    sys.base_prefix,
    "..",
    "../..",
    "/scratch/..",
    "/proc/self/cwd",
    "/proc/self/root",
}
for path in sys.path:
    while path and path != "/":
        folders.add(path)
        path = os.path.dirname(path)
for place, below, _ in os.walk("/"):
    folders.add(place)
    if place.count("/") > 4:
        below.clear()


def inside(path):
    return os.path.realpath(path).startswith(mine)


for folder in folders:
    path = os.path.join(folder, "gradkit-escaped-writes-outside")
    for trick in (
        lambda: os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o666)),
        lambda: os.mkdir(path + "-folder"),
        lambda: os.mkfifo(path + "-pipe"),
        lambda: os.symlink("/etc/passwd", path + "-link"),
        lambda: os.rename("mine", path),
    ):
        try:
            open("mine", "w").close()
            trick()
            if not inside(folder):
                print("GOT", folder)
        except (OSError, NotImplementedError):
            pass
for name, trick in {
    "hard link": lambda: os.link(sys.executable, "gradkit-escaped-hard"),
    "link out": lambda: (
        os.symlink("/tmp", "out"),
        open("out/gradkit-escaped-through-a-link", "x"),
        inside("out") and 1 / 0,
    ),
    "mode": lambda: os.chmod("/", 0o777),
    "owner": lambda: os.chown("mine", 0, 0),
    "program with rights": lambda: (
        os.chmod("mine", 0o6777),
        os.stat("mine").st_mode & 0o6000 and not inside("mine") or 1 / 0,
    ),
}.items():
    try:
        trick()
    except (OSError, ZeroDivisionError, NotImplementedError) as error:
        print("no", name, error)
    else:
        print("GOT", name)
print("folders", len(folders) > 10)
