"""What is taught: the catalogue, solution markers, stubs, and known answers."""
