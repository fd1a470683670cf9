raise SystemExit("pictures are not for graders")
