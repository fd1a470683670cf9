"""What a learner works with: the folder of exercises, its tests, hints, and watching it while it is edited."""
