"""The configuration of this course. It is yours: gradkit wrote it once and does not touch it again."""

import os

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "gradkit"  # what learners see; change it if two of your courses would have the same

# Where notebooks are handed out and in is set for the whole machine, in your own nbgrader_config.py:
# c.Exchange.root = "/srv/nbgrader/exchange"

# What learners find in the place of a solution; the line that says what is not started is in the cell already.
c.ClearSolutions.code_stub = {"python": "# Your code goes here, in place of the next line."}

# A cell of hidden tests ends loops of its own accord. This is longer than all of its tests may take together.
c.Execute.timeout = 120

# For `nbgrader autograde`, which runs hidden tests in the very process that runs a learner's cells.
# Hidden inputs are made from this number: change it, and keep it to yourself. All learners get the same inputs.
os.environ.setdefault("GRADKIT_SEED", "0")
# Hidden tests run in forks of the kernel, and PyTorch makes no gradients in a fork once it has found a GPU.
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
# The hidden suites must be on this machine. Where gradkit was not installed from its checkout, say where that is:
# os.environ["GRADKIT_COURSE"] = "/srv/gradkit"
