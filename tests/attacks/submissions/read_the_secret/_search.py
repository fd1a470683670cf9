"""What those share who look for secrets: a search of what they got for canaries and lines of suites."""

import re

CANARY = re.compile(b"canary" + b"-[0-9a-f]{32}")
SUITE = re.compile(rb"@criterion\(.neuron\.|def right_[s]igmoid|[#]## BEGIN SOLUTION")


def search(what, data):
    for pattern in (CANARY, SUITE):
        for found in pattern.findall(bytes(data))[:5]:
            print("GOT", found, "in", what)
