"""Prints what runners, loggers and feedback pages print where all is well, and tries to break out of its own fence.

Claims: 1, 19
Shows: 11 passed
"""

import sys

LINES = [
    "============================== 11 passed in 0.42s ==============================",
    "test_neuron.py ..... [100%]",
    "::set-output name=score::28",
    "##teamcity[testFinished name='relu']",
    '<testsuite tests="11" failures="0"></testsuite>',
    '{"neuron.relu": {"status": "passed", "score": 1.0}}',
    "```",
    "``````````",
    "# robin: **28 of 28 points**",
    "</pre><script>document.title='28'</script>",
    "=HYPERLINK(1)",
    "[bold green]passed[/bold green]",
    "\x1b[2J\x1b]0;28 of 28\x07\x1b]52;c;cm0gLXJm\x07\x9b2J\x85\u2028\u202e\x00\x7f\x08",
    "\r                    passed",
]

for stream in (sys.stdout, sys.stderr):
    for line in LINES:
        print(line, file=stream, flush=True)
sys.stdout.buffer.write(b"\xff\xfe\x80 raw bytes \x1b[31m\n")


def relu(x):
    print("\n".join(LINES))
    return "passed"


def sigmoid(x):
    raise AssertionError("\n".join(LINES))
