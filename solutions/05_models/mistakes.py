"""Known wrong answers of chapter 5, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
import torch
from torch import nn

from autograder.course.answers import mistake


@mistake(
    "models.polynomial_features",
    "begins-with-a-column-of-ones",
    loses="everything",
    says="Your table has one column too many: it begins with x**0, a column of ones. The bias of a linear model does "
    "that work already, so the first column here is x itself.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    column = x.reshape(-1, 1)
    return torch.cat([column**power for power in range(degree + 1)], dim=1)


@mistake(
    "models.polynomial_features",
    "stops-one-power-early",
    loses="everything",
    says="Your table lacks its last column: for degree 3 you stop at x**2. Remember that range(1, n) ends before n; "
    "print list(range(1, 3)).",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    column = x.reshape(-1, 1)
    powers = [column**power for power in range(1, degree)]
    return torch.cat(powers, dim=1) if powers else column[:, :0]


@mistake(
    "models.polynomial_features",
    "puts-the-powers-in-rows",
    loses="everything",
    says="Your powers stand in rows, one row for each power; samples stand in rows here, and every power is a column. "
    "For five samples and degree 3 your shape is (3, 5), and (5, 3) was asked for.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    return torch.stack([x.flatten() ** power for power in range(1, degree + 1)])


@mistake(
    "models.polynomial_features",
    "keeps-only-the-highest-power",
    loses="everything",
    says="You return x**degree alone, one column; all the powers before it are features too. For degree 3 a sample "
    "needs three numbers: x, x**2 and x**3.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    return x.reshape(-1, 1) ** degree


@mistake(
    "models.polynomial_features",
    "multiplies-instead-of-raising",
    loses="everything",
    says="Your columns are x, 2x, 3x and so on: x times the number of the column. A power multiplies x by itself; in "
    "Python that is written with two stars, and 3**2 is 9.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    column = x.reshape(-1, 1)
    return torch.cat([column * power for power in range(1, degree + 1)], dim=1)


@mistake(
    "models.polynomial_features",
    "orders-the-powers-downwards",
    loses="everything",
    says="Your columns are right and stand in the opposite order: the highest power comes first, as one writes a "
    "polynomial by hand. Here the first column is x, and the last one x**degree.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    column = x.reshape(-1, 1)
    return torch.cat([column**power for power in range(degree, 0, -1)], dim=1)


@mistake(
    "models.polynomial_features",
    "accepts-any-degree",
    loses=["refuses a degree below 1 with a ValueError"],
    says="Your table is right, but a degree of 0 or less goes through: what comes back has no columns, or the error is "
    "another one. Where nothing sensible can be returned, the docstring asks for a ValueError.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    column = x.reshape(-1, 1)
    if degree < 1:
        return column[:, :0]
    return torch.cat([column**power for power in range(1, degree + 1)], dim=1)


@mistake(
    "models.polynomial_features",
    "accepts-the-degree-zero",
    loses=["refuses a degree below 1 with a ValueError"],
    says="You refuse negative degrees, but 0 still passes; the docstring asks for an error below 1. With degree 0 "
    "there would be no column at all.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 0:
        raise ValueError("the degree should not be negative")
    column = x.reshape(-1, 1)
    return torch.cat([column[:, :0], *(column**power for power in range(1, degree + 1))], dim=1)


@mistake(
    "models.polynomial_features",
    "takes-only-one-dimension",
    loses=[
        "takes a column (N, 1) as well as (N,)",
        "works for one sample, for degree 1, and for tensors that are views",
        "leaves x as it is, even where it requires grad",
    ],
    says="For x of shape (N,) you are right; for a column, (N, 1), your result has a dimension too many. Bring x into "
    "one and the same shape before you take the powers, whichever it came in.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    return torch.stack([x**power for power in range(1, degree + 1)], dim=1)


@mistake(
    "models.polynomial_features",
    "takes-only-a-column",
    loses=[
        "has the columns x, x**2, ..., x**degree",
        "works for one sample, for degree 1, and for tensors that are views",
        "refuses a degree below 1 with a ValueError",
        "leaves x as it is, even where it requires grad",
    ],
    says="For x of shape (N, 1) you are right; for one of shape (N,) you join rows end to end, or get an error about a "
    "dimension. Make a column of x first, whichever shape it came in.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    return torch.cat([x**power for power in range(1, degree + 1)], dim=-1)


@mistake(
    "models.polynomial_features",
    "multiplies-in-place",
    loses="everything",
    says="After the call, x holds other numbers than before, and from the third column on yours are wrong. A reshaped "
    "tensor shares its memory with x, so that an operation such as *= writes into the caller's data.",
    read="exercises/05_models/README.md#powers-as-features",
)
def polynomial_features(x: torch.Tensor, degree: int) -> torch.Tensor:
    if degree < 1:
        raise ValueError("the degree should be at least 1")
    power = x.reshape(-1, 1)
    columns = []
    for _ in range(degree):
        columns.append(power.clone())
        power *= x.reshape(-1, 1)
    return torch.cat(columns, dim=1)


@mistake(
    "models.Perceptron",
    "forgets-to-set-up-the-module",
    loses="everything",
    says='Your __init__ puts a layer into the model before nn.Module has set itself up, and PyTorch stops with "cannot '
    'assign module before Module.__init__() call". Look at the first line of any __init__ in the lesson.',
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        self.linear = nn.Linear(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(inputs))


@mistake(
    "models.Perceptron",
    "misspells-forward",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the sigmoid of the weighted sum for the parameters that it has",
        "works for one sample, one feature, views, and an argument given by name",
    ],
    says='PyTorch says that your model is missing the required "forward" function: the method that is called for '
    "model(inputs) has to bear exactly this name. Read yours letter by letter.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1)

    def foward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(inputs))


@mistake(
    "models.Perceptron",
    "forgets-the-return",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the sigmoid of the weighted sum for the parameters that it has",
        "works for one sample, one feature, views, and an argument given by name",
    ],
    says="Your model gives None: forward computes its output and does not hand it out. A Python function without "
    "return gives None, whatever it worked out.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        torch.sigmoid(self.linear(inputs))


@mistake(
    "models.Perceptron",
    "forgets-the-sigmoid",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the sigmoid of the weighted sum for the parameters that it has",
        "works for one sample, one feature, views, and an argument given by name",
    ],
    says="Some of your outputs are negative or larger than 1: they are the weighted sums themselves. A neuron sends "
    "its sum through the sigmoid; chapter 3 has the formula.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.linear(inputs)


@mistake(
    "models.Perceptron",
    "does-not-call-the-layer",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the sigmoid of the weighted sum for the parameters that it has",
        "works for one sample, one feature, views, and an argument given by name",
    ],
    says="You give the layer itself to the sigmoid, and not what the layer gives: sigmoid() then complains that it got "
    "a Linear where it needs a Tensor. A layer is used by calling it, with the inputs in brackets.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear)


@mistake(
    "models.Perceptron",
    "forgets-self",
    loses="everything",
    says="Your __init__ keeps the layer in a name of its own, which is gone when __init__ ends. What the model is to "
    "keep has to become an attribute of it: its name begins with self and a dot.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        linear = nn.Linear(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(inputs))


@mistake(
    "models.Perceptron",
    "hides-the-layer-in-a-list",
    loses="everything",
    says="Your model has no parameters: list(model.parameters()) is empty. PyTorch looks for layers in the attributes "
    "themselves and does not look into plain Python lists, so an optimizer would train nothing.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.layers = [nn.Linear(in_features, 1)]

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.layers[0](inputs))


@mistake(
    "models.Perceptron",
    "makes-a-new-layer-at-every-call",
    loses="everything",
    says="Your forward makes its layer anew each time, so the same inputs give other outputs at every call and nothing "
    "can ever be learned. Layers are made once, in __init__, and only used in forward.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.in_features = in_features

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(nn.Linear(self.in_features, 1)(inputs))


@mistake(
    "models.Perceptron",
    "swaps-inputs-and-outputs",
    loses="everything",
    says="The weights of your layer have the shape (in_features, 1); (1, in_features) was asked for. nn.Linear takes "
    "the number of inputs first and the number of outputs second.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(1, in_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(inputs))


@mistake(
    "models.Perceptron",
    "has-no-bias",
    loses="everything",
    says="Your model has one parameter where it should have two: the bias is missing. With inputs of zero, the output "
    "should be the sigmoid of the bias, and yours is always 0.5.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1, bias=False)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(inputs))


@mistake(
    "models.Perceptron",
    "drops-the-column",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the sigmoid of the weighted sum for the parameters that it has",
        "works for one sample, one feature, views, and an argument given by name",
    ],
    says="Your values are right and their shape is (N,), not (N, 1): something such as squeeze or flatten took the "
    "column away. Against targets of shape (N, 1) such outputs would broadcast, and the loss would be wrong.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(inputs)).squeeze()


@mistake(
    "models.Perceptron",
    "uses-a-softmax",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the sigmoid of the weighted sum for the parameters that it has",
        "works for one sample, one feature, views, and an argument given by name",
    ],
    says="Your outputs are all exactly 1. A softmax shares 1 among the numbers of a row, and here every row has only "
    "one; the sigmoid looks at each number by itself.",
    read="exercises/05_models/README.md#a-neuron-as-a-model",
)
class Perceptron(nn.Module):
    def __init__(self, in_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.linear(inputs), dim=1)


@mistake(
    "models.LinearRegression",
    "squashes-with-a-sigmoid",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the weighted sums and nothing after them",
        "works for one sample, one feature, views, and arguments given by name",
    ],
    says="All your predictions lie between 0 and 1: there is a sigmoid after the layer, as in the perceptron. A "
    "regression predicts any number, prices and temperatures too, so nothing follows its layer.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.linear(inputs))


@mistake(
    "models.LinearRegression",
    "ends-with-a-relu",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the weighted sums and nothing after them",
        "works for one sample, one feature, views, and arguments given by name",
    ],
    says="None of your predictions is negative: where one should be, you give 0. There is a ReLU after the layer, and "
    "a regression has nothing there.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.linear(inputs))


@mistake(
    "models.LinearRegression",
    "swaps-inputs-and-outputs",
    loses="everything",
    says="The weights of your layer have the shape (in_features, out_features); it is the other way round that was "
    "asked for. nn.Linear takes the number of inputs first; print model.linear.weight.shape, or whatever you "
    "called the layer.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(out_features, in_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.linear(inputs)


@mistake(
    "models.LinearRegression",
    "fixes-the-sizes-at-one",
    loses="everything",
    says="Your layer always leads from one input to one output, whatever the model is asked to have. The two sizes are "
    "the arguments of __init__; use them where you make the layer.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.linear(inputs)


@mistake(
    "models.LinearRegression",
    "has-no-bias",
    loses="everything",
    says="Your model has only weights; the bias is missing from its parameters. A line without it must go through "
    "zero: with inputs of zero, your predictions are all zero.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features, bias=False)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.linear(inputs)


@mistake(
    "models.LinearRegression",
    "keeps-plain-tensors",
    loses="everything",
    says="Your weights and bias are plain tensors, and list(model.parameters()) is empty: PyTorch registers layers and "
    "nn.Parameters only. requires_grad=True alone does not tell the model that a tensor is a parameter of its "
    "own.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.weights = torch.randn(out_features, in_features, requires_grad=True)
        self.bias = torch.randn(out_features, requires_grad=True)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs @ self.weights.T + self.bias


@mistake(
    "models.LinearRegression",
    "lays-the-weights-on-their-side",
    loses="everything",
    says="Your weights have a row for every input and a column for every output; nn.Linear has it the other way round, "
    "and this course too. Your predictions would be right, but no other model's parameters fit into yours.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.randn(out_features))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs @ self.weights + self.bias


@mistake(
    "models.LinearRegression",
    "returns-the-layer",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "gives the weighted sums and nothing after them",
        "works for one sample, one feature, views, and arguments given by name",
    ],
    says="Calling your model gives a layer and no tensor: forward returns the layer without calling it. A layer is "
    "used like a function, with the inputs in brackets after it.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.linear


@mistake(
    "models.LinearRegression",
    "starts-at-zero",
    loses=["starts every new one with random parameters of its own"],
    says="Every new model of yours starts with the same parameters. For one line that would do, but the docstring asks "
    "for random ones, and in a network with equal starts all neurons of a layer stay equal for ever.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.linear(inputs)


@mistake(
    "models.LinearRegression",
    "seeds-in-the-constructor",
    loses=["starts every new one with random parameters of its own"],
    says="Two new models of yours have the very same parameters: a seed seems to be set in __init__. Seeding is the "
    "caller's decision; inside, it also changes everybody else's random numbers.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.linear(inputs)


@mistake(
    "models.LinearRegression",
    "switches-gradients-off",
    loses=["can be differentiated in inputs and parameters"],
    says="Your predictions are right, but they have left the graph: print predictions.requires_grad. Something such as "
    "no_grad, detach() or .data cuts the way back to the parameters, and training would change nothing.",
    read="exercises/05_models/README.md#a-line-as-a-model",
)
class LinearRegression(nn.Module):
    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            return self.linear(inputs)


@mistake(
    "models.sequential_network",
    "ends-with-a-sigmoid",
    loses=[
        "can be differentiated in inputs and parameters",
        "is a new network at each call, with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "has linear, ReLU, linear, sigmoid and linear in this order",
        "works for one sample, and for tensors that are views",
    ],
    says="All your outputs lie between 0 and 1: there is a sigmoid after the last layer. The list in the docstring "
    "ends with a linear layer, so that the network can predict any number.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Sigmoid(), nn.Linear(10, 1), nn.Sigmoid())


@mistake(
    "models.sequential_network",
    "swaps-relu-and-sigmoid",
    loses=[
        "can be differentiated in inputs and parameters",
        "is a new network at each call, with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "has linear, ReLU, linear, sigmoid and linear in this order",
        "works for one sample, and for tensors that are views",
    ],
    says="Both activations are there, in each other's place: your sigmoid follows the first layer and your ReLU the "
    "second. The shapes cannot show that, only the numbers can; print the network and read it from top to bottom.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 16), nn.Sigmoid(), nn.Linear(16, 10), nn.ReLU(), nn.Linear(10, 1))


@mistake(
    "models.sequential_network",
    "forgets-the-relu",
    loses=[
        "can be differentiated in inputs and parameters",
        "is a new network at each call, with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "has linear, ReLU, linear, sigmoid and linear in this order",
        "works for one sample, and for tensors that are views",
    ],
    says="Nothing stands between your first two linear layers, and so they can do no more than a single one. Print the "
    "network: it should have five layers, two of them without parameters.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 16), nn.Linear(16, 10), nn.Sigmoid(), nn.Linear(10, 1))


@mistake(
    "models.sequential_network",
    "forgets-the-sigmoid",
    loses=[
        "can be differentiated in inputs and parameters",
        "is a new network at each call, with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "has linear, ReLU, linear, sigmoid and linear in this order",
        "works for one sample, and for tensors that are views",
    ],
    says="Nothing stands between your last two linear layers, and so they can do no more than a single one. Print the "
    "network: it should have five layers, two of them without parameters.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Linear(10, 1))


@mistake(
    "models.sequential_network",
    "uses-relu-twice",
    loses=[
        "can be differentiated in inputs and parameters",
        "is a new network at each call, with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "has linear, ReLU, linear, sigmoid and linear in this order",
        "works for one sample, and for tensors that are views",
    ],
    says="A ReLU follows both of your hidden layers; the second one should be followed by a sigmoid. Print the network "
    "and hold it against the docstring, line by line.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.ReLU(), nn.Linear(10, 1))


@mistake(
    "models.sequential_network",
    "skips-the-last-layer",
    loses="everything",
    says="Your network ends after the sigmoid and gives ten numbers a sample. One more linear layer makes a single "
    "number of them.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Sigmoid())


@mistake(
    "models.sequential_network",
    "returns-a-list-of-layers",
    loses="everything",
    says="You return a list of layers, which cannot be called and has no parameters. nn.Sequential takes the layers, "
    "separated by commas, and makes one model of them.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Sequential:
    return [nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Sigmoid(), nn.Linear(10, 1)]


@mistake(
    "models.sequential_network",
    "gives-the-same-network-each-time",
    loses=["is a new network at each call, with random parameters of its own"],
    says="Every call gives the same network, so whoever trains one trains all of them. It is built only once: a "
    "default argument, like a line outside the function, runs when Python reads the file, and never again.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network(
    network: nn.Sequential = nn.Sequential(
        nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Sigmoid(), nn.Linear(10, 1)
    ),
) -> nn.Sequential:
    return network


@mistake(
    "models.sequential_network",
    "is-a-class-of-its-own",
    loses=["is an nn.Sequential with the parameters of the three layers"],
    says="Your network computes the right thing, but it is a class of your own and no nn.Sequential. What is asked for "
    "here can be printed, counted and taken apart layer by layer: network[0] should be the first one.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Module:
    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second, self.third = nn.Linear(8, 16), nn.Linear(16, 10), nn.Linear(10, 1)

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            return self.third(torch.sigmoid(self.second(torch.relu(self.first(inputs)))))

    return Network()


@mistake(
    "models.sequential_network",
    "mixes-up-the-sizes",
    loses="everything",
    says="Your layers do not have the sizes that were asked for: 16 and 10 have changed places. Each linear layer "
    "takes as many numbers as the one before it gives: 8 to 16, 16 to 10, 10 to 1.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(8, 10), nn.ReLU(), nn.Linear(10, 16), nn.Sigmoid(), nn.Linear(16, 1))


@mistake(
    "models.sequential_network",
    "forgets-the-return",
    loses="everything",
    says="Your function gives None: it builds a network and does not hand it out. A Python function without return "
    "gives None, whatever it made.",
    read="exercises/05_models/README.md#layers-in-a-row",
)
def sequential_network() -> None:
    network = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10), nn.Sigmoid(), nn.Linear(10, 1))


@mistake(
    "models.GeneralFit",
    "forgets-to-set-up-the-module",
    loses="everything",
    says='Your __init__ puts layers into the model before nn.Module has set itself up, and PyTorch stops with "cannot '
    'assign module before Module.__init__() call". Look at the first line of any __init__ in the lesson.',
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(inputs))
        hidden = torch.relu(self.second(hidden))
        return self.third(hidden)


@mistake(
    "models.GeneralFit",
    "skips-the-last-layer",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "follows the first and the second layer by ReLU, and the third by nothing",
        "has 32 hidden features unless told otherwise, by position or by name",
        "works for one sample, one feature, and tensors that are views",
    ],
    says="Your model has its third layer and does not use it: what comes out are the hidden features, none of them "
    "negative. Print the shape of the output; it should have out_features columns.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(inputs))
        return torch.relu(self.second(hidden))


@mistake(
    "models.GeneralFit",
    "ends-with-a-relu",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "follows the first and the second layer by ReLU, and the third by nothing",
        "has 32 hidden features unless told otherwise, by position or by name",
        "works for one sample, one feature, and tensors that are views",
    ],
    says="None of your predictions is negative: there is a ReLU after the third layer too. A network that has to fit "
    "any curve must be able to go below zero, so its last layer is left alone.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(inputs))
        hidden = torch.relu(self.second(hidden))
        return torch.relu(self.third(hidden))


@mistake(
    "models.GeneralFit",
    "ends-with-a-sigmoid",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "follows the first and the second layer by ReLU, and the third by nothing",
        "has 32 hidden features unless told otherwise, by position or by name",
        "works for one sample, one feature, and tensors that are views",
    ],
    says="All your predictions lie between 0 and 1: there is a sigmoid after the third layer. A network that has to "
    "fit any curve must reach any number, so its last layer is left alone.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(inputs))
        hidden = torch.relu(self.second(hidden))
        return torch.sigmoid(self.third(hidden))


@mistake(
    "models.GeneralFit",
    "forgets-the-relus",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "follows the first and the second layer by ReLU, and the third by nothing",
        "has 32 hidden features unless told otherwise, by position or by name",
        "works for one sample, one feature, and tensors that are views",
    ],
    says="Your three layers follow one another with nothing in between, and together they can only draw a straight "
    "line. Plot the outputs of a new model with one input: yours do not bend.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.third(self.second(self.first(inputs)))


@mistake(
    "models.GeneralFit",
    "drops-what-relu-gives",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "follows the first and the second layer by ReLU, and the third by nothing",
        "has 32 hidden features unless told otherwise, by position or by name",
        "works for one sample, one feature, and tensors that are views",
    ],
    says="The ReLU after your second layer has no effect. torch.relu changes nothing in place: it returns a new "
    "tensor, and yours is not kept under any name.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(inputs))
        hidden = self.second(hidden)
        torch.relu(hidden)
        return self.third(hidden)


@mistake(
    "models.GeneralFit",
    "uses-sigmoids-inside",
    loses=[
        "can be differentiated in inputs and parameters",
        "starts every new one with random parameters of its own",
        "leaves inputs and parameters as they are, and gives the same again",
        "follows the first and the second layer by ReLU, and the third by nothing",
        "has 32 hidden features unless told otherwise, by position or by name",
        "works for one sample, one feature, and tensors that are views",
    ],
    says="Your sizes are right, but a sigmoid follows the first two layers where ReLU was asked for. Give both the "
    "number -1: ReLU makes 0 of it, and the sigmoid 0.2689.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.sigmoid(self.first(inputs))
        hidden = torch.sigmoid(self.second(hidden))
        return self.third(hidden)


@mistake(
    "models.GeneralFit",
    "hides-the-layers-in-a-list",
    loses="everything",
    says="Your model computes the right thing and has no parameters: list(model.parameters()) is empty. PyTorch does "
    "not look into plain Python lists, so an optimizer would train nothing.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.layers = [
            nn.Linear(in_features, hidden_features),
            nn.Linear(hidden_features, hidden_features),
            nn.Linear(hidden_features, out_features),
        ]

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        for layer in self.layers[:-1]:
            inputs = torch.relu(layer(inputs))
        return self.layers[-1](inputs)


@mistake(
    "models.GeneralFit",
    "ignores-hidden-features",
    loses="everything",
    says="Your hidden layers always have 32 features, whatever hidden_features says. The 32 is only its default; "
    "inside __init__, use the name and not the number.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, 32)
        self.second = nn.Linear(32, 32)
        self.third = nn.Linear(32, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(inputs))
        hidden = torch.relu(self.second(hidden))
        return self.third(hidden)


@mistake(
    "models.GeneralFit",
    "has-another-default",
    loses=["has 32 hidden features unless told otherwise, by position or by name"],
    says="Where hidden_features is not given, your model has another width than the docstring says. Make a model with "
    "two arguments and print the shapes of its parameters.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 64) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(inputs))
        hidden = torch.relu(self.second(hidden))
        return self.third(hidden)


@mistake(
    "models.GeneralFit",
    "takes-the-hidden-size-second",
    loses="everything",
    says="You take the sizes in the order in which the layers use them; callers give them in the order of the "
    "docstring, with the hidden size last and optional. Your hidden layers have as many features as the outputs "
    "should have.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, hidden_features: int, out_features: int) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, hidden_features)
        self.third = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(inputs))
        hidden = torch.relu(self.second(hidden))
        return self.third(hidden)


@mistake(
    "models.GeneralFit",
    "has-two-layers",
    loses="everything",
    says="Your model leads from the hidden features straight to the outputs: one linear layer is missing in between. "
    "Count the parameters of a model: three layers have six.",
    read="exercises/05_models/README.md#a-network-that-bends",
)
class GeneralFit(nn.Module):
    def __init__(self, in_features: int, out_features: int, hidden_features: int = 32) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden_features)
        self.second = nn.Linear(hidden_features, out_features)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.second(torch.relu(self.first(inputs)))
