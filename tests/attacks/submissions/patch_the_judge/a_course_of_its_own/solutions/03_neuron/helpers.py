print("GOT a reference of our own")
