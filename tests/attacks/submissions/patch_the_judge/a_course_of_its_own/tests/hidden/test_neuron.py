from autograder.grading.suite import criterion

print("GOT a suite of our own")


@criterion("neuron.relu", "is there", weight=1000)
def test_relu(student):
    student.neuron.relu(1)
