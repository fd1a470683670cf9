print("GOT setup.py")
