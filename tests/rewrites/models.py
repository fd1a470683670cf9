"""The known mistakes of chapter 5, each written afresh in another style: each must still be named."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
import torch
from torch import nn

from autograder.course.answers import rewrite


@rewrite("models.polynomial_features", "begins-with-a-column-of-ones")
def polynomial_features(x, degree):
    if degree <= 0:
        raise ValueError("there would be no columns")
    return torch.vander(x.flatten(), degree + 1, increasing=True)


@rewrite("models.polynomial_features", "stops-one-power-early")
def polynomial_features(x, degree):
    if not degree >= 1:
        raise ValueError(f"{degree} is too small")
    values = x.flatten()
    table = torch.zeros(len(values), degree - 1)
    running = values
    for place in range(degree - 1):
        table[:, place] = running
        running = running * values
    return table


@rewrite("models.polynomial_features", "puts-the-powers-in-rows")
def polynomial_features(x, degree):
    if degree < 1:
        raise ValueError
    values = x.reshape(-1)
    rows = [values]
    while len(rows) < degree:
        rows.append(rows[-1] * values)
    return torch.vstack(rows)


@rewrite("models.polynomial_features", "keeps-only-the-highest-power")
def polynomial_features(x, degree):
    if degree < 1:
        raise ValueError("degree must be 1 or more")
    if x.dim() == 1:
        x = x.unsqueeze(1)
    for power in range(1, degree + 1):
        features = torch.pow(x, power)
    return features


@rewrite("models.polynomial_features", "multiplies-instead-of-raising")
def polynomial_features(x, degree):
    if degree < 1:
        raise ValueError("degree must be 1 or more")
    return torch.outer(x.flatten(), torch.arange(1.0, degree + 1))


@rewrite("models.polynomial_features", "orders-the-powers-downwards")
def polynomial_features(x, degree):
    if degree < 1:
        raise ValueError("degree must be 1 or more")
    rows = []
    for number in x.flatten().tolist():
        row = [number]
        for _ in range(degree - 1):
            row.insert(0, row[0] * number)
        rows.append(row)
    return torch.tensor(rows)


@rewrite("models.polynomial_features", "accepts-any-degree")
def polynomial_features(x, degree):
    powers = torch.tensor(list(range(1, degree + 1)))
    return x.view(len(x), 1) ** powers


@rewrite("models.polynomial_features", "accepts-the-degree-zero")
def polynomial_features(x, degree):
    if degree <= -1:
        raise ValueError("negative degree")
    table = torch.empty(len(x), degree)
    for column in range(degree):
        table[:, column] = x.flatten().pow(column + 1)
    return table


@rewrite("models.polynomial_features", "takes-only-one-dimension")
def polynomial_features(x, degree):
    if degree < 1:
        raise ValueError("degree must be 1 or more")
    powers = [x]
    for _ in range(1, degree):
        powers.append(powers[-1] * x)
    return torch.stack(powers, dim=1)


@rewrite("models.polynomial_features", "takes-only-a-column")
def polynomial_features(x, degree):
    if degree < 1:
        raise ValueError("degree must be 1 or more")
    features = x
    power = x
    for _ in range(2, degree + 1):
        power = power * x
        features = torch.hstack((features, power))
    return features


@rewrite("models.polynomial_features", "multiplies-in-place")
def polynomial_features(x, degree):
    if degree < 1:
        raise ValueError("degree must be 1 or more")
    table = torch.zeros(x.numel(), degree)
    column = x.view(-1, 1)
    place = 0
    while place < degree:
        table[:, place : place + 1] = column
        column.mul_(x.view(-1, 1))
        place += 1
    return table


@rewrite("models.Perceptron", "forgets-to-set-up-the-module")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        self.net = nn.Sequential(nn.Linear(in_features, 1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


@rewrite("models.Perceptron", "misspells-forward")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super(Perceptron, self).__init__()
        self.net = nn.Sequential(nn.Linear(in_features, 1), nn.Sigmoid())

    def forwards(self, x):
        return self.net(x)


@rewrite("models.Perceptron", "forgets-the-return")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.layer = nn.Linear(in_features, 1)
        self.squash = nn.Sigmoid()

    def forward(self, x):
        total = self.layer(x)
        output = self.squash(total)


@rewrite("models.Perceptron", "forgets-the-sigmoid")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.neuron = nn.Linear(in_features, 1)

    def forward(self, x):
        weights, bias = self.neuron.weight, self.neuron.bias
        return x @ weights.T + bias


@rewrite("models.Perceptron", "does-not-call-the-layer")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.neuron = nn.Linear(in_features, 1)
        self.activation = nn.Sigmoid()

    def forward(self, x):
        total = self.neuron
        return self.activation(total)


@rewrite("models.Perceptron", "forgets-self")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        layer = nn.Linear(in_features, 1)
        activation = nn.Sigmoid()

    def forward(self, x):
        total = self.layer(x)
        return self.activation(total)


@rewrite("models.Perceptron", "hides-the-layer-in-a-list")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.steps = []
        self.steps.append(nn.Linear(in_features, 1))
        self.steps.append(nn.Sigmoid())

    def forward(self, x):
        for step in self.steps:
            x = step(x)
        return x


@rewrite("models.Perceptron", "makes-a-new-layer-at-every-call")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.n_inputs = in_features

    def build(self):
        return nn.Sequential(nn.Linear(self.n_inputs, 1), nn.Sigmoid())

    def forward(self, x):
        network = self.build()
        return network(x)


@rewrite("models.Perceptron", "swaps-inputs-and-outputs")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(out_features=in_features, in_features=1), nn.Sigmoid())

    def forward(self, x):
        return self.net(x)


@rewrite("models.Perceptron", "has-no-bias")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        layers = [nn.Linear(in_features, 1, False), nn.Sigmoid()]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


@rewrite("models.Perceptron", "drops-the-column")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.neuron = nn.Linear(in_features, 1)

    def forward(self, x):
        total = (x * self.neuron.weight).sum(dim=1) + self.neuron.bias
        return 1 / (1 + torch.exp(-total))


@rewrite("models.Perceptron", "uses-a-softmax")
class Perceptron(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(in_features, 1), nn.Softmax(dim=-1))

    def forward(self, x):
        return self.net(x)


@rewrite("models.LinearRegression", "squashes-with-a-sigmoid")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.layer = nn.Linear(in_features, out_features)

    def forward(self, x):
        scores = self.layer(x)
        return 1 / (1 + torch.exp(-scores))


@rewrite("models.LinearRegression", "ends-with-a-relu")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.layer = nn.Linear(in_features, out_features)

    def forward(self, x):
        predictions = self.layer(x)
        return predictions.clamp(min=0)


@rewrite("models.LinearRegression", "swaps-inputs-and-outputs")
class LinearRegression(nn.Linear):
    def __init__(self, in_features, out_features):
        super().__init__(out_features, in_features)


@rewrite("models.LinearRegression", "fixes-the-sizes-at-one")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(in_features=1, out_features=1))

    def forward(self, x):
        return self.net(x)


@rewrite("models.LinearRegression", "has-no-bias")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weights = nn.Parameter(torch.rand(out_features, in_features) * 2 - 1)

    def forward(self, x):
        return x @ self.weights.T


@rewrite("models.LinearRegression", "keeps-plain-tensors")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()

        def start(*shape):
            values = torch.rand(*shape) * 2 - 1
            return values.requires_grad_()

        self.b = start(out_features)
        self.w = start(out_features, in_features)

    def forward(self, x):
        return torch.matmul(x, self.w.t()).add(self.b)


@rewrite("models.LinearRegression", "lays-the-weights-on-their-side")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        weights = torch.empty(in_features, out_features)
        nn.init.xavier_uniform_(weights)
        self.register_parameter("bias", nn.Parameter(torch.zeros(out_features)))
        self.register_parameter("weights", nn.Parameter(weights))

    def forward(self, x):
        return torch.addmm(self.bias, x, self.weights)


@rewrite("models.LinearRegression", "returns-the-layer")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(in_features, out_features)])

    def forward(self, x):
        for layer in self.layers:
            x = layer
        return x


@rewrite("models.LinearRegression", "starts-at-zero")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return x @ self.weights.T + self.bias


@rewrite("models.LinearRegression", "seeds-in-the-constructor")
class LinearRegression(nn.Linear):
    def __init__(self, in_features, out_features):
        torch.manual_seed(42)
        super().__init__(in_features, out_features)


@rewrite("models.LinearRegression", "switches-gradients-off")
class LinearRegression(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.layer = nn.Linear(in_features, out_features)

    def forward(self, x):
        predictions = x @ self.layer.weight.T + self.layer.bias
        return predictions.detach()


@rewrite("models.sequential_network", "ends-with-a-sigmoid")
def sequential_network():
    layers = []
    for inputs, outputs, activation in ((8, 16, nn.ReLU()), (16, 10, nn.Sigmoid()), (10, 1, nn.Sigmoid())):
        layers.append(nn.Linear(inputs, outputs))
        layers.append(activation)
    return nn.Sequential(*layers)


@rewrite("models.sequential_network", "swaps-relu-and-sigmoid")
def sequential_network():
    def block(inputs, outputs, activation):
        return nn.Sequential(nn.Linear(inputs, outputs), activation)

    return nn.Sequential(block(8, 16, nn.Sigmoid()), block(16, 10, nn.ReLU()), nn.Linear(10, 1))


@rewrite("models.sequential_network", "forgets-the-relu")
def sequential_network():
    net = nn.Sequential()
    net.append(nn.Linear(8, 16))
    net.append(nn.Linear(16, 10))
    net.append(nn.Sigmoid())
    net.append(nn.Linear(10, 1))
    return net


@rewrite("models.sequential_network", "forgets-the-sigmoid")
def sequential_network():
    from collections import OrderedDict

    return nn.Sequential(
        OrderedDict(
            [
                ("input", nn.Linear(8, 16)),
                ("relu", nn.ReLU()),
                ("hidden", nn.Linear(16, 10)),
                ("output", nn.Linear(10, 1)),
            ]
        )
    )


@rewrite("models.sequential_network", "uses-relu-twice")
def sequential_network():
    sizes = [8, 16, 10, 1]
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


@rewrite("models.sequential_network", "skips-the-last-layer")
def sequential_network():
    network = nn.Sequential()
    network.add_module("first", nn.Linear(8, 16))
    network.add_module("bend", nn.ReLU())
    network.add_module("second", nn.Linear(16, 10))
    network.add_module("squash", nn.Sigmoid())
    return network


@rewrite("models.sequential_network", "returns-a-list-of-layers")
def sequential_network():
    layers = []
    layers.append(nn.Linear(8, 16))
    layers.append(nn.ReLU())
    layers.append(nn.Linear(16, 10))
    layers.append(nn.Sigmoid())
    layers.append(nn.Linear(10, 1))
    return layers


@rewrite("models.sequential_network", "gives-the-same-network-each-time")
def sequential_network(made=[]):
    if not made:
        first = [nn.Linear(8, 16), nn.ReLU()]
        second = [nn.Linear(16, 10), nn.Sigmoid()]
        made.append(nn.Sequential(*first, *second, nn.Linear(10, 1)))
    return made[0]


@rewrite("models.sequential_network", "is-a-class-of-its-own")
def sequential_network():
    class Layers(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(
                [nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Sigmoid(), nn.Linear(10, 1)]
            )

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return x

    return Layers()


@rewrite("models.sequential_network", "mixes-up-the-sizes")
def sequential_network():
    sizes = (8, 10, 16, 1)
    linear = [nn.Linear(sizes[place], sizes[place + 1]) for place in range(3)]
    return nn.Sequential(linear[0], nn.ReLU(), linear[1], nn.Sigmoid(), linear[2])


@rewrite("models.sequential_network", "forgets-the-return")
def sequential_network():
    layers = [nn.Linear(8, 16), nn.ReLU()]
    layers += [nn.Linear(16, 10), nn.Sigmoid()]
    layers += [nn.Linear(10, 1)]
    nn.Sequential(*layers)


@rewrite("models.GeneralFit", "forgets-to-set-up-the-module")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        self.net = nn.Sequential(
            nn.Linear(in_features, hidden_features),
            nn.ReLU(),
            nn.Linear(hidden_features, hidden_features),
            nn.ReLU(),
            nn.Linear(hidden_features, out_features),
        )

    def forward(self, x):
        return self.net(x)


@rewrite("models.GeneralFit", "skips-the-last-layer")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()
        sizes = [in_features, hidden_features, hidden_features, out_features]
        self.layers = nn.ModuleList([nn.Linear(sizes[place], sizes[place + 1]) for place in range(3)])

    def forward(self, x):
        for place in range(len(self.layers) - 1):
            x = self.layers[place](x).clamp(min=0)
        return x


@rewrite("models.GeneralFit", "ends-with-a-relu")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()

        def block(inputs, outputs):
            return [nn.Linear(inputs, outputs), nn.ReLU()]

        self.net = nn.Sequential(
            *block(in_features, hidden_features),
            *block(hidden_features, hidden_features),
            *block(hidden_features, out_features),
        )

    def forward(self, x):
        return self.net(x)


@rewrite("models.GeneralFit", "ends-with-a-sigmoid")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()
        self.bend = nn.Sequential(
            nn.Linear(in_features, hidden_features),
            nn.ReLU(),
            nn.Linear(hidden_features, hidden_features),
            nn.ReLU(),
        )
        self.head = nn.Linear(hidden_features, out_features)

    def forward(self, x):
        scores = self.head(self.bend(x))
        return 1 / (1 + torch.exp(-scores))


@rewrite("models.GeneralFit", "forgets-the-relus")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(in_features, hidden_features),
            nn.Linear(hidden_features, hidden_features),
            nn.Linear(hidden_features, out_features),
        )

    def forward(self, x):
        return self.net(x)


@rewrite("models.GeneralFit", "drops-what-relu-gives")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()
        self.relu = nn.ReLU()
        self.one = nn.Linear(in_features, hidden_features)
        self.two = nn.Linear(hidden_features, hidden_features)
        self.three = nn.Linear(hidden_features, out_features)

    def forward(self, x):
        x = self.one(x)
        x = self.relu(x)
        x = self.two(x)
        self.relu(x)
        x = self.three(x)
        return x


@rewrite("models.GeneralFit", "uses-sigmoids-inside")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(in_features, hidden_features),
            nn.Sigmoid(),
            nn.Linear(hidden_features, hidden_features),
            nn.Sigmoid(),
            nn.Linear(hidden_features, out_features),
        )

    def forward(self, x):
        return self.net(x)


@rewrite("models.GeneralFit", "hides-the-layers-in-a-list")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()
        sizes = [in_features, hidden_features, hidden_features, out_features]
        self.layers = {}
        for number in (1, 2, 3):
            self.layers[f"layer{number}"] = nn.Linear(sizes[number - 1], sizes[number])

    def forward(self, x):
        x = nn.functional.relu(self.layers["layer1"](x))
        x = nn.functional.relu(self.layers["layer2"](x))
        return self.layers["layer3"](x)


@rewrite("models.GeneralFit", "ignores-hidden-features")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()
        width = 32
        self.net = nn.Sequential(
            nn.Linear(in_features, width),
            nn.ReLU(),
            nn.Linear(width, width),
            nn.ReLU(),
            nn.Linear(width, out_features),
        )

    def forward(self, x):
        return self.net(x)


@rewrite("models.GeneralFit", "has-another-default")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(in_features, hidden_features),
            nn.ReLU(),
            nn.Linear(hidden_features, hidden_features),
            nn.ReLU(),
            nn.Linear(hidden_features, out_features),
        )

    def forward(self, x):
        return self.net(x)


@rewrite("models.GeneralFit", "takes-the-hidden-size-second")
class GeneralFit(nn.Module):
    def __init__(self, in_features, hidden_features, out_features):
        super().__init__()
        sizes = [in_features, hidden_features, hidden_features, out_features]
        layers = []
        for place in range(3):
            layers.append(nn.Linear(sizes[place], sizes[place + 1]))
            layers.append(nn.ReLU())
        layers.pop()
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


@rewrite("models.GeneralFit", "has-two-layers")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32):
        super().__init__()
        layers = [nn.Linear(in_features, hidden_features), nn.ReLU(), nn.Linear(hidden_features, out_features)]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)
