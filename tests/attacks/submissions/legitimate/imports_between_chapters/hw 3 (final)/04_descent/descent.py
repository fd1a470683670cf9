from neuron import weighted_sum


def linear(inputs, weights, bias):
    return weighted_sum(inputs, weights, bias)


def mse(predictions, targets):
    import helpers

    if predictions.shape != targets.shape:
        raise ValueError("shapes differ")
    assert helpers.sigmoid is not None
    return ((predictions - targets) ** 2).mean()
