"""Sets itself a limit at which the kernel sends signal 9, so that it looks as if somebody else had.

Claims: 14, 23
Shows: not allowed
"""

import resource


def relu(x):
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_RTTIME, resource.RLIMIT_AS):
        try:
            resource.setrlimit(limit, (1, 1))
            print("GOT a limit of its own")
        except (OSError, ValueError) as error:
            print(error)
    raise ValueError("no")
