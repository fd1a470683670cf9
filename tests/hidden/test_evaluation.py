"""Chapter 7, graded: models that tell their state in their outputs, and files that the worker writes and reads."""

import functools

import pytest
import torch

from autograder.grading.suite import WrongAnswerError, assert_close, check_tensor, criterion, entries, refuses

# split


def rows_of(part, source, what):
    """Return which rows of ``source``, all different, the rows of ``part`` are."""
    numbers = {tuple(row): number for number, row in enumerate(source.reshape(len(source), -1).tolist())}
    rows = [numbers.get(tuple(row)) for row in part.reshape(len(part), source[0].numel()).tolist()]
    if None in rows:
        raise WrongAnswerError(f"{what} holds a row that is no row of the inputs")
    return rows


def parts_of(answer, inputs, targets):
    """Return the numbers of the train rows and of the test rows, having checked that inputs and targets agree."""
    found = entries(answer, 4)
    numbers = []
    for name, part, part_targets in (("train", *found[:2]), ("test", *found[2:])):
        for values in (part, part_targets):
            if not isinstance(values, torch.Tensor) or values.ndim == 0:
                raise WrongAnswerError(f"a {name} part is no tensor with rows")
        check_tensor(part, (len(part), *inputs.shape[1:]), inputs.dtype, what=f"{name}_inputs")
        rows = rows_of(part, inputs, f"{name}_inputs")
        assert_close(part_targets, targets[rows], rtol=0, atol=0, what=f"{name}_targets")
        numbers.append(rows)
    if sorted(numbers[0] + numbers[1]) != list(range(len(inputs))):
        raise WrongAnswerError("the two parts together do not hold every row exactly once")
    return numbers


def drawn_rows(student, inputs, targets, fraction, *generator, times):
    """Return the numbers of the test rows, sorted, of so many splits with one generator."""
    answers = student.each(student.evaluation.split, [(inputs, targets, fraction, *generator)] * times)
    return [sorted(parts_of(answer, inputs, targets)[1]) for answer in answers]


@criterion("evaluation.split", "puts every row in exactly one part, inputs and targets together", weight=3)
def test_split(student, draw):
    for samples, fraction in ((10, 0.3), (16, 0.25), (7, 0.6)):
        inputs, targets = draw.normal(samples, 3), draw.normal(samples, 2)
        parts_of(student.evaluation.split(inputs, targets, fraction), inputs, targets)


@criterion("evaluation.split", "gives round(N * test_fraction) test rows", weight=2)
def test_split_sizes(student, draw):
    sizes = (12, 0.25), (10, 0.27), (10, 0.33), (10, 0.25), (14, 0.25), (5, 0.5), (7, 0.5), (9, 0.9), (3, 0.1), (1, 0.6)
    cases = [(draw.normal(samples, 3), draw.normal(samples, 1), fraction) for samples, fraction in sizes]
    for answer, (inputs, targets, fraction) in zip(student.each(student.evaluation.split, cases), cases, strict=True):
        wanted = round(len(inputs) * fraction)
        train_inputs, train_targets, test_inputs, test_targets = entries(answer, 4)
        check_tensor(test_inputs, (wanted, 3), what="test_inputs")
        check_tensor(test_targets, (wanted, 1), what="test_targets")
        check_tensor(train_inputs, (len(inputs) - wanted, 3), what="train_inputs")
        check_tensor(train_targets, (len(inputs) - wanted, 1), what="train_targets")
        parts_of(answer, inputs, targets)


@criterion("evaluation.split", "draws the test rows at random, any row as likely as any other", weight=2)
def test_split_is_random(student, draw):
    inputs, targets = draw.normal(5, 2), draw.normal(5, 1)
    drawn = drawn_rows(student, inputs, targets, 0.4, times=40)
    # Of 40 draws, a row is in 16 (3 more or less) and each of the ten pairs in 4 on average.
    often = [sum(row in rows for rows in drawn) for row in range(5)]
    assert min(often) >= 3, "over many calls, some row was hardly ever a test row"
    assert len(set(map(tuple, drawn))) >= 7, "over many calls, only few different choices of test rows came up"


@criterion("evaluation.split", "takes its random numbers from the generator it is given, and from no other", weight=2)
def test_split_generator(student, draw):
    inputs, targets, seed = draw.normal(20, 3), draw.normal(20, 1), draw.integer(0, 1000)
    student.later.kit.seed(1)
    first = drawn_rows(student, inputs, targets, 0.5, student.later.kit.generator(seed), times=4)
    after = student.torch.rand(4)
    again = drawn_rows(student, inputs, targets, 0.5, student.later.kit.generator(seed), times=4)
    other = drawn_rows(student, inputs, targets, 0.5, student.later.kit.generator(seed + 1), times=4)
    assert first == again, "generators of one seed give different test rows"
    assert first != other, "generators of different seeds give the same test rows"
    assert first[1:] != first[:-1], "further calls with the same generator give the same test rows"
    assert_close(after, torch.rand(4, generator=torch.Generator().manual_seed(1)), what="the next global random number")


@criterion("evaluation.split", "takes them from torch's global generator where none is given", weight=1)
def test_split_global(student, draw):
    inputs, targets, seed = draw.normal(20, 3), draw.normal(20, 1), draw.integer(0, 1000)
    student.later.kit.seed(seed)
    first = drawn_rows(student, inputs, targets, 0.5, times=4)
    student.later.kit.seed(seed)
    again = drawn_rows(student, inputs, targets, 0.5, times=4)
    student.later.kit.seed(seed + 1)
    other = drawn_rows(student, inputs, targets, 0.5, times=4)
    assert first == again, "one seed gives different test rows"
    assert first != other, "different seeds give the same test rows"
    assert first[1:] != first[:-1], "further calls give the same test rows"


@criterion("evaluation.split", "refuses a fraction that is not between 0 and 1", weight=1)
def test_split_refuses(student, draw):
    inputs, targets = draw.normal(8, 3), draw.normal(8, 1)
    for fraction in (0.0, 1.0, -0.25, 1.25, 0, 1, 4):
        with refuses(f"a test_fraction of {fraction}"):
            student.evaluation.split(inputs, targets, fraction)
    for fraction in (0.01, 0.99):
        parts_of(student.evaluation.split(inputs, targets, fraction), inputs, targets)


@criterion("evaluation.split", "takes rows of any shape and dtype, and leaves inputs and targets as they are", weight=1)
def test_split_arguments(student, draw):
    first = draw.integer(0, 1000)
    integers = first + torch.arange(9)
    for inputs, targets, requires_grad in (
        (draw.normal(9, 2, 3), integers, False),
        (integers, draw.normal(9).double(), False),
        (draw.normal(9, 1).double(), draw.normal(9, 1) > 0, False),
        (draw.normal(9, 3), draw.normal(9, 2), True),
    ):
        kept = [student.keep(each, requires_grad=requires_grad, strided=True) for each in (inputs, targets)]
        parts_of(student.evaluation.split(*kept, 0.33), inputs, targets)
        looks = student.kit.each(student.kit.look, [[each] for each in kept])
        for now, before, name in zip(looks, (inputs, targets), ("inputs", "targets"), strict=True):
            assert_close(now["value"], before, rtol=0, atol=0, what=f"{name} after the call")
            assert_close([now["requires_grad"], now["grad"]], [requires_grad, None], what=f"{name}, grad of, after it")


# predict


TRAINING, RECORDING = 0.5, 2.0
"""By which factors the outputs of a probe differ where it is in training mode, and where gradients are recorded."""


@pytest.fixture
def linear(draw):
    """A linear model of five inputs and three targets."""
    return {"weights": draw.away_from_zero(3, 5), "bias": draw.away_from_zero(3)}


def right_outputs(inputs, linear, *, training=False):
    """Return what a probe gives that tells only its modes; it has two, its own and its part's, which counts twice."""
    outputs = inputs.double() @ linear["weights"].double().T + linear["bias"].double()
    return (outputs * (1 + 3 * TRAINING * training)).float()


def probe(student, linear, **parts):
    """Return a model there, all of it in training mode or none."""
    training = parts.pop("in_training", True)
    return student.later.kit.probe(**linear, modes=[training, training], **parts)


@criterion("evaluation.predict", "gives the model's outputs in evaluation mode", weight=3)
def test_predict(student, draw, linear):
    for samples, in_training in ((7, True), (4, False), (1, True)):
        inputs = draw.normal(samples, 5)
        model = probe(student, linear, training=TRAINING, in_training=in_training)
        assert_close(student.evaluation.predict(model, inputs), right_outputs(inputs, linear))


@criterion("evaluation.predict", "gives outputs that do not require grad", weight=2)
def test_predict_without_grad(student, draw, linear):
    inputs = draw.normal(7, 5)
    for requires_grad in (False, True):
        kept = student.keep(inputs, requires_grad=requires_grad)
        asked = student.kit.gradients_behind(student.evaluation.predict, [model := probe(student, linear), kept], model)
        answer, gradient, *behind = entries(asked, 5)
        assert_close(answer, right_outputs(inputs, linear))
        assert_close(gradient, right_outputs(inputs, linear), what="a gradient made with it")
        assert behind == [None] * 3, "a backward pass goes through it and leaves gradients on the model or the inputs"


@criterion("evaluation.predict", "leaves model.training as it was", weight=2)
def test_predict_mode(student, draw, linear):
    inputs = draw.normal(7, 5)
    for in_training in (True, False):
        model = probe(student, linear, training=TRAINING, in_training=in_training)
        after = student.kit.model_after(student.evaluation.predict, [model, inputs], model, inputs)
        assert_close(after["answer"], right_outputs(inputs, linear))
        mode = "training" if in_training else "evaluation"
        wanted = right_outputs(inputs, linear, training=in_training)
        assert_close(after["outputs"], wanted, what=f"what a model in {mode} mode gives after the call")


def unchanged(after, linear, gradients, inputs):
    """Hold what a call left of a probe's parameters against what they were, ``gradients`` being on them before."""
    assert_close(after["values"], list(linear.values()), rtol=0, atol=0, what="the list of parameters after the call")
    # The backward pass of the sum of the outputs, (1 + RECORDING) times linear, came after the call.
    ones = torch.ones(len(inputs), 3)
    added = [(1 + RECORDING) * ones.T @ inputs, (1 + RECORDING) * ones.sum(dim=0)]
    expected = [gradient + more for gradient, more in zip(gradients, added, strict=True)]
    assert_close(after["gradients"], expected, what="the list of gradients, with those of a new backward pass,")


def arguments_after(after):
    """Return values, gradients and whether they are wanted, for the tensors that a call had for arguments."""
    return [[each["value"], each["grad"], each["requires_grad"]] for each in after["arguments"]]


@criterion("evaluation.predict", "leaves parameters, gradients and inputs as they are", weight=1)
def test_predict_arguments(student, draw, linear):
    inputs = draw.normal(7, 5)
    gradients = [draw.away_from_zero(3, 5), draw.away_from_zero(3)]
    model = probe(student, linear, gradients=gradients)
    answer = student.evaluation.predict(model, inputs)
    assert_close(answer, right_outputs(inputs, linear))
    for requires_grad in (False, True):
        model = probe(student, linear, gradients=gradients, recording=RECORDING)
        kept = student.keep(inputs, requires_grad=requires_grad)
        after = student.kit.model_after(student.evaluation.predict, [model, kept], model, inputs)
        unchanged(after, linear, gradients, inputs)
        assert_close(arguments_after(after), [[inputs, None, requires_grad]], what="the inputs after the call")


@criterion("evaluation.predict", "works for one sample, one input, one target, and tensors that are views", weight=1)
def test_predict_shapes(student, draw):
    for samples, features, targets in ((1, 5, 3), (6, 1, 2), (6, 4, 1), (1, 1, 1)):
        inputs = draw.normal(samples, features)
        linear = {"weights": draw.away_from_zero(targets, features), "bias": draw.away_from_zero(targets)}
        view = student.keep(inputs, strided=True)
        assert_close(student.evaluation.predict(probe(student, linear), view), right_outputs(inputs, linear))


# evaluate


def predicts(student):
    """The learner's own predict, on a copy of the model over there; what it leaves of that is copied back."""

    def predict(model, inputs):
        recording = torch.is_grad_enabled()
        asked = student.kit.replay(student.evaluation.predict, model.parts(), inputs.detach(), recording=recording)
        answer, requires_grad, parts, recorded = entries(asked, 4)
        model.become(parts)
        torch.set_grad_enabled(recorded)
        return answer.requires_grad_(requires_grad)

    return predict


def with_predict_alone(evaluation):
    """Rely on predict for all but the loss."""

    def evaluate(model, loss, inputs, targets):
        return loss(evaluation.predict(model, inputs), targets).item()

    return evaluate


@pytest.fixture
def on_predict(follows):
    """The comparison, with the learner's own predict in the reference where that has an error."""
    with torch.enable_grad():  # one error is to leave that switched off
        yield functools.partial(follows, stands={"predict": predicts}, forms=[with_predict_alone])


def evaluated(it, linear, inputs, targets, *, loss=None, **parts):
    """Return what the call of evaluate gives, and what it leaves."""
    model, loss = probe(it, linear, **parts), it.later.kit.probe_loss(**(loss or {}))
    return it.kit.model_after(it.evaluation.evaluate, [model, loss, inputs, targets], model, inputs.detach())


@criterion("evaluation.evaluate", "gives the loss in evaluation mode, as a Python float", weight=3)
def test_evaluate(on_predict, draw, linear):
    cases = [(draw.normal(samples, 5), 2 * draw.normal(samples, 3), mode) for samples, mode in ((7, True), (4, False))]

    def question(it):
        asked = [evaluated(it, linear, *data, training=TRAINING, in_training=mode) for *data, mode in cases]
        return [after["answer"] for after in asked]

    on_predict(question)


@criterion("evaluation.evaluate", "calls the criterion with the predictions first and the targets second", weight=1)
def test_evaluate_order(on_predict, draw, linear):
    inputs, targets = draw.normal(7, 5), 2 * draw.normal(7, 3)
    on_predict(lambda it: evaluated(it, linear, inputs, targets, loss={"weight": 3.0})["answer"])


@criterion("evaluation.evaluate", "computes the loss with gradients disabled", weight=2)
def test_evaluate_without_grad(on_predict, draw, linear):
    inputs, targets = draw.normal(7, 5), 2 * draw.normal(7, 3)
    loss = {"recording": RECORDING}
    on_predict(lambda it: evaluated(it, linear, inputs, targets, loss=loss, recording=RECORDING)["answer"])


@criterion("evaluation.evaluate", "leaves model.training as it was", weight=2)
def test_evaluate_mode(on_predict, draw, linear):
    inputs, targets = draw.normal(7, 5), 2 * draw.normal(7, 3)

    def question(it):
        asked = [evaluated(it, linear, inputs, targets, training=TRAINING, in_training=mode) for mode in (True, False)]
        return [[after["answer"], after["outputs"]] for after in asked]

    on_predict(question)


@criterion("evaluation.evaluate", "leaves parameters, gradients, inputs and targets as they are", weight=1)
def test_evaluate_arguments(on_predict, draw, linear):
    inputs, targets = draw.normal(7, 5), 2 * draw.normal(7, 3)
    gradients = [draw.away_from_zero(3, 5), draw.away_from_zero(3)]

    def question(it):
        kept = [[it.keep(each, requires_grad=grad) for each in (inputs, targets)] for grad in (False, True)]
        asked = [evaluated(it, linear, *each, gradients=gradients) for each in kept]
        return [[after["answer"], after["values"], after["gradients"], arguments_after(after)] for after in asked]

    on_predict(question)


@criterion("evaluation.evaluate", "works for one sample, one input and one target", weight=1)
def test_evaluate_shapes(on_predict, draw):
    cases = [
        (
            {"weights": draw.away_from_zero(targets, features), "bias": draw.away_from_zero(targets)},
            draw.normal(samples, features),
            3 * draw.away_from_zero(samples, targets),
        )
        for samples, features, targets in ((1, 5, 3), (6, 1, 2), (6, 4, 1), (1, 1, 1))
    ]
    on_predict(lambda it: [evaluated(it, *case)["answer"] for case in cases])


# save_model


def network(student, state):
    """Return a model there with parameters, buffers and an integer among them."""
    nn = student.later.torch.nn
    model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 1))
    nn.Module.load_state_dict(model, state)
    return model


def network_state(draw):
    """Return values for all that is in the state of such a model."""
    return {
        "0.weight": draw.normal(3, 4),
        "0.bias": draw.normal(3),
        "1.weight": draw.normal(3),
        "1.bias": draw.normal(3),
        "1.running_mean": draw.normal(3),
        "1.running_var": draw.uniform(0.5, 2, 3),
        "1.num_batches_tracked": torch.tensor(draw.integer(1, 1000)),
        "3.weight": draw.normal(1, 3),
        "3.bias": draw.normal(1),
    }


def file_of(linear):
    """Return the state_dict of a probe with these values."""
    return {"linear.weight": linear["weights"], "linear.bias": linear["bias"]}


def same_state(found, state, what):
    """Hold a state dict against the right one: the same names, the very same values."""
    if not isinstance(found, dict):
        raise WrongAnswerError(f"{what} is not the state_dict of a model")
    if found.keys() != state.keys():
        raise WrongAnswerError(f"{what} does not have the entries that the state_dict of the model has")
    for name, value in state.items():
        assert_close(found[name], value, rtol=0, atol=0, what=f"{name} in {what}")


@criterion("evaluation.save_model", "writes the state_dict of the model, all of it and nothing else", weight=4)
def test_save_model(student, draw):
    state = network_state(draw)
    (found,) = entries(student.kit.saved(student.evaluation.save_model, [network(student, state)]), 1)
    same_state(found, state, "the file")


@criterion("evaluation.save_model", "takes the path as text and as a Path, whatever the name", weight=2)
def test_save_model_path(student, draw, linear):
    model = probe(student, linear)
    for as_text, name in ((True, "weights"), (False, "after 400 epochs.pth")):
        asked = student.kit.saved(student.evaluation.save_model, [model], as_text=as_text, name=name)
        same_state(entries(asked, 1)[0], file_of(linear), "the file")


@criterion("evaluation.save_model", "replaces a file that is already there", weight=1)
def test_save_model_again(student, draw):
    linears = [{"weights": draw.normal(3, 5), "bias": draw.normal(3)} for _ in range(2)]
    models = [probe(student, linear) for linear in linears]
    found = entries(student.kit.saved(student.evaluation.save_model, models), 2)
    for each, linear in zip(found, linears, strict=True):
        same_state(each, file_of(linear), "the file")


@criterion("evaluation.save_model", "leaves the model as it is", weight=1)
def test_save_model_argument(student, draw, linear):
    inputs = draw.normal(7, 5)
    gradients = [draw.away_from_zero(3, 5), draw.away_from_zero(3)]
    learning = probe(student, linear, training=TRAINING)
    looking = probe(student, linear, training=TRAINING, in_training=False, gradients=gradients, recording=RECORDING)
    in_training, in_evaluation = (
        student.kit.model_after(student.kit.saved, [student.evaluation.save_model, [model]], model, inputs)
        for model in (learning, looking)
    )
    for after in (in_training, in_evaluation):
        same_state(entries(after["answer"], 1)[0], file_of(linear), "the file")
    wanted = right_outputs(inputs, linear, training=True)
    assert_close(in_training["outputs"], wanted, what="what a model in training mode gives after the call")
    unchanged(in_evaluation, linear, gradients, inputs)


# load_model


@pytest.fixture
def wanted(draw):
    """What a file holds: the values of a linear model of five inputs and three targets."""
    return {"weights": draw.away_from_zero(3, 5), "bias": draw.away_from_zero(3)}


def load(student, linear, wanted, inputs, *, in_training=True, training=0.0, **file):
    """Load ``wanted`` into a model that is ``linear``, check the values, and return all that was found."""
    model = probe(student, linear, in_training=in_training, training=training)
    found = student.kit.loaded(student.evaluation.load_model, model, file_of(wanted), inputs, **file)
    same_state(found["state"], file_of(wanted), "the model after the call")
    return found


@criterion("evaluation.load_model", "loads the values in the file into the model, and returns this model", weight=3)
def test_load_model(student, draw, linear, wanted):
    inputs = draw.normal(7, 5)
    for as_text in (True, False):
        found = load(student, linear, wanted, inputs, as_text=as_text)
        assert_close(found["outputs"], right_outputs(inputs, wanted), what="what the returned model gives")
        moved = {name: value + 1 for name, value in wanted.items()}
        reason = "what the returned model gives after a change of the model that was passed in"
        assert_close(found["moved"], right_outputs(inputs, moved), what=reason)
    state, before = network_state(draw), network(student, network_state(draw))
    found = student.kit.loaded(student.evaluation.load_model, before, state, draw.normal(7, 4))
    same_state(found["state"], state, "the model after the call")


@criterion("evaluation.load_model", "returns the model in evaluation mode", weight=2)
def test_load_model_mode(student, draw, linear, wanted):
    inputs = draw.normal(7, 5)
    for in_training in (True, False):
        found = load(student, linear, wanted, inputs, training=TRAINING, in_training=in_training)
        assert_close(found["outputs"], right_outputs(inputs, wanted), what="what the returned model gives")


@criterion("evaluation.load_model", "refuses a file that holds more than tensors, and executes nothing in it", weight=2)
def test_load_model_refuses(student, draw, linear, wanted):
    found = student.kit.refused(
        student.evaluation.load_model, probe(student, linear), file_of(wanted), draw.integer(1, 1000)
    )
    assert_close(found["kept"], [], what="the list of calls that the file asked for and got")
    assert found["raised"] is True, "such a file went through without an error"
    same_state(found["state"], file_of(linear), "the model after such a file")
    load(student, linear, wanted, draw.normal(7, 5))


@criterion("evaluation.load_model", "loads what was saved on a device that this machine does not have", weight=2)
def test_load_model_elsewhere(student, draw, linear, wanted):
    inputs = draw.normal(7, 5)
    found = load(student, linear, wanted, inputs, elsewhere=True)
    assert_close(found["outputs"], right_outputs(inputs, wanted), what="what the returned model gives")


@criterion("evaluation.load_model", "leaves the model able to learn", weight=1)
def test_load_model_learns(student, draw, linear, wanted):
    inputs = draw.normal(7, 5)
    found = load(student, linear, wanted, inputs)
    gradients = [torch.ones(3, 7) @ inputs, torch.full((3,), 7.0)]
    assert_close(found["gradients"], gradients, what="the list of gradients after a backward pass")
