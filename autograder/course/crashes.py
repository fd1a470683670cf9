"""What the usual errors of Python and PyTorch mean in a beginner's program: a sentence for each, by its message."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Usual:
    """A usual error: the classes it may have, a pattern that its message holds, and what it means for a beginner."""

    kinds: str
    message: str
    means: str


USUAL_ERRORS: Final = (
    Usual(
        kinds="RuntimeError",
        message=r"mat1 and mat2 shapes cannot be multiplied|size mismatch|inconsistent tensor size|"
        r"Expected size for first",
        means="In a matrix product the number of columns on the left must be the number of rows on the right. Print "
        "both shapes; often one of the two has to be transposed.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"The size of tensor a .* must match the size of tensor b|not broadcastable|shape mismatch",
        means="Two tensors of these shapes do not go together entry by entry. Print both shapes just above this line.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"must have the same dtype|expected scalar type|expected m1 and m2|Found dtype|same dtype|"
        r"but got \w+ instead",
        means="Two tensors of different dtypes meet here. Print both dtypes; usually both should be torch.float32.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"does not require grad and does not have a grad_fn",
        means="backward() found nothing to differentiate: somewhere on the way from the parameters to the loss the "
        "recording was cut off (detach, item, no_grad, a new tensor made of numbers), or no parameter requires "
        "grad.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"a leaf Variable that requires grad is being used in an in-place operation|"
        r"a view of a leaf Variable that requires grad is being used in an in-place operation",
        means="A tensor that PyTorch is recording was changed in place. Make a new tensor instead; only the update of "
        "parameters changes them in place, and that belongs outside the recording.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"backward through the graph a second time",
        means="backward() ran twice over one computation. Compute the loss afresh before each backward(), and let "
        "nothing of the last round (a loss or a prediction that was not detached) flow into this one.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"modified by an inplace operation",
        means="Something that backward() needs was changed in place after it was used. Make a new tensor instead.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"grad can be implicitly created only for scalar outputs",
        means="backward() starts from one number. Reduce the loss to a scalar first, by a mean for example.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"on the same device|Expected all tensors to be on|on the meta device|but got tensor on|"
        r"Tensor on device \w+ is not on the expected device",
        means="Two tensors on different devices meet here. Model and data have to be moved to one device, and moving a "
        "tensor gives a new one: keep the result.",
    ),
    Usual(
        kinds="AttributeError|TypeError",
        message=r"before Module.__init__\(\) call|__init__\(\) was not called|has no attribute '_(modules|parameters)'",
        means="A class that derives from nn.Module has to call super().__init__() before it sets anything on self.",
    ),
    Usual(
        kinds="NotImplementedError",
        message=r'Module \[\w+\] is missing the required "forward" function',
        means="The class has no method called forward: is it misspelt, or indented out of the class?",
    ),
    Usual(
        kinds="RuntimeError|TypeError|ValueError",
        message=r"Can't call numpy\(\) on Tensor that requires grad|Cannot interpret .*requires_grad",
        means="NumPy cannot take a tensor that PyTorch still records. detach() it first, or stay with PyTorch.",
    ),
    Usual(
        kinds="TypeError",
        message=r"unsupported operand type\(s\).*NoneType|bad operand type.*NoneType|NoneType' object is not (callable|"
        r"iterable|subscriptable)",
        means="Something here is None. A gradient is None before backward() has run, and a function without return "
        "gives None.",
    ),
    Usual(
        kinds="AttributeError",
        message=r"'NoneType' object has no attribute",
        means="Something here is None. A gradient is None before backward() has run, and a function without return "
        "gives None.",
    ),
    Usual(
        kinds="AttributeError",
        message=r"'(float|int)' object has no attribute",
        means="This is a plain Python number, no longer a tensor. item() and float() turn tensors into such numbers.",
    ),
    Usual(
        kinds="RuntimeError|ValueError|TypeError",
        message=r"cannot be converted to Scalar|only one element tensors can be converted|only (integer|length-1|"
        r"0-dimensional)",
        means="A tensor with more than one entry stands where a single number is needed.",
    ),
    Usual(
        kinds="RuntimeError|ValueError",
        message=r"Boolean value of Tensor with more than one value is ambiguous|truth value of an array",
        means="A comparison of tensors has an answer for every entry, and if or max needs a single one.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"mean\(\): could not infer output dtype|mean\(\): input dtype should be",
        means="Integers have no mean in PyTorch. Convert the tensor to a float dtype first.",
    ),
    Usual(
        kinds="RuntimeError",
        message=r"shape '.*' is invalid for input of size",
        means="view and reshape keep the number of entries. Multiply the numbers of both shapes out: they have to "
        "agree.",
    ),
    Usual(
        kinds="IndexError",
        message=r"Dimension out of range",
        means="The tensor has fewer dimensions than the dim that is asked for. Print its shape.",
    ),
    Usual(
        kinds="NameError",
        message=r"name '\w+' is not defined",
        means="Python does not know this name here: is it misspelt, defined below, or local to another function?",
    ),
    Usual(
        kinds="TypeError",
        message=r"missing \d+ required (positional|keyword-only) argument|takes \d+ positional arguments? but|"
        r"unexpected keyword argument",
        means="A function was called with other arguments than it is defined with. Compare the call with the def line; "
        "a method's first is self.",
    ),
    Usual(
        kinds="TypeError",
        message=r"'Tensor' object is not callable",
        means="Brackets right after a tensor call it, as if it were a function. Is an operator missing, or is it an "
        "attribute, which takes no brackets?",
    ),
    Usual(
        kinds="TypeError",
        message=r"must be Tensor, not (function|method|builtin_function_or_method|type|Linear|Sequential)\b|"
        r"operand type.*'(function|method|builtin_function_or_method|type)'",
        means="A function or a layer stands where its result is meant: call it, with its arguments in brackets.",
    ),
    Usual(
        kinds="RuntimeError|NotImplementedError|TypeError",
        message=r"bitwise_xor|unsupported operand type\(s\) for \^",
        means="^ is no power in Python: write ** instead.",
    ),
    Usual(
        kinds="OSError",
        message=r"reading from stdin while output is captured",
        means="input() waits for the keyboard, and nobody is there: what a function needs comes as its arguments.",
    ),
    Usual(
        kinds="ModuleNotFoundError",
        message=r"No module named",
        means="Python finds no module of this name: is it misspelt, or not installed?",
    ),
    Usual(
        kinds="RecursionError",
        message=r"maximum recursion depth",
        means="A function calls itself without end.",
    ),
)


def usually_means(kind: str, message: str) -> str:
    """Return what an error, given by the name of its class and its message, usually means; empty where nobody knows."""
    for usual in USUAL_ERRORS:
        if kind in usual.kinds.split("|") and re.search(usual.message, message):
            return usual.means
    return ""
