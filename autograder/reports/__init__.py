"""What goes out: results, grades and feedback."""
