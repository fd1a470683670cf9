print("GOT mistakes of our own")
