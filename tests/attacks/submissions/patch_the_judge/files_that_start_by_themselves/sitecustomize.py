print("GOT a start")
open("/tmp/gradkit-escaped-start", "w").close()
GRADKIT = True
