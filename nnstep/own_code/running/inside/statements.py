"""What each line of a source may write, read and call, by its syntax tree."""

from __future__ import annotations

import _ast as ast  # the module `ast` adds nothing that is needed here, and takes longer to load than all else

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType

    Block = dict[int, "Line"]


class Path:
    """A name, and the attributes and subscripts that follow it: `self.layers[i].W`."""

    __slots__ = ("parts", "root")

    def __init__(self, root: str, parts: tuple[Part, ...] = ()) -> None:
        self.root = root
        self.parts = parts


class Part:
    """An attribute, or a subscript: a constant, code for an index that has no effects, or unknown."""

    __slots__ = ("attribute", "code", "constant", "known")

    def __init__(
        self,
        attribute: str | None = None,
        *,
        constant: object = None,
        code: CodeType | None = None,
        known: bool = True,
    ) -> None:
        self.attribute = attribute
        self.constant = constant
        self.code = code
        self.known = known


class CallSite:
    """A call: the path of what is called, and of each argument (with `out=`)."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Path | None, arguments: tuple[Path, ...]) -> None:
        self.function = function
        self.arguments = arguments


class Target:
    """A place that a statement writes."""

    __slots__ = ("counts", "in_place", "path")

    def __init__(self, path: Path, *, in_place: bool = False, counts: bool = False) -> None:
        self.path = path
        self.in_place = in_place
        """By an augmented assignment."""
        self.counts = counts
        """The variable of a loop over `range` or the first of `enumerate`."""


class Line:
    """All statements that begin on one line of one function, taken together."""

    __slots__ = ("body", "calls", "last", "number", "reads", "returns", "targets")

    def __init__(self, number: int) -> None:
        self.number = number
        self.last = number
        self.targets: list[Target] = []
        self.reads: list[Path] = []
        self.calls: list[CallSite] = []
        self.body: tuple[int, int] | None = None
        """Of a loop: the targets are written only if a line of the body comes next."""
        self.returns = False


PURE = (
    ast.Constant,
    ast.Name,
    ast.UnaryOp,
    ast.BinOp,
    ast.Tuple,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.operator,
    ast.unaryop,
    ast.expr_context,
)
PURE_CALLS = {"len", "str", "int"}
HIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


ONLY_TREE = 0x400


def children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes directly inside another."""
    for name in node._fields:
        field = getattr(node, name, None)
        if isinstance(field, ast.AST):
            yield field
        elif isinstance(field, list):
            yield from (inner for inner in field if isinstance(inner, ast.AST))


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all nodes inside it."""
    yield node
    for child in children(node):
        yield from walk(child)


def is_pure(node: ast.AST) -> bool:
    """Return whether an index can be computed a second time without an effect."""
    if isinstance(node, ast.Call):
        named = isinstance(node.func, ast.Name) and node.func.id in PURE_CALLS and not node.keywords
        return named and all(is_pure(argument) for argument in node.args)
    return isinstance(node, PURE) and all(is_pure(child) for child in children(node))


def path_of(node: ast.AST) -> Path | None:
    """Return the path that an expression spells, None where it is not one."""
    parts: list[Part] = []
    while True:
        if isinstance(node, ast.Name):
            return Path(node.id, tuple(reversed(parts)))
        if isinstance(node, ast.Attribute):
            parts.append(Part(node.attr))
            node = node.value
        elif isinstance(node, ast.Subscript):
            parts.append(index_of(node.slice))
            node = node.value
        elif isinstance(node, ast.Starred):
            node = node.value
        else:
            return None


def index_of(node: ast.expr) -> Part:
    """Return a subscript as a part of a path."""
    if isinstance(node, ast.Constant):
        return Part(constant=node.value)
    if is_pure(node):
        return Part(code=compile(ast.Expression(node), "<index>", "eval"))
    return Part(known=False)


def visible(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over an expression, but not into functions that it defines."""
    yield node
    for child in children(node):
        if not isinstance(child, HIDDEN):
            yield from visible(child)


def add_expression(line: Line, node: ast.AST | None) -> None:
    """Add what an expression reads, calls and assigns by `:=`."""
    if node is None or isinstance(node, HIDDEN):
        return
    inner: set[int] = set()
    for part in visible(node):
        if isinstance(part, ast.NamedExpr):
            line.targets.append(Target(Path(part.target.id)))
        elif isinstance(part, ast.Call):
            inner.add(id(part.func))
            add_call(line, part)
        elif isinstance(part, ast.Name | ast.Attribute | ast.Subscript) and isinstance(part.ctx, ast.Load):
            add_read(line, part, inner)


def add_call(line: Line, node: ast.Call) -> None:
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    paths = tuple(path for path in map(path_of, values) if path is not None)
    function = path_of(node.func)
    line.calls.append(CallSite(function, paths))
    if function is not None and function.parts and isinstance(node.func, ast.Attribute):
        line.reads.append(Path(function.root, function.parts[:-1]))


def add_read(line: Line, node: ast.Name | ast.Attribute | ast.Subscript, inner: set[int]) -> None:
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


def add_target(line: Line, node: ast.AST, *, in_place: bool = False, counts: bool = False) -> None:
    """Add the places that the target of an assignment names."""
    if isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            add_target(line, element, counts=counts)
        return
    path = path_of(node)
    if path is not None:
        line.targets.append(Target(path, in_place=in_place, counts=counts))
        if in_place:
            line.reads.append(path)
    else:
        line.calls.append(CallSite(None, tuple(found for found in map(path_of, visible(node)) if found is not None)))
    for part in visible(node):
        if isinstance(part, ast.Subscript):
            add_expression(line, part.slice)


def add_loop(line: Line, node: ast.For | ast.AsyncFor) -> None:
    line.body = (node.body[0].lineno, node.body[-1].end_lineno or node.body[-1].lineno)
    name = node.iter.func.id if isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) else ""
    if name == "enumerate" and isinstance(node.target, ast.Tuple) and len(node.target.elts) > 1:
        add_target(line, node.target.elts[0], counts=True)
        for element in node.target.elts[1:]:
            add_target(line, element)
    else:
        add_target(line, node.target, counts=name == "range")
    add_expression(line, node.iter)


def add_statement(line: Line, node: ast.stmt) -> int:
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
            end = max(item.context_expr.end_lineno or node.lineno for item in node.items)
        case ast.Match():
            add_expression(line, node.subject)
            for pattern in walk(node):
                if isinstance(pattern, ast.MatchAs) and pattern.name:
                    line.targets.append(Target(Path(pattern.name)))
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


class Source:
    """A file of the person's own: its text, and the lines of each block of code in it."""

    def __init__(self, file: str, number: int, text: bytes) -> None:
        self.file = file
        self.number = number
        self.blocks: dict[tuple[str, int], Block] = {}
        tree = compile(text, file, "exec", ONLY_TREE)
        self._add_block("<module>", 0, tree.body)
        for node in walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                self._add_block(node.name, first, node.body)
            elif isinstance(node, ast.Lambda):
                self._add_lambda(node)

    def block(self, code: CodeType) -> Block:
        """Return the lines of a code object; of a comprehension there are none."""
        first = 0 if code.co_name == "<module>" else code.co_firstlineno
        return self.blocks.get((code.co_name, first), {})

    def _add_block(self, name: str, first: int, body: Iterable[ast.stmt]) -> None:
        block = self.blocks.setdefault((name, first), {})
        for node in statements(body):
            line = block.get(node.lineno)
            if line is None or line.number != node.lineno:
                line = block[node.lineno] = Line(node.lineno)
            line.last = max(line.last, add_statement(line, node))
            for number in range(node.lineno + 1, line.last + 1):
                block.setdefault(number, line)

    def _add_lambda(self, node: ast.Lambda) -> None:
        block = self.blocks.setdefault(("<lambda>", node.lineno), {})
        first = node.body.lineno
        line = block.setdefault(first, Line(first))
        line.returns = True
        add_expression(line, node.body)
        line.last = node.body.end_lineno or first
        for number in range(first + 1, line.last + 1):
            block.setdefault(number, line)


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Return the statements of one block of code, those inside compound statements too, not of inner functions."""
    for node in body:
        yield node
        if isinstance(node, HIDDEN):
            continue
        for name in ("body", "orelse", "finalbody"):
            yield from statements(getattr(node, name, ()))
        for inner in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            yield from statements(inner.body)
