"""Known wrong answers of chapter 1, each with what its author should hear. Each definition replaces the reference's."""

# ruff: noqa: F811 - the same exercise is answered wrongly many times
import numpy as np
import torch

from autograder.course.answers import mistake


@mistake(
    "tensors.tensor_from_numpy",
    "shares-memory-by-from-numpy",
    loses=["has memory of its own, which changes of the array do not reach"],
    says="The function torch.from_numpy does not copy: it looks at the array's own memory, and .to(dtype) copies "
    "only where the dtype has to change. With a float32 array nothing is copied, so a later change of the array "
    "changes your tensor.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.from_numpy(array).to(dtype)


@mistake(
    "tensors.tensor_from_numpy",
    "keeps-the-dtype-of-the-array",
    loses=[
        "gives the array's values and shape, as float32 unless told otherwise",
        "gives the dtype it is asked for, exactly",
        "takes arrays of floats, integers and truth values",
    ],
    says="Your tensor has the dtype of the array, which for most arrays is float64 or int64. The function has an "
    "argument called dtype, and it is never used.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.tensor(array)


@mistake(
    "tensors.tensor_from_numpy",
    "is-nothing-but-from-numpy",
    loses=[
        "gives the array's values and shape, as float32 unless told otherwise",
        "gives the dtype it is asked for, exactly",
        "takes arrays of floats, integers and truth values",
        "has memory of its own, which changes of the array do not reach",
    ],
    says="The function torch.from_numpy keeps the array's dtype and even its memory. Two things are missing: the "
    "dtype that is asked for, and a copy, so that later changes of the array stay in the array.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.from_numpy(array)


@mistake(
    "tensors.tensor_from_numpy",
    "shares-memory-by-as-tensor",
    loses=["has memory of its own, which changes of the array do not reach"],
    says="The function torch.as_tensor copies only when it has to. Where the array has the wanted dtype already, "
    "your tensor and the array are two names for one piece of memory; change the array after the call and look at "
    "the tensor.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.as_tensor(array, dtype=dtype)


@mistake(
    "tensors.tensor_from_numpy",
    "always-gives-float32",
    loses=["gives the dtype it is asked for, exactly"],
    says="Your tensor is float32 even when another dtype is asked for. float32 is what the argument dtype holds if "
    "the caller says nothing; what you pass on should be that argument.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.tensor(array, dtype=torch.float32)


@mistake(
    "tensors.tensor_from_numpy",
    "uses-the-capital-tensor",
    loses=[
        "gives the dtype it is asked for, exactly",
        "has memory of its own, which changes of the array do not reach",
    ],
    says="With a capital T, torch.Tensor is an old way in: it knows nothing of the dtype you were asked for, and "
    "where the array is float32 already it shares the array's memory. torch.tensor, in small letters, is another "
    "thing.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.Tensor(array)


@mistake(
    "tensors.tensor_from_numpy",
    "goes-through-float32",
    loses=["gives the dtype it is asked for, exactly"],
    says="Your values pass through float32 on their way to the wanted dtype. float32 keeps about seven digits, so a "
    "float64 value or a large integer arrives rounded: 16777217 becomes 16777216. Convert once, to the dtype asked "
    "for.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.tensor(array, dtype=torch.float32).to(dtype)


@mistake(
    "tensors.tensor_from_numpy",
    "flattens-the-array",
    loses=[
        "gives the array's values and shape, as float32 unless told otherwise",
        "takes arrays of any shape, views and read-only ones too",
    ],
    says="All the numbers are there, but in one long row: the shape of the array is lost. Print the shapes of the "
    "array and of your tensor side by side.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.tensor([value for value in array.flat], dtype=dtype)


@mistake(
    "tensors.tensor_from_numpy",
    "gives-an-array-back",
    loses="everything",
    says="What you return is still a numpy array, with its dtype changed. astype belongs to numpy; print type(...) "
    "of your result, it should be torch.Tensor.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return array.astype(str(dtype).removeprefix("torch."))


@mistake(
    "tensors.tensor_from_numpy",
    "sets-the-default-dtype",
    loses=[
        "gives the dtype it is asked for, exactly",
        "takes arrays of floats, integers and truth values",
        "leaves the array and torch's default dtype as they are",
    ],
    says="The function torch.set_default_dtype changes the dtype of every tensor that anyone makes from now on, in "
    "the whole program, and it takes only floats. The dtype of a single tensor is told to the function that makes it.",
    read="exercises/01_tensors/README.md#from-an-array-to-a-tensor",
)
def tensor_from_numpy(array: np.ndarray, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    torch.set_default_dtype(dtype)
    return torch.tensor(array.tolist())


@mistake(
    "tensors.describe",
    "gives-the-number-of-entries",
    loses="everything",
    says="Your first number counts the entries of the tensor; the dimensions are wanted, which is how long the shape "
    "is. A (2, 3) tensor has 6 entries and 2 dimensions.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return tensor.numel(), tuple(tensor.shape), tensor.dtype


@mistake(
    "tensors.describe",
    "counts-the-rows",
    loses="everything",
    says="Your len(tensor) is the length of the first dimension, the number of rows; a tensor without dimensions has "
    "none and raises an error. The number of dimensions is the length of the shape.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return len(tensor), tuple(tensor.shape), tensor.dtype


@mistake(
    "tensors.describe",
    "gives-the-type-for-the-dtype",
    loses="everything",
    says="What type(tensor) says is that you have a torch.Tensor, which it always is. The dtype is the kind of its "
    "numbers, torch.float32 for example, and the tensor has an attribute of that name.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return tensor.ndim, tuple(tensor.shape), type(tensor)


@mistake(
    "tensors.describe",
    "gives-text-for-the-dtype",
    loses="everything",
    says="Your third entry is a piece of text that looks like a dtype. Text cannot be compared with torch.float32 or "
    "given to torch; return the dtype itself, without str or quotes.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return tensor.ndim, tuple(tensor.shape), str(tensor.dtype)


@mistake(
    "tensors.describe",
    "gives-text-type-of-the-tensor",
    loses="everything",
    says="With brackets, tensor.type() gives a piece of text from the early days of PyTorch, such as "
    "'torch.FloatTensor'. What is wanted is the attribute that holds a torch.dtype.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return tensor.dim(), tensor.shape, tensor.type()


@mistake(
    "tensors.describe",
    "forgets-brackets",
    loses="everything",
    says="Without brackets, tensor.dim is the method itself, not what it answers. Attributes such as shape are read "
    "without brackets; methods such as dim() and size() are called with them.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return tensor.dim, tensor.shape, tensor.dtype


@mistake(
    "tensors.describe",
    "swaps-shape-and-dimensions",
    loses="everything",
    says="All three facts are there, in another order. Whoever writes `ndim, shape, dtype = describe(tensor)` relies "
    "on the order of the docstring: dimensions, shape, dtype.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return tuple(tensor.shape), tensor.ndim, tensor.dtype


@mistake(
    "tensors.describe",
    "expects-two-dimensions",
    loses=["tells the shape of tensors with no to four dimensions", "tells every dtype"],
    says="Your answer is right for a matrix and for nothing else: a tensor may have no dimension, one, or five. Ask "
    "the tensor how many it has, and give its whole shape.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    rows, columns = tensor.shape
    return 2, (rows, columns), tensor.dtype


@mistake(
    "tensors.describe",
    "always-says-float32",
    loses=["tells every dtype"],
    says="You answer torch.float32 for every tensor. Most are, but torch.tensor([1, 2]) holds integers and "
    "torch.tensor([True]) truth values; ask the tensor.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    return tensor.ndim, tuple(tensor.shape), torch.float32


@mistake(
    "tensors.describe",
    "squeezes-the-shape",
    loses=["tells the shape of tensors with no to four dimensions"],
    says="Your squeeze removes every dimension of length 1 before you look, so a (5, 1) column seems to have one "
    "dimension. Such dimensions count: (5, 1) has two.",
    read="exercises/01_tensors/README.md#what-a-tensor-is-like",
)
def describe(tensor: torch.Tensor) -> tuple[int, tuple[int, ...], torch.dtype]:
    squeezed = tensor.squeeze()
    return squeezed.ndim, tuple(squeezed.shape), squeezed.dtype


@mistake(
    "tensors.arithmetic",
    "multiplies-matrices",
    loses="everything",
    says="The sign @ is the product of matrices, which multiplies rows with columns and adds up. Entry by entry, "
    "each number times the one in the same place, is what * does.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a + b, a - b, a @ b, a / b


@mistake(
    "tensors.arithmetic",
    "writes-into-its-argument",
    loses="everything",
    says="`a += b` writes the sum into the caller's own tensor, and everything after it is computed from the changed "
    "a. a + b, a - b, a * b and a / b each make a new tensor; print a before and after a call.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    total = a
    total += b
    return total, a - b, a * b, a / b


@mistake(
    "tensors.arithmetic",
    "divides-and-rounds-down",
    loses="everything",
    says="Two slashes divide and round down to a whole number: 3 // 2 is 1. One slash gives the quotient itself.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a + b, a - b, a * b, a // b


@mistake(
    "tensors.arithmetic",
    "avoids-division-by-zero",
    loses=["divides by zero as torch does"],
    says="Where b is zero you give 0. The docstring asks for what torch gives by itself, inf or nan: they show at "
    "once that something was divided by zero, where a made-up 0 would hide it.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a + b, a - b, a * b, torch.where(b == 0, 0.0, a / b)


@mistake(
    "tensors.arithmetic",
    "adds-a-little-to-the-divisor",
    loses=["divides by zero as torch does"],
    says="You add a small number to b before you divide, so that 1 / 0 becomes a large number instead of inf. Such a "
    "trick has its place elsewhere; here a / b is asked for as it is, and inf tells the truth.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a + b, a - b, a * b, a / (b + 1e-8)


@mistake(
    "tensors.arithmetic",
    "subtracts-the-wrong-way-round",
    loses="everything",
    says="Your second and fourth results are turned round: you compute b - a and b / a. Sum and product do not care "
    "which comes first, the other two do.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a + b, b - a, a * b, b / a


@mistake(
    "tensors.arithmetic",
    "forgets-the-quotient",
    loses="everything",
    says="You return three results; the quotient is missing. Four are asked for: sum, difference, product, quotient.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a + b, a - b, a * b


@mistake(
    "tensors.arithmetic",
    "stacks-the-results-into-one-tensor",
    loses="everything",
    says="Your four results are right, but glued into one tensor. A tuple is four things side by side; four values "
    "after `return`, with commas between them, make one.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return torch.stack([a + b, a - b, a * b, a / b])


@mistake(
    "tensors.arithmetic",
    "refuses-shapes-that-differ",
    loses=["broadcasts shapes that fit together"],
    says="You refuse tensors whose shapes differ. Many of them fit all the same: torch stretches a (3, 1) and a (4,) "
    "to (3, 4), and the docstring asks for that.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    if a.shape != b.shape:
        raise ValueError("the shapes differ")
    return a + b, a - b, a * b, a / b


@mistake(
    "tensors.arithmetic",
    "mixes-up-product-and-quotient",
    loses="everything",
    says="Your last two results have changed places: the product comes third and the quotient last.",
    read="exercises/01_tensors/README.md#calculating-with-tensors",
)
def arithmetic(a: torch.Tensor, b: torch.Tensor) -> tuple[torch.Tensor, ...]:
    return a + b, a - b, a / b, a * b


@mistake(
    "tensors.average",
    "takes-the-mean-of-integers",
    loses=["gives a float32 mean of integers", "adds up narrow integers without overflow"],
    says="The method mean() refuses integers: 'Input dtype must be either a floating point or complex dtype'. The "
    "mean of 1 and 2 is no integer, so torch wants you to say which float it should be; turn the values into floats "
    "first.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return values.mean()


@mistake(
    "tensors.average",
    "gives-a-python-number",
    loses="everything",
    says="The number is right, but .item() takes it out of its tensor. A tensor without dimensions is asked for: "
    "leave .item() out.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return values.float().mean().item()


@mistake(
    "tensors.average",
    "rounds-down-the-mean-of-integers",
    loses="everything",
    says="Two slashes divide and round down, so the mean of 1 and 2 becomes 1, an integer. With one slash torch "
    "divides integers too and gives a float.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return values.sum() // values.numel()


@mistake(
    "tensors.average",
    "averages-the-rows",
    loses=[
        "gives the mean of all entries",
        "works for any number of dimensions, none too",
        "leaves its argument as it is",
    ],
    says="You average along one dimension only, so a table gives a row of means. Without an argument, mean() goes "
    "over all entries and leaves no dimension.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return values.float().mean(dim=0)


@mistake(
    "tensors.average",
    "divides-by-the-number-of-rows",
    loses=[
        "gives the mean of all entries",
        "works for any number of dimensions, none too",
        "leaves its argument as it is",
    ],
    says="Your len(values) is the number of rows, so for a table you divide by too little, and a tensor without "
    "dimensions has no len at all. The method numel() counts the entries.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return values.sum() / len(values)


@mistake(
    "tensors.average",
    "adds-in-the-narrow-dtype",
    loses=["adds up narrow integers without overflow"],
    says="You add the entries one by one in their own dtype. A uint8 holds no more than 255, so 200 + 200 wraps "
    "round to 144, without an error. Turn the values into floats before you add them up.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    total = sum(values.flatten())
    return (total / values.numel()).to(torch.float32)


@mistake(
    "tensors.average",
    "gives-a-float64",
    loses="everything",
    says="The value is right, but its dtype is float64, which .double() (and numpy) gives. float32 is asked for; "
    "print the dtype of what you return.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return values.double().mean()


@mistake(
    "tensors.average",
    "turns-the-mean-back-into-an-integer",
    loses=["gives a float32 mean of integers", "adds up narrow integers without overflow"],
    says="You turn the mean back into the dtype of the values, which for integers cuts off what stands after the "
    "point: 1.75 becomes 1. The mean stays a float32 whatever the values are.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return values.float().mean().to(values.dtype)


@mistake(
    "tensors.average",
    "keeps-a-dimension",
    loses="everything",
    says="The value is right, but it comes with a dimension: shape (1,) in place of (). A scalar is a tensor without "
    "dimensions; square brackets or keepdim add one.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return torch.tensor([values.float().mean()])


@mistake(
    "tensors.average",
    "takes-the-median",
    loses="everything",
    says="That is the median, the entry in the middle once they are sorted. The mean adds all entries up and divides "
    "by how many there are.",
    read="exercises/01_tensors/README.md#the-mean-and-a-dtype-that-matters",
)
def average(values: torch.Tensor) -> torch.Tensor:
    return values.float().median()


@mistake(
    "tensors.as_column",
    "forgets-to-refuse",
    loses=["refuses what is not one-dimensional with a ValueError"],
    says="Columns come out right, but a matrix is turned into a long column too, without a word. Look at the number "
    "of dimensions first, and raise ValueError unless it is one.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    return values.reshape(-1, 1)


@mistake(
    "tensors.as_column",
    "transposes-one-dimension",
    loses="everything",
    says="With .T you swap two dimensions, and a tensor of shape (N,) has only one, so nothing happens: the result "
    "has the shape (N,) still. A column has a second dimension, of length 1, which has to be added.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        raise ValueError("not one-dimensional")
    return values.T


@mistake(
    "tensors.as_column",
    "makes-a-row",
    loses="everything",
    says="Your result is a row: shape (1, N), one row of N entries. A column is N rows of one entry, (N, 1): the new "
    "dimension comes after the old one.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        raise ValueError("not one-dimensional")
    return values.unsqueeze(0)


@mistake(
    "tensors.as_column",
    "lets-a-scalar-through",
    loses=["refuses what is not one-dimensional with a ValueError"],
    says="You refuse two dimensions and more, but a tensor without dimensions gets through and becomes (1, 1). It is "
    "not one-dimensional either: torch.tensor(3.0).ndim is 0.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim > 1:
        raise ValueError("too many dimensions")
    return values.reshape(-1, 1)


@mistake(
    "tensors.as_column",
    "gives-a-column-back-as-it-is",
    loses=["refuses what is not one-dimensional with a ValueError"],
    says="You give a tensor of shape (N, 1) back as it is. That is kind, but the docstring asks for a ValueError for "
    "everything with other than one dimension, and a column has two.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim == 2 and values.shape[1] == 1:
        return values
    if values.ndim != 1:
        raise ValueError("not one-dimensional")
    return values.unsqueeze(1)


@mistake(
    "tensors.as_column",
    "raises-another-error",
    loses=["refuses what is not one-dimensional with a ValueError"],
    says="You do refuse, but with another error than the one asked for: a failed assert raises AssertionError. Use "
    "the statement raise with a ValueError, so that a caller can catch exactly that.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    assert values.ndim == 1, "not one-dimensional"
    return values.unsqueeze(1)


@mistake(
    "tensors.as_column",
    "returns-the-error",
    loses=["refuses what is not one-dimensional with a ValueError"],
    says="You hand the ValueError back as if it were a result, and the caller goes on with it. An error has to be "
    "raised: raise, in place of return.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        return ValueError("not one-dimensional")
    return values.unsqueeze(1)


@mistake(
    "tensors.as_column",
    "makes-floats-of-everything",
    loses=["keeps the dtype"],
    says="Your column is always float32, because it was made anew from plain numbers or with .float(). Its dtype "
    "should be that of the values: integers stay integers. Give the tensor a new shape, and its dtype stays.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        raise ValueError("not one-dimensional")
    return torch.tensor([[float(value)] for value in values])


@mistake(
    "tensors.as_column",
    "changes-the-shape-in-place",
    loses=["works for one entry and for tensors that are views or require grad", "leaves its argument as it is"],
    says="A method whose name ends in an underscore changes the tensor itself: after the call the caller's own "
    "tensor is a column too. Print values.shape before and after; the method without the underscore leaves it alone.",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        raise ValueError("not one-dimensional")
    return values.unsqueeze_(1)


@mistake(
    "tensors.as_column",
    "forgets-to-return",
    loses="everything",
    says="Your function returns None: unsqueeze and reshape give a new tensor and leave the old one alone, so what "
    "they give has to be returned. Is a `return` missing?",
    read="exercises/01_tensors/README.md#from-a-row-of-numbers-to-a-column",
)
def as_column(values: torch.Tensor) -> torch.Tensor:
    if values.ndim != 1:
        raise ValueError("not one-dimensional")
    values.unsqueeze(1)
