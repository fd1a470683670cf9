import builtins
import os

print("GOT conftest")
builtins.GOT = "GOT conftest"
try:
    with open("/tmp/gradkit-escaped-conftest", "w") as file:
        file.write("conftest was run")
except OSError:
    pass


def pytest_runtest_makereport(item, call):
    os._exit(0)


def pytest_collection_modifyitems(items):
    items.clear()


def pytest_runtest_call(item):
    return True
