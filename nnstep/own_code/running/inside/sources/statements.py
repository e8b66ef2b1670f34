"""What the statements on one line may write, read and call."""

from __future__ import annotations

import _ast as ast  # the module `ast` adds nothing that is needed here, and takes longer to load than all else

from .paths import HIDDEN, ValuePath, path_of, visible, walk

PLAIN = {"abs", "enumerate", "float", "int", "len", "list", "max", "min", "print", "range", "sum", "tuple", "zip"}
"""Functions that are in every program and hold no value: they are not looked up."""


class CallSite:
    """A call: the path of what is called, and of each argument (with `out=`)."""

    __slots__ = ("arguments", "count", "function", "has_out", "is_plain", "owner")

    def __init__(
        self, function: ValuePath | None, arguments: tuple[ValuePath, ...], *, count: int = 0, has_out: bool = False
    ) -> None:
        self.function = function
        self.arguments = arguments
        self.count = count
        """Of arguments by position."""
        self.has_out = has_out
        self.owner = ValuePath(function.root, function.parts[:-1]) if function is not None and function.parts else None
        """What it is a method of."""
        self.is_plain = function is not None and not function.parts and function.root in PLAIN


class AssignedPlace:
    """A place that a statement writes."""

    __slots__ = ("counts", "in_place", "path")

    def __init__(self, path: ValuePath, *, in_place: bool = False, counts: bool = False) -> None:
        self.path = path
        self.in_place = in_place
        """By an augmented assignment."""
        self.counts = counts
        """The variable of a loop over `range` or the first of `enumerate`."""


class PersonLine:
    """All statements that begin on one line of one function, taken together."""

    __slots__ = ("body", "calls", "last", "number", "reads", "returns", "targets")

    def __init__(self, number: int) -> None:
        self.number = number
        self.last = number
        self.targets: list[AssignedPlace] = []
        self.reads: list[ValuePath] = []
        self.calls: list[CallSite] = []
        self.body: tuple[int, int] | None = None
        """Of a loop, a `with` or a case: the targets are written only if a line of the body comes next."""
        self.returns = False


def add_expression(line: PersonLine, node: ast.AST | None) -> None:
    """Add what an expression reads, calls and assigns by `:=`."""
    if node is None or isinstance(node, HIDDEN):
        return
    inner: set[int] = set()
    for part in visible(node):
        if isinstance(part, ast.NamedExpr):
            line.targets.append(AssignedPlace(ValuePath(part.target.id)))
        elif isinstance(part, ast.Call):
            inner.add(id(part.func))
            add_call(line, part)
        elif isinstance(part, ast.Name | ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Load):
            add_read(line, part, inner)


def add_call(line: PersonLine, node: ast.Call) -> None:
    """Add a call, and the object whose method it is to what is read."""
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    paths = tuple(path for path in map(path_of, values) if path is not None)
    function = path_of(node.func)
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Constant | ast.JoinedStr):
        return  # a method of a text
    has_out = any(keyword.arg == "out" for keyword in node.keywords)
    site = CallSite(function, paths, count=len(node.args), has_out=has_out)
    line.calls.append(site)
    if site.owner is not None:
        line.reads.append(site.owner)
    if function is not None and not site.is_plain:
        line.reads.append(function)  # a layer of PyTorch holds parameters


def add_read(line: PersonLine, node: ast.Name | ast.Attribute | ast.Subscript, inner: set[int]) -> None:
    """Add the longest path, without those that it begins with and without the name of what is called."""
    called = id(node) in inner
    path = path_of(node)
    if path is not None:
        inside: ast.AST = node
        while isinstance(inside, ast.Attribute | ast.Subscript):
            inside = inside.value
            inner.add(id(inside))
    if path is not None and not called:
        line.reads.append(path)


def add_target(line: PersonLine, node: ast.AST, *, in_place: bool = False, counts: bool = False) -> None:
    """Add the places that the target of an assignment names."""
    if isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            add_target(line, element, counts=counts)
        return
    path = path_of(node)
    if path is not None:
        line.targets.append(AssignedPlace(path, in_place=in_place, counts=counts))
        if in_place:
            line.reads.append(path)
    else:
        line.calls.append(CallSite(None, tuple(found for found in map(path_of, visible(node)) if found is not None)))
    for part in visible(node):
        if isinstance(part, ast.Subscript):
            add_expression(line, part.slice)


def extent(body: list[ast.stmt]) -> tuple[int, int]:
    """Return the first and the last line of some statements."""
    return body[0].lineno, body[-1].end_lineno or body[-1].lineno


def add_case(line: PersonLine, node: ast.match_case) -> None:
    """Add a case of a `match`, whose names are written before its body."""
    line.body = extent(node.body)
    add_expression(line, node.guard)
    for pattern in walk(node.pattern):
        if isinstance(pattern, ast.MatchAs | ast.MatchStar) and pattern.name:
            line.targets.append(AssignedPlace(ValuePath(pattern.name)))


def add_loop(line: PersonLine, node: ast.For | ast.AsyncFor) -> None:
    """Add the head of a loop, whose variables are written before each run of its body."""
    line.body = extent(node.body)
    name = node.iter.func.id if isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) else ""
    if name == "enumerate" and isinstance(node.target, ast.Tuple) and len(node.target.elts) > 1:
        add_target(line, node.target.elts[0], counts=True)
        for element in node.target.elts[1:]:
            add_target(line, element)
    else:
        add_target(line, node.target, counts=name == "range")
    add_expression(line, node.iter)


def add_statement(line: PersonLine, node: ast.stmt) -> int:
    """Add a statement, of a compound one its head; return the last line of what was added."""
    end = node.end_lineno or node.lineno
    match node:
        case ast.Assign():
            for target in node.targets:
                add_target(line, target)
            add_expression(line, node.value)
        case ast.AugAssign():
            add_target(line, node.target, in_place=True)
            add_expression(line, node.value)
        case ast.AnnAssign():
            if node.value is not None:
                add_target(line, node.target)
            add_expression(line, node.value)
        case ast.For() | ast.AsyncFor():
            add_loop(line, node)
            end = node.iter.end_lineno or node.lineno
        case ast.While() | ast.If():
            add_expression(line, node.test)
            end = node.test.end_lineno or node.lineno
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                add_expression(line, item.context_expr)
                if item.optional_vars is not None:
                    add_target(line, item.optional_vars)
            line.body = extent(node.body)  # at its end the line comes once more
            end = max(item.context_expr.end_lineno or node.lineno for item in node.items)
        case ast.Match():
            add_expression(line, node.subject)
            end = node.subject.end_lineno or node.lineno
        case ast.Return():
            line.returns = True
            add_expression(line, node.value)
        case ast.Expr():
            add_expression(line, node.value)
        case ast.Assert():
            add_expression(line, node.test)
        case ast.Try() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            end = node.lineno
        case _:
            pass
    return end
