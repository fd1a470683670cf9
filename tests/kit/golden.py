"""The expected result of every sample, in ``tests/golden/``. ``make golden`` writes them afresh: read the diff then."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "instructor" / "samples"
GOLDEN = ROOT / "tests" / "golden"
SEED = 20261120

ENDLESS = {"farid-haddad", "grace-wanjiru"}
"""Learners whose code never ends: each run costs their time limits."""
MANY = {"lan-pham", "olga-petrenko", "quentin-dubois", "valentina-morales", "yusuf-demir"}
"""Learners with mistakes in nine chapters, which cost seconds; the suites' own tests have such mistakes too."""
CARRIED = {"mateo-quispe", "nadia-benali", "sanjay-iyer", "uzma-qureshi"}
"""Learners whose errors are carried forward through chapter 4, which costs seconds too."""

VARIES = ("duration_s", "suite", "isolation", "isolation_lacks", "seed")
"""What a result says of the run rather than of the learner."""


def grade_samples(out: Path, seed: int = SEED, samples: Path = SAMPLES) -> subprocess.CompletedProcess[str]:
    """Grade samples with the real command."""
    command = [
        str(Path(sys.executable).parent / "gradkit"),
        "grade",
        str(samples),
        "--out",
        str(out),
        "--seed",
        str(seed),
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def read_results(out: Path) -> dict[str, dict[str, Any]]:
    """Return what results of a run say of each learner."""
    results = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((out / "results").iterdir())}
    for result in results.values():
        for name in VARIES:
            del result[name]
    return results


def main() -> int:
    """Write the golden results."""
    with tempfile.TemporaryDirectory() as folder:
        graded = grade_samples(Path(folder))
        if graded.returncode:
            sys.stderr.write(graded.stderr)
            return graded.returncode
        for path in GOLDEN.glob("*.json"):
            path.unlink()
        GOLDEN.mkdir(exist_ok=True)
        for learner, result in read_results(Path(folder)).items():
            (GOLDEN / f"{learner}.json").write_text(written(result), encoding="utf-8")
    return 0


def written(result: dict[str, Any]) -> str:
    """Return a result as JSON with a line an exercise, so that a diff shows which ones changed."""
    exercises = {name: json.dumps(exercise, ensure_ascii=False) for name, exercise in result["exercises"].items()}
    text = json.dumps({**result, "exercises": "HERE"}, indent=1, ensure_ascii=False)
    lines = ",\n".join(f"  {json.dumps(name)}: {exercise}" for name, exercise in exercises.items())
    return text.replace('"HERE"', f"{{\n{lines}\n }}") + "\n"


if __name__ == "__main__":
    sys.exit(main())
