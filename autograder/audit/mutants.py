"""Mutants: the reference's own answer to an exercise with one small thing changed, as a slip of the hand would.

A hidden suite that gives a mutant every point cannot tell it from the reference. Either a criterion is missing, or the
change makes no difference that the contract speaks of; then it is listed as equivalent, with the reason.

The operators are the usual ones of mutation testing (Jia and Harman, "An analysis and survey of the development of
mutation testing", IEEE TSE 2011), and those slips that tensor code invites: another reduction, another dimension, a
call such as ``detach`` or ``zero_grad`` left out, another dtype.
"""

import itertools
from collections.abc import Sequence
from typing import Final

import libcst as cst
from libcst import matchers

from autograder.course.answers import Answer

_OTHER_OPERATOR: Final[dict[type[cst.CSTNode], type[cst.CSTNode]]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Divide,
    cst.Divide: cst.Multiply,
    cst.FloorDivide: cst.Multiply,
    cst.Modulo: cst.Multiply,
    cst.Power: cst.Multiply,
    cst.MatrixMultiply: cst.Multiply,
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
    cst.LessThan: cst.LessThanEqual,
    cst.LessThanEqual: cst.LessThan,
    cst.GreaterThan: cst.GreaterThanEqual,
    cst.GreaterThanEqual: cst.GreaterThan,
    cst.Equal: cst.NotEqual,
    cst.NotEqual: cst.Equal,
    cst.Is: cst.IsNot,
    cst.IsNot: cst.Is,
    cst.In: cst.NotIn,
    cst.NotIn: cst.In,
    cst.And: cst.Or,
    cst.Or: cst.And,
}

_PAIRS: Final = (
    *(("True", "False"), ("mean", "sum"), ("max", "min"), ("argmax", "argmin"), ("maximum", "minimum"), ("std", "var")),
    *(("square", "abs"), ("sqrt", "log1p"), ("floor", "ceil"), ("unsqueeze", "squeeze"), ("ones", "zeros")),
    *(("ones_like", "zeros_like"), ("rand", "randn"), ("float32", "float64"), ("sigmoid", "tanh"), ("relu", "gelu")),
    *(("ReLU", "Tanh"), ("Sigmoid", "Softplus"), ("train", "eval"), ("SGD", "Adam"), ("append", "extend")),
    *(("lower", "upper"), ("state_dict", "parameters")),
)
_OTHER_NAME: Final = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}

_Change = tuple[cst.CSTNode, cst.CSTNode]


def mutants(exercise: str, reference: str) -> list[Answer]:
    """Return the mutants of an exercise's definition, in the order of the source.

    Args:
        exercise: the exercise's id.
        reference: source of the module's reference.

    Returns:
        Answers whose names say what was changed: the line as it was, and as it is.
    """
    tree = cst.parse_module(reference)
    definition = _definition(tree, exercise.partition(".")[2])
    original = tree.code_for_node(definition).strip() + "\n"
    found: dict[str, Answer] = {}
    names: set[str] = set()
    for old, new in _changes(definition):
        changed = definition.deep_replace(old, new)
        assert isinstance(changed, cst.CSTNode)
        source = tree.code_for_node(changed).strip() + "\n"
        if source not in {original, *found} and _is_python(source):
            found[source] = Answer(exercise, _free(_named(original, source), names), source)
    return list(found.values())


def _definition(tree: cst.Module, name: str) -> cst.FunctionDef | cst.ClassDef:
    (definition,) = (
        node for node in tree.body if isinstance(node, cst.FunctionDef | cst.ClassDef) and node.name.value == name
    )
    return definition


def _is_python(source: str) -> bool:
    try:
        compile(source, "mutant.py", "exec", dont_inherit=True)
    except SyntaxError:  # a change that cannot be written cannot be handed in
        return False
    return True


def _named(before: str, after: str) -> str:
    """Name a change by the first lines that differ."""
    old, new = ([line.strip() for line in text.splitlines() if line.strip()] for text in (before, after))
    pairs = itertools.zip_longest(old, new, fillvalue="")
    return next((f"{one} -> {other}" for one, other in pairs if one != other), "")


def _free(name: str, taken: set[str]) -> str:
    numbered = (name if number == 1 else f"{name} ({number})" for number in itertools.count(1))
    free = next(each for each in numbered if each not in taken)
    taken.add(free)
    return free


def _changes(definition: cst.FunctionDef | cst.ClassDef) -> list[_Change]:
    finder = _Finder()
    definition.visit(finder)
    return finder.changes


class _Finder(cst.CSTVisitor):
    """Collects what could be changed, and into what."""

    def __init__(self) -> None:
        self.changes: list[_Change] = []

    # What says nothing about behaviour.

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        return False

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        if node.decorators:
            self._add(node, node.with_changes(decorators=[]))

    def visit_Raise(self, node: cst.Raise) -> bool:
        return False  # the statement as a whole is dropped; its words are free

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> bool:
        if matchers.matches(
            node, matchers.SimpleStatementLine([matchers.Expr(matchers.SimpleString() | matchers.ConcatenatedString())])
        ):
            return False  # a docstring
        (statement,) = node.body if len(node.body) == 1 else (None,)
        if isinstance(statement, cst.Expr | cst.AugAssign | cst.Raise | cst.Break | cst.Continue):
            self._add(statement, cst.Pass())
        if isinstance(statement, cst.Assign) and not isinstance(statement.targets[0].target, cst.Name | cst.Tuple):
            self._add(statement, cst.Pass())  # what is set in something else; a name left out would only not be found
        if isinstance(statement, cst.Return) and statement.value is not None:
            self._add(statement, cst.Return())
        return True

    # Statements.

    def visit_With(self, node: cst.With) -> None:
        self._add(node, cst.If(test=cst.Name("True"), body=node.body))

    def visit_If(self, node: cst.If) -> None:
        for constant in ("True", "False"):
            self._add(node.test, cst.Name(constant))

    def visit_IfExp(self, node: cst.IfExp) -> None:
        self._add(node, node.body)
        self._add(node, node.orelse)

    def visit_For(self, node: cst.For) -> None:
        empty = cst.Tuple(elements=[], lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        self._add(node.iter, empty)
        self._add(node, node.with_changes(body=_once(node.body)))

    def visit_While(self, node: cst.While) -> None:
        self._add(node.test, cst.Name("False"))

    # Expressions.

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> None:
        self._exchange(node.operator)
        if isinstance(node.operator, cst.Subtract | cst.Divide | cst.Power | cst.MatrixMultiply):
            self._add(node, node.with_changes(left=_bracketed(node.right), right=_bracketed(node.left)))

    def visit_BooleanOperation(self, node: cst.BooleanOperation) -> None:
        self._exchange(node.operator)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._exchange(node.operator)

    def visit_ComparisonTarget(self, node: cst.ComparisonTarget) -> None:
        self._exchange(node.operator)

    def visit_UnaryOperation(self, node: cst.UnaryOperation) -> None:
        self._add(node, node.expression)

    def visit_Integer(self, node: cst.Integer) -> None:
        value = node.evaluated_value
        for other in {value + 1, max(value - 1, 0)} - {value}:
            self._add(node, cst.Integer(str(other)))

    def visit_Float(self, node: cst.Float) -> None:
        self._add(node, cst.Float(repr(2 * node.evaluated_value if node.evaluated_value else 1.0)))

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        self._add(node, cst.SimpleString(f'"not {node.raw_value}"'))

    def visit_Name(self, node: cst.Name) -> None:
        if node.value in {"True", "False"}:
            self._exchange_name(node)

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self._exchange_name(node.attr)

    def visit_Param(self, node: cst.Param) -> None:
        if node.default is not None:
            self._add(node, node.with_changes(default=None, equal=cst.MaybeSentinel.DEFAULT))

    def visit_Subscript(self, node: cst.Subscript) -> None:
        self._add(node, node.value)

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Attribute):
            if not _is_module(node.func.value):
                self._add(node, node.func.value)  # ``x.detach()`` becomes ``x``
        else:
            self._exchange_name(node.func)
        for place, argument in enumerate(node.args):
            if len(node.args) > 1 or argument.keyword is not None:  # ``len()`` would prove nothing
                self._add(node, node.with_changes(args=_without(node.args, place)))
        plain = [place for place, argument in enumerate(node.args) if argument.keyword is None and not argument.star]
        for first, second in itertools.pairwise(plain):
            self._add(node, node.with_changes(args=_swapped(node.args, first, second)))
        if len(node.args) == 1 and not node.args[0].star and node.args[0].keyword is None:
            self._add(node, _bracketed(node.args[0].value))  # ``float(x)`` becomes ``(x)``

    def visit_Tuple(self, node: cst.Tuple) -> None:
        for first, second in itertools.pairwise(range(len(node.elements))):
            elements = list(node.elements)
            values = elements[first].value, elements[second].value
            elements[first] = elements[first].with_changes(value=values[1])
            elements[second] = elements[second].with_changes(value=values[0])
            self._add(node, node.with_changes(elements=elements))

    # How changes are kept.

    def _exchange(self, operator: cst.CSTNode) -> None:
        if type(operator) in _OTHER_OPERATOR:
            self._add(operator, _OTHER_OPERATOR[type(operator)]())

    def _exchange_name(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.Name) and node.value in _OTHER_NAME:
            self._add(node, node.with_changes(value=_OTHER_NAME[node.value]))

    def _add(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        self.changes.append((old, new))


def _once(body: cst.BaseSuite) -> cst.BaseSuite:
    if not isinstance(body, cst.IndentedBlock):
        return body
    return body.with_changes(body=[*body.body, cst.SimpleStatementLine([cst.Break()])])


def _bracketed(node: cst.BaseExpression) -> cst.BaseExpression:
    return node if node.lpar else node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _is_module(node: cst.BaseExpression) -> bool:
    return matchers.matches(
        node, matchers.Name("torch") | matchers.Name("nn") | matchers.Attribute(matchers.Name("torch"))
    )


def _without(arguments: Sequence[cst.Arg], place: int) -> list[cst.Arg]:
    left = [*arguments[:place], *arguments[place + 1 :]]
    if left:
        left[-1] = left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return left


def _swapped(arguments: Sequence[cst.Arg], first: int, second: int) -> list[cst.Arg]:
    swapped = list(arguments)
    swapped[first] = arguments[first].with_changes(value=arguments[second].value)
    swapped[second] = arguments[second].with_changes(value=arguments[first].value)
    return swapped
