"""What came in: folders, archives and LMS names, to clean named source files."""
