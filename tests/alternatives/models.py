"""Right answers of chapter 5, differently written: each must earn every point."""

# ruff: noqa: F811 - the same exercise is answered rightly many times
import torch
from torch import nn

from autograder.course.answers import alternative


@alternative("models.polynomial_features", "exponents-by-broadcasting")
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError
    return x.reshape(-1, 1) ** torch.arange(1, degree + 1)


@alternative("models.polynomial_features", "running-products")
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if not degree >= 1:
        raise ValueError("no columns at all")
    return x.view(len(x), 1).expand(-1, degree).cumprod(dim=1)


@alternative("models.polynomial_features", "by-vander")
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree <= 0:
        raise ValueError(degree)
    return torch.vander(x.flatten(), degree + 1, increasing=True)[:, 1:]


@alternative("models.polynomial_features", "by-numpy")
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    import numpy as np

    if degree < 1:
        raise ValueError("degree")
    values = x.detach().numpy().ravel()
    return torch.from_numpy(np.stack([values**power for power in range(1, degree + 1)], axis=1))


@alternative("models.polynomial_features", "number-by-number")
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    class DegreeError(ValueError):
        pass

    if degree < 1:
        raise DegreeError
    rows = []
    for number in x.flatten().tolist():
        row = [number]
        while len(row) < degree:
            row.append(row[-1] * number)
        rows.append(row)
    return torch.tensor(rows)


@alternative("models.polynomial_features", "column-by-column-into-zeros")
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("degree must be at least 1")
    if x.dim() == 1:
        x = x.unsqueeze(1)
    features = torch.zeros(x.shape[0], degree)
    for column in range(degree):
        features[:, column] = torch.pow(x[:, 0], column + 1)
    return features


@alternative("models.polynomial_features", "from-the-degree-before")
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError
    column = x if x.ndim == 2 else x[:, None]
    if degree == 1:
        return column
    return torch.hstack((column, column * polynomial_features(column, degree - 1)))


@alternative("models.polynomial_features", "rows-turned-at-the-end")
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    rows = torch.stack([x.reshape(len(x)).pow(power) for power in range(1, max(degree, 0) + 1)] or [x.flatten()])
    if degree < 1:
        raise ValueError(f"{degree=}")
    return rows.T


@alternative("models.Perceptron", "sequential-inside")
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(in_features, 1), nn.Sigmoid())

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x)


@alternative("models.Perceptron", "is-a-sequential")
class Perceptron(nn.Sequential):
    def __init__(self, in_features: int) -> None:
        super().__init__(nn.Linear(in_features, 1), nn.Sigmoid())


@alternative("models.Perceptron", "is-a-linear-layer")
class Perceptron(nn.Linear):
    def __init__(self, in_features: int) -> None:
        super().__init__(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return super().forward(inputs).sigmoid()


@alternative("models.Perceptron", "parameters-by-hand-and-the-bias-first")
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.b = nn.Parameter(torch.randn(1))
        self.w = nn.Parameter(torch.randn(1, in_features))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return 1 / (1 + torch.exp(-(inputs @ self.w.T + self.b)))


@alternative("models.Perceptron", "sum-of-products")
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        nn.Module.__init__(self)
        weights = torch.empty(1, in_features)
        nn.init.xavier_uniform_(weights)
        self.register_parameter("weights", nn.Parameter(weights))
        self.register_parameter("bias", nn.Parameter(torch.zeros(1)))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        total = (inputs * self.weights).sum(dim=1, keepdim=True) + self.bias
        return (torch.tanh(total / 2) + 1) / 2


@alternative("models.Perceptron", "functional-on-the-layers-parts")
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super(Perceptron, self).__init__()
        self.add_module("layer", nn.Linear(out_features=1, in_features=in_features, bias=True))
        self.activation = torch.sigmoid

    def forward(self, *args: torch.Tensor) -> torch.Tensor:
        return self.activation(nn.functional.linear(*args, self.layer.weight, self.layer.bias))


@alternative("models.Perceptron", "sigmoid-in-place")
class Perceptron(nn.Module):
    def __init__(self, in_features, **options):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(in_features, 1, **options)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).sigmoid_()
        return x


@alternative("models.LinearRegression", "is-the-layer-itself")
class LinearRegression(nn.Linear):
    pass


@alternative("models.LinearRegression", "parameters-by-hand")
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.rand(out_features, in_features) * 2 - 1)
        self.bias = nn.Parameter(torch.rand(out_features) * 2 - 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs @ self.weights.T + self.bias


@alternative("models.LinearRegression", "row-by-row")
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.theta = nn.ParameterDict(
            {"b": nn.Parameter(torch.zeros(out_features)), "w": nn.Parameter(torch.randn(out_features, in_features))}
        )

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.stack([self.theta["w"] @ row + self.theta["b"] for row in inputs])


@alternative("models.LinearRegression", "parameters-in-a-list")
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        bound = in_features**-0.5
        self.parts = nn.ParameterList(
            [
                nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound)),
                nn.Parameter(torch.empty(out_features).uniform_(-bound, bound)),
            ]
        )

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.einsum("ni,oi->no", inputs, self.parts[0]) + self.parts[1]


@alternative("models.LinearRegression", "calls-itself-without-forward")
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.model = nn.Sequential(nn.Linear(in_features, out_features))

    def __call__(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.model(inputs)


@alternative("models.LinearRegression", "drawn-by-numpy")
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        import numpy as np

        super().__init__()
        start = np.random.default_rng().normal(size=(out_features, in_features)).astype(np.float32)
        self.weights = nn.Parameter(torch.from_numpy(start))
        self.bias = nn.Parameter(torch.tensor([0.0] * out_features))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.addmm(self.bias, inputs, self.weights.t())


@alternative("models.LinearRegression", "layer-under-a-chosen-name")
class LinearRegression(nn.Module):
    def __init__(self, in_features: int = 1, out_features: int = 1) -> None:
        super().__init__()
        setattr(self, "layer 1", nn.Linear(in_features, out_features))
        self.calls = 0
        self.last = None

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        self.calls += 1
        (layer,) = self.children()
        self.last = layer.forward(inputs)
        return self.last


@alternative("models.sequential_network", "nested")
def sequential_network() -> nn.Sequential:
    hidden = nn.Sequential(nn.Linear(8, 16), nn.ReLU())
    return nn.Sequential(hidden, nn.Sequential(nn.Sequential(nn.Linear(16, 10)), nn.Sigmoid()), nn.Linear(10, 1))


@alternative("models.sequential_network", "named-layers")
def sequential_network() -> nn.Sequential:
    from collections import OrderedDict

    layers = [("in", nn.Linear(8, 16)), ("relu", nn.ReLU()), ("middle", nn.Linear(16, 10))]
    return nn.Sequential(OrderedDict([*layers, ("sigmoid", nn.Sigmoid()), ("out", nn.Linear(10, 1))]))


@alternative("models.sequential_network", "appended-one-by-one")
def sequential_network() -> nn.Sequential:
    network = nn.Sequential()
    for inputs, outputs, activation in ((8, 16, nn.ReLU(inplace=True)), (16, 10, nn.Sigmoid()), (10, 1, None)):
        network.append(nn.Linear(inputs, outputs))
        if activation is not None:
            network.append(activation)
    return network


@alternative("models.sequential_network", "last-layer-made-first")
def sequential_network() -> nn.Sequential:
    last = nn.Linear(10, 1)
    first = nn.Linear(8, 16)
    network = nn.Sequential()
    network.add_module("1", first)
    network.add_module("2", nn.LeakyReLU(0.0))
    network.add_module("3", nn.Linear(16, 10))
    network.add_module("4", nn.Sigmoid())
    network.add_module("5", last)
    return network


@alternative("models.sequential_network", "class-of-its-own")
def sequential_network() -> nn.Sequential:
    class Network(nn.Sequential):
        def __init__(self) -> None:
            super().__init__(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Sigmoid())
            self.add_module("out", nn.Linear(10, 1))

    return Network()


@alternative("models.sequential_network", "layers-from-a-list")
def sequential_network() -> nn.Sequential:
    sizes = [8, 16, 10, 1]
    layers = []
    for inputs, outputs, activation in zip(sizes, sizes[1:], (nn.ReLU, nn.Sigmoid, nn.Identity)):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers)


@alternative("models.sequential_network", "initialized-by-hand")
def sequential_network() -> nn.Sequential:
    network = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Sigmoid(), nn.Linear(10, 1))
    for layer in network:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
    return network.eval()


@alternative("models.GeneralFit", "one-sequential")
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(in_features, hidden_features),
            nn.ReLU(),
            nn.Linear(hidden_features, hidden_features),
            nn.ReLU(),
            nn.Linear(hidden_features, out_features),
        )

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.layers(inputs)


@alternative("models.GeneralFit", "last-layer-first-and-a-module-list")
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.head = nn.Linear(hidden_features, out_features)
        self.hidden = nn.ModuleList(
            [nn.Linear(hidden_features, hidden_features), nn.Linear(in_features, hidden_features)]
        )

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        for layer in reversed(self.hidden):
            inputs = layer(inputs).relu()
        return self.head(inputs)


@alternative("models.GeneralFit", "all-by-hand-biases-first")
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.b2 = nn.Parameter(torch.zeros(hidden_features))
        self.b3 = nn.Parameter(torch.zeros(out_features))
        self.b1 = nn.Parameter(torch.zeros(hidden_features))
        self.w3 = nn.Parameter(torch.randn(out_features, hidden_features) / 8)
        self.w2 = nn.Parameter(torch.randn(hidden_features, hidden_features) / 8)
        self.w1 = nn.Parameter(torch.randn(hidden_features, in_features) / 8)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        first = (inputs @ self.w1.T + self.b1).clamp(min=0)
        second = torch.where(first @ self.w2.T + self.b2 > 0, first @ self.w2.T + self.b2, 0.0)
        return second @ self.w3.T + self.b3


@alternative("models.GeneralFit", "layers-in-a-dictionary")
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        sizes = {"a": (in_features, hidden_features), "b": (hidden_features,) * 2, "c": (hidden_features, out_features)}
        self.layers = nn.ModuleDict({name: nn.Linear(*size) for name, size in sizes.items()})
        self.relu = nn.ReLU(inplace=True)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.layers["c"](self.relu(self.layers["b"](self.relu(self.layers["a"](inputs)))))


@alternative("models.GeneralFit", "built-of-smaller-models")
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        class Block(nn.Module):
            def __init__(self, inputs: int, outputs: int) -> None:
                super().__init__()
                self.linear = nn.Linear(inputs, outputs)

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                return nn.functional.relu(self.linear(x))

        super().__init__()
        self.blocks = nn.Sequential(Block(in_features, hidden_features), Block(hidden_features, hidden_features))
        self.out = nn.Linear(hidden_features, out_features)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(self.blocks(x))


@alternative("models.GeneralFit", "numbered-attributes")
class GeneralFit(nn.Module):
    def __init__(self, in_features, out_features, hidden_features=32, activation=torch.relu):
        super().__init__()
        self.sizes = (in_features, hidden_features, hidden_features, out_features)
        for number in range(3):
            setattr(self, f"layer{number}", nn.Linear(self.sizes[number], self.sizes[number + 1]))
        self.activation = activation

    def forward(self, x):
        for number in range(3):
            x = getattr(self, f"layer{number}")(x)
            x = self.activation(x) if number < 2 else x
        return x


@alternative("models.GeneralFit", "extends-a-sequential")
class GeneralFit(nn.Sequential):
    def __init__(self, in_features: int, out_features: int, hidden_features: int | None = None) -> None:
        hidden_features = hidden_features or 32
        layers = [nn.Linear(in_features, hidden_features), nn.ReLU(), nn.Linear(hidden_features, hidden_features)]
        super().__init__(*layers, nn.Threshold(0.0, 0.0), nn.Linear(hidden_features, out_features))
