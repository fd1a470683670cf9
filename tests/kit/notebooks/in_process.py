"""Decides exercises as hidden cells do, in one process, for answers that come as JSON; it prints the scores."""

import json
import sys
from pathlib import Path
from types import ModuleType

from autograder.course.catalogue import Course
from autograder.notebooks.points import decide, points

course = Course(Path(sys.argv[1]))
scores = []
for exercise, source in json.load(sys.stdin):
    notebook = ModuleType("notebook")
    exec(source, vars(notebook))
    scores.append(points(course, exercise, decide(course, exercise, vars(notebook))))
sys.stdout.write(json.dumps(scores))
