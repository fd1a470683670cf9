def relu(x): return 0
