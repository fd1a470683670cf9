"""``gradkit doctor``: what this machine can put between learners' code and itself, tried and told."""

import json
import os
import platform
import sys
from dataclasses import asdict
from importlib.metadata import version

from autograder.errors import UsageError
from autograder.sandbox.probe import Mechanism, probe, probe_worker


def doctor_command(*, as_json: bool) -> int:
    """Try every mechanism, say how it went, and return the exit status: 2 where a cohort would be refused."""
    mechanisms = probe()
    lacking = [mechanism for mechanism in mechanisms if mechanism.required and mechanism.fault]
    worker = lacking[0].fault if lacking else probe_worker()
    report = _json if as_json else _text
    sys.stdout.write(report(mechanisms, worker))
    return UsageError.exit_code if worker else 0


def _machine() -> dict[str, object]:
    return {
        "gradkit": version("gradkit"),
        "python": platform.python_version(),
        "torch": version("torch"),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "user": "root" if os.geteuid() == 0 else "ordinary",
    }


def _json(mechanisms: list[Mechanism], worker: str) -> str:
    document = {
        **_machine(),
        "isolation": "process" if worker else "namespaces",
        "fault": worker,
        "mechanisms": [{**asdict(mechanism), "works": not mechanism.fault} for mechanism in mechanisms],
    }
    return json.dumps(document, indent=2) + "\n"


def _text(mechanisms: list[Mechanism], worker: str) -> str:
    facts = _machine()
    lines = [
        f"gradkit {facts['gradkit']}, Python {facts['python']}, torch {facts['torch']}",
        f"{facts['system']}, {facts['cores']} cores, {facts['memory_gib']} GiB, run by {_user(facts['user'])}",
        "",
        "What can stand between learners' code and this machine:",
        "",
    ]
    for mechanism in mechanisms:
        state = "works" if not mechanism.fault else "MISSING" if mechanism.required else "not here"
        lines.append(f"  {state:8}  {mechanism.name}: {mechanism.purpose}")
        if mechanism.fault:
            lines.append(f"            {mechanism.fault}")
    remedies = dict.fromkeys(mechanism.remedy for mechanism in mechanisms if mechanism.fault)
    if remedies:
        lines += ["", "To get what is not here:"]
        lines += [f"  - {step}" for remedy in remedies for step in remedy.split("; ")]
    lines.append("")
    if not worker:
        lines.append("A confined worker was started: cohorts can be graded here.")
    else:
        lines += [
            f"No confined worker can be started here: {worker}.",
            "The bundled samples are graded all the same. For anything else say --isolation process, and read first in",
            "instructor/threat-model.md what that means.",
        ]
    return "\n".join(lines) + "\n"


def _user(kind: object) -> str:
    return "root" if kind == "root" else "an ordinary user"
