print("GOT conftest")
