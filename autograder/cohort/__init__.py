"""Many submissions: the engine, and the slots in which it has them graded."""
