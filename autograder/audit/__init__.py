"""The proof that hidden suites are fair: stubs, references, known mistakes, other right answers and mutants."""
