from neuron import relu


def test_relu():
    assert relu is None
