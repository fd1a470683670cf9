"""Known wrong answers of chapter 3, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
import torch
from neuron import sigmoid, weighted_sum

from autograder.course.answers import mistake


@mistake(
    "neuron.sigmoid",
    "flips-the-sign-of-the-exponent",
    loses="everything",
    says="Your curve falls from 1 to 0 where it should rise from 0 to 1, because the exponent has lost its minus "
    "sign. The values still lie between 0 and 1, so only a point away from zero shows it: at 2 the sigmoid is about "
    "0.88.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return 1 / (1 + torch.exp(x))


@mistake(
    "neuron.sigmoid",
    "divides-before-it-adds",
    loses="everything",
    says="Your results are larger than 1, and no sigmoid ever is. Python divides before it adds, so only part of what "
    "should stand below the line does; at zero you get 2 instead of one half.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return 1 / 1 + torch.exp(-x)


@mistake(
    "neuron.sigmoid",
    "negates-the-exponential",
    loses="everything",
    says="The minus sign of the formula belongs to the exponent; yours stands in front of e, so you subtract where "
    "you should add. At zero this divides by zero and gives inf.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return 1 / (1 + -torch.exp(x))


@mistake(
    "neuron.sigmoid",
    "leaves-out-the-one",
    loses="everything",
    says="Your result grows without limit, while a sigmoid stays between 0 and 1: the 1 that the formula adds below "
    "the line is missing. Try it at zero, where the answer should be one half.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return 1 / torch.exp(-x)


@mistake(
    "neuron.sigmoid",
    "overflows-far-out",
    loses=["gives no NaN, however large the entries are"],
    says="Your formula is right on paper, but for an entry like 1000 it gives NaN: e^x becomes infinite both above "
    "and below the line, and infinity divided by infinity is not a number. The formula in the docstring has e only "
    "once.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return torch.exp(x) / (1 + torch.exp(x))


@mistake(
    "neuron.sigmoid",
    "is-a-tanh",
    loses="everything",
    says="This is the hyperbolic tangent. It has the same S shape, but it runs from -1 to 1 and is 0 at zero; the "
    "sigmoid runs from 0 to 1 and is one half there.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return torch.tanh(x)


@mistake(
    "neuron.sigmoid",
    "is-a-softmax",
    loses="everything",
    breaks=["neuron.single_layer_output", "neuron.two_layer_output"],
    says="This is a softmax: it makes the entries of a row add up to 1, so each answer depends on its neighbors. A "
    "sigmoid looks at every entry on its own; give it a single number and see that the answer is always 1.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    return torch.softmax(x, dim=-1)


@mistake(
    "neuron.sigmoid",
    "gives-the-slope-of-the-sigmoid",
    loses="everything",
    says="This is the slope of the sigmoid, s(1 - s), not the sigmoid itself: it is never more than 0.25 and falls on "
    "both sides of zero. PyTorch finds the slope for you, from the function alone.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    s = 1 / (1 + torch.exp(-x))
    return s * (1 - s)


@mistake(
    "neuron.sigmoid",
    "uses-the-math-module",
    loses="everything",
    breaks=["neuron.single_layer_output", "neuron.two_layer_output"],
    says="The functions of Python's math module take one number, so a tensor with several entries stops your code "
    "with an error about converting it to a scalar. torch has a function of the same name that takes whole tensors.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    import math

    return torch.tensor(1 / (1 + math.exp(-x)))


@mistake(
    "neuron.sigmoid",
    "goes-through-numpy",
    loses=["works for tensors of any shape", "has the right gradient between -80 and 80"],
    says="Your values are right, but on the way through numpy PyTorch loses sight of how they came about, and cannot "
    "compute a gradient any more: the result's requires_grad is False even where that of x is True.",
    read="exercises/03_neuron/README.md#the-sigmoid",
)
def sigmoid(x: torch.Tensor) -> torch.Tensor:
    import numpy as np

    return torch.from_numpy(1 / (1 + np.exp(-x.detach().numpy())))


@mistake(
    "neuron.relu",
    "takes-the-absolute-value",
    loses="everything",
    says="Your function turns -2 into 2. Of 0 and -2 the larger one is 0: a negative entry becomes zero, not positive.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return x.abs()


@mistake(
    "neuron.relu",
    "keeps-the-negative-side",
    loses="everything",
    says="Your function keeps the negative entries and makes the positive ones zero; it should be the other way "
    "round. Names mislead here: a lower limit of 0 is what gives the larger of 0 and x, an upper limit the smaller.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.clamp(x, max=0)


@mistake(
    "neuron.relu",
    "uses-the-max-of-python",
    loses="everything",
    says="Python's own max asks whether one whole tensor is larger than another, which has no answer: 'Boolean value "
    "of Tensor with more than one value is ambiguous'. You need an operation of torch that decides entry by entry.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return max(0, x)


@mistake(
    "neuron.relu",
    "gives-the-slope-of-relu",
    loses="everything",
    says="You return 1 for every positive entry. That is the slope of relu; the function itself gives the entry back, "
    "3 for 3.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return (x > 0).float()


@mistake(
    "neuron.relu",
    "drops-the-negative-entries",
    loses="everything",
    says="You take the positive entries out and leave the others behind, so the result is shorter than x and has lost "
    "its shape. Every entry keeps its place; the negative ones become 0.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return x[x > 0]


@mistake(
    "neuron.relu",
    "writes-into-its-argument",
    loses=["has slope 1 above zero and 0 below", "leaves its argument as it is"],
    says="The values you return are right, but you wrote the zeros into the caller's tensor, whose negative entries "
    "are gone for good; where it requires grad, PyTorch stops with an error. Print x before and after a call to see "
    "it.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    x[x < 0] = 0
    return x


@mistake(
    "neuron.relu",
    "leaks-on-the-negative-side",
    loses="everything",
    says="This is a leaky relu: it turns -2 into -0.02. Here everything below zero becomes exactly 0.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.where(x > 0, x, 0.01 * x)


@mistake(
    "neuron.relu",
    "stops-at-one",
    loses="everything",
    says="Your results stop at 1, so 3 becomes 1. A rectifier has a lower limit only: every positive entry passes "
    "unchanged, however large.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.clamp(x, 0, 1)


@mistake(
    "neuron.relu",
    "compares-before-it-multiplies-back",
    loses="everything",
    says="You return True and False, not numbers: Python works out a product before a comparison, so yours asks "
    "whether x squared is positive. Brackets decide what is compared with what.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return x * x > 0


@mistake(
    "neuron.relu",
    "detaches-its-argument",
    loses=["has slope 1 above zero and 0 below"],
    says="Your values are right, but they were computed from a copy of x that PyTorch does not follow, so no gradient "
    "gets through: the result's requires_grad is False even where that of x is True.",
    read="exercises/03_neuron/README.md#the-rectifier",
)
def relu(x: torch.Tensor) -> torch.Tensor:
    return torch.clamp(x.detach(), min=0)


@mistake(
    "neuron.weighted_sum",
    "adds-the-bias-to-every-product",
    loses="everything",
    says="You add the bias to every product and then sum, so a sample with n features gets n times the bias. With one "
    "feature nothing is wrong; with three, and a bias of 0.5, you are 1 too high.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (features * weights + bias).sum(dim=1, keepdim=True)


@mistake(
    "neuron.weighted_sum",
    "never-adds-the-bias",
    loses="everything",
    says="Your sums are right except that the bias was never added: a change of the bias does not change your result.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return features @ weights.T


@mistake(
    "neuron.weighted_sum",
    "subtracts-the-bias",
    loses="everything",
    says="Your result is too low by twice the bias: it was subtracted, and it should be added.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return features @ weights.T - bias


@mistake(
    "neuron.weighted_sum",
    "never-adds-the-products-up",
    loses="everything",
    says="You return a table with one product for each feature, of shape (N, n). A neuron has one number for a "
    "sample: the products of a row are still to be added up.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return features * weights + bias


@mistake(
    "neuron.weighted_sum",
    "transposes-the-features",
    loses="everything",
    breaks=["neuron.single_layer_output"],
    says="You transposed the features, so that a single sample gives an (n, n) table of every feature times every "
    "weight (an outer product), and several samples an error. Samples should stay in rows: the other factor has to "
    "turn.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return features.T @ weights + bias


@mistake(
    "neuron.weighted_sum",
    "multiplies-shapes-that-do-not-fit",
    loses="everything",
    breaks=["neuron.single_layer_output"],
    says="A matrix product needs as many columns on the left as rows on the right; (N, n) times (1, n) has n and 1, "
    "and PyTorch stops with 'mat1 and mat2 shapes cannot be multiplied'. Write both shapes down and see which has to "
    "turn.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return features @ weights + bias


@mistake(
    "neuron.weighted_sum",
    "adds-all-samples-up",
    loses="everything",
    says="You add up everything in the table, so all samples together get one number. With a single sample it looks "
    "right; with two, the result has one row instead of two. Say along which dimension to sum.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (features * weights).sum() + bias


@mistake(
    "neuron.weighted_sum",
    "sums-down-the-columns",
    loses="everything",
    says="You sum over the samples and keep one number for each feature, of shape (1, n). It should be the other "
    "dimension: over the features, one number for each sample.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (features * weights).sum(dim=0, keepdim=True) + bias


@mistake(
    "neuron.weighted_sum",
    "returns-a-row",
    loses="everything",
    says="Your numbers are right but lie in a row, (1, N): a sum over a dimension removes it, and the (N,) that is "
    "left meets the (1, 1) of the bias. A sum can be told to keep its dimension.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (features * weights).sum(dim=1) + bias


@mistake(
    "neuron.weighted_sum",
    "squeezes-the-column",
    loses="everything",
    says="Your numbers are right, but the second dimension is gone: (N,) instead of (N, 1). Later chapters subtract "
    "such results from columns of targets, where (N,) silently turns into an (N, N) table.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (features @ weights.T + bias).squeeze()


@mistake(
    "neuron.weighted_sum",
    "takes-the-mean-of-the-products",
    loses="everything",
    says="You average the products instead of adding them up, so the result (without the bias) is too small by a "
    "factor of the number of features.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (features * weights).mean(dim=1, keepdim=True) + bias


@mistake(
    "neuron.weighted_sum",
    "already-applies-the-sigmoid",
    loses="everything",
    says="Every result lies between 0 and 1: you applied the sigmoid already. This exercise wants the sum itself; the "
    "next one puts the two together.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid(features @ weights.T + bias)


@mistake(
    "neuron.weighted_sum",
    "builds-a-tensor-from-numbers",
    loses=["can be differentiated in features, weights and bias"],
    says="Your values are right, but you took them out as plain Python numbers and built a new tensor from them. Such "
    "a tensor does not know where it comes from, and no gradient reaches the weights; the result's requires_grad is "
    "False.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.tensor([[(row * weights[0]).sum().item() + bias.item()] for row in features])


@mistake(
    "neuron.weighted_sum",
    "overwrites-the-features",
    loses=["can be differentiated in features, weights and bias", "leaves its arguments as they are"],
    breaks=["neuron.single_layer_output"],
    says="The values you return are right, but the caller's features now hold the products: *= writes into the tensor "
    "it is given. A second call with the same features gives something else.",
    read="exercises/03_neuron/README.md#a-weighted-sum",
)
def weighted_sum(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    features *= weights
    return features.sum(dim=1, keepdim=True) + bias


@mistake(
    "neuron.single_layer_output",
    "adds-the-bias-inside-the-sum",
    loses="everything",
    says="You add the bias to every product and then sum, so a sample with n features gets n times the bias (on the "
    "seed-7 neuron: 0.4034). Check that your sum agrees with your own weighted_sum before the sigmoid sees it.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid((features * weights + bias).sum(dim=1, keepdim=True))


@mistake(
    "neuron.single_layer_output",
    "leaves-out-the-activation",
    loses="everything",
    says="You return the weighted sum itself (on the seed-7 neuron: -1.6619). The output of a neuron lies between 0 "
    "and 1: the sigmoid is still to come.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return weighted_sum(features, weights, bias)


@mistake(
    "neuron.single_layer_output",
    "leaves-out-the-bias",
    loses="everything",
    says="The bias does not reach your result: change it, and nothing happens (on the seed-7 neuron: 0.1214). It "
    "belongs to the weighted sum.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid(features @ weights.T)


@mistake(
    "neuron.single_layer_output",
    "adds-the-bias-after-the-activation",
    loses="everything",
    says="You add the bias to the output of the sigmoid (on the seed-7 neuron: 0.4390), so results can leave the "
    "range from 0 to 1. The bias is part of the weighted sum, and the sigmoid comes last.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid(features @ weights.T) + bias


@mistake(
    "neuron.single_layer_output",
    "activates-before-the-sum",
    loses="everything",
    says="You apply the sigmoid to every product and add up afterwards, so the result can be larger than 1 (on the "
    "seed-7 neuron: 2.5602). First comes the whole sum with its bias, then one sigmoid for each sample.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid(features * weights).sum(dim=1, keepdim=True) + bias


@mistake(
    "neuron.single_layer_output",
    "activates-before-the-sum-and-leaves-out-the-bias",
    loses="everything",
    says="Two things at once: you apply the sigmoid to every product and add up afterwards, and the bias is missing "
    "(on the seed-7 neuron: 2.2425). First comes the whole sum with its bias, then one sigmoid for each sample.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid(features * weights).sum(dim=1, keepdim=True)


@mistake(
    "neuron.single_layer_output",
    "turns-the-features-around",
    loses="everything",
    says="You transposed the features, so that a single sample gives an (n, n) table of every feature times every "
    "weight (on the seed-7 neuron a (5, 5) one), and several samples an error. Samples stay in rows; the other factor "
    "turns.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid(features.T @ weights + bias)


@mistake(
    "neuron.single_layer_output",
    "sums-an-outer-product",
    loses="everything",
    says="You multiply every feature by every weight and add all of that up (on the seed-7 neuron: 0.0448); with "
    "several samples the product does not even exist. The first feature should meet the first weight only, and so on.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid((features.T @ weights).sum() + bias)


@mistake(
    "neuron.single_layer_output",
    "sums-over-all-samples",
    loses="everything",
    says="You add up everything in the table, so all samples share one output. With a single sample, as in many "
    "tutorials, it looks right; with two, the result has one row instead of two.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid((features * weights).sum() + bias)


@mistake(
    "neuron.single_layer_output",
    "turns-the-column-into-a-row",
    loses="everything",
    says="Your outputs are right but lie in a row, (1, N): a sum over a dimension removes it, and the (N,) that is "
    "left meets the (1, 1) of the bias. Samples stand in rows, in the result too.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid((features * weights).sum(dim=1) + bias)


@mistake(
    "neuron.single_layer_output",
    "activates-twice",
    loses="everything",
    says="The sigmoid was applied twice (on the seed-7 neuron: 0.5398), so every result lies between 0.5 and 0.7311. "
    "Once is enough: does one of the functions you call apply it already?",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return sigmoid(sigmoid(weighted_sum(features, weights, bias)))


@mistake(
    "neuron.single_layer_output",
    "uses-relu-as-the-activation",
    loses="everything",
    says="Your results are 0 or the weighted sum itself: you put a relu where the sigmoid belongs. This neuron's "
    "output lies strictly between 0 and 1.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return torch.relu(weighted_sum(features, weights, bias))


@mistake(
    "neuron.single_layer_output",
    "rounds-to-yes-or-no",
    loses="everything",
    says="You return only 0 and 1. A neuron's output is the number in between; rounding it throws away how sure the "
    "neuron is, and a step has no slope to learn from.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    return (sigmoid(weighted_sum(features, weights, bias)) > 0.5).float()


@mistake(
    "neuron.single_layer_output",
    "computes-without-a-graph",
    loses=["can be differentiated in features, weights and bias"],
    says="Your values are right, but you told PyTorch not to follow the computation, so no gradient reaches the "
    "weights and the neuron could never learn: the result's requires_grad is False.",
    read="exercises/03_neuron/README.md#the-output-of-a-neuron",
)
def single_layer_output(features: torch.Tensor, weights: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return sigmoid(weighted_sum(features, weights, bias))


@mistake(
    "neuron.two_layer_output",
    "leaves-out-the-hidden-activation",
    loses="everything",
    says="The sums of the hidden layer go into the next layer as they are (on the seed-7 network: 0.2460). Without a "
    "sigmoid between them, two layers can do no more than one.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = features @ hidden_weights + hidden_bias
    return sigmoid(hidden @ output_weights + output_bias)


@mistake(
    "neuron.two_layer_output",
    "leaves-out-the-output-activation",
    loses="everything",
    says="Your results can be negative or larger than 1: the second layer ends with its sum (on the seed-7 network: "
    "-0.7672). The sigmoid follows both layers.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(features @ hidden_weights + hidden_bias)
    return hidden @ output_weights + output_bias


@mistake(
    "neuron.two_layer_output",
    "adds-the-hidden-bias-after-the-activation",
    loses="everything",
    says="The hidden bias is added to what the hidden sigmoid gave (on the seed-7 network: 0.2874). It belongs to the "
    "sum that goes into the sigmoid; look at where the bracket closes.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(features @ hidden_weights) + hidden_bias
    return sigmoid(hidden @ output_weights + output_bias)


@mistake(
    "neuron.two_layer_output",
    "adds-the-output-bias-after-the-activation",
    loses="everything",
    says="The output bias is added to what the last sigmoid gave (on the seed-7 network: 0.5080), so results can "
    "leave the range from 0 to 1. It belongs to the sum that goes into the sigmoid.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(features @ hidden_weights + hidden_bias)
    return sigmoid(hidden @ output_weights) + output_bias


@mistake(
    "neuron.two_layer_output",
    "adds-both-biases-after-the-activation",
    loses="everything",
    says="Both biases are added to what the sigmoids gave (on the seed-7 network: 0.4813). Each belongs to the sum "
    "that goes into its sigmoid; look at where the brackets close.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(features @ hidden_weights) + hidden_bias
    return sigmoid(hidden @ output_weights) + output_bias


@mistake(
    "neuron.two_layer_output",
    "stops-at-the-hidden-layer",
    loses="everything",
    says="You return what the hidden layer gives, (N, h), one number for each hidden neuron. The output layer, which "
    "makes one number of them, is missing.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    return sigmoid(features @ hidden_weights + hidden_bias)


@mistake(
    "neuron.two_layer_output",
    "leaves-out-the-biases",
    loses="everything",
    says="Neither bias reaches your result: change one, and nothing happens (on the seed-7 network: 0.2751). Each "
    "layer adds its own bias to its sum.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    return sigmoid(sigmoid(features @ hidden_weights) @ output_weights)


@mistake(
    "neuron.two_layer_output",
    "uses-relu-in-the-hidden-layer",
    loses="everything",
    says="The hidden layer ends with a relu (on the seed-7 network: 0.2616). Many networks are built like that, but "
    "here the sigmoid follows both layers.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = torch.relu(features @ hidden_weights + hidden_bias)
    return sigmoid(hidden @ output_weights + output_bias)


@mistake(
    "neuron.two_layer_output",
    "turns-the-hidden-weights-around",
    loses="everything",
    says="You transposed the hidden weights as in weighted_sum, but here they come as (n, h), a column for each "
    "hidden neuron. PyTorch stops with 'mat1 and mat2 shapes cannot be multiplied'; write both shapes down side by "
    "side.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(features @ hidden_weights.T + hidden_bias)
    return sigmoid(hidden @ output_weights + output_bias)


@mistake(
    "neuron.two_layer_output",
    "swaps-the-biases",
    loses="everything",
    says="The biases have changed places: the (1, 1) one is added in the hidden layer and the (1, h) one after it, "
    "where broadcasting turns your (N, 1) into (N, h) without an error.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(features @ hidden_weights + output_bias)
    return sigmoid(hidden @ output_weights + hidden_bias)


@mistake(
    "neuron.two_layer_output",
    "ignores-the-output-weights",
    loses="everything",
    says="You add up the hidden outputs as they are; the output weights are never used. The second layer is a "
    "weighted sum like the first, of the hidden outputs this time.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(features @ hidden_weights + hidden_bias)
    return sigmoid(hidden.sum(dim=1, keepdim=True) + output_bias)


@mistake(
    "neuron.two_layer_output",
    "detaches-the-hidden-layer",
    loses=["can be differentiated in all its arguments"],
    says="Your values are right, but the hidden outputs are cut off from what they were computed from: gradients "
    "reach the output layer and stop there, so the hidden weights could never learn.",
    read="exercises/03_neuron/README.md#two-layers",
)
def two_layer_output(
    features: torch.Tensor,
    hidden_weights: torch.Tensor,
    hidden_bias: torch.Tensor,
    output_weights: torch.Tensor,
    output_bias: torch.Tensor,
) -> torch.Tensor:
    hidden = sigmoid(features @ hidden_weights + hidden_bias).detach()
    return sigmoid(hidden @ output_weights + output_bias)
