"""The course in Jupyter and nbgrader: notebooks out, grades into its gradebook, magics for learners."""
