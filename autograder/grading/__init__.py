"""What decides: the pytest plugin, the rubric, comparisons, verdicts, the grader."""
