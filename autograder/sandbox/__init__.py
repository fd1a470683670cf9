"""Where learner code runs: wire, worker, fork server, isolation, session."""
