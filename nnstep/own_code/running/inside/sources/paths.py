"""A name with the attributes and subscripts that follow it, found in a syntax tree."""

from __future__ import annotations

import _ast as ast  # the module `ast` adds nothing that is needed here, and takes longer to load than all else

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

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


class ValuePath:
    """A name, and the attributes and subscripts that follow it: `self.layers[i].W`."""

    __slots__ = ("parts", "root")

    def __init__(self, root: str, parts: tuple[PathPart, ...] = ()) -> None:
        self.root = root
        self.parts = parts

    def key(self) -> tuple[object, ...]:
        """Return what is the same for paths that are spelled alike."""
        return (self.root, *(part.key() for part in self.parts))


class PathPart:
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

    def key(self) -> object:
        """Return what is the same for parts that are spelled alike."""
        if self.code is not None:
            return self.code.co_code, self.code.co_names, repr(self.code.co_consts)
        return self.attribute, repr(self.constant), self.known


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


def path_of(node: ast.AST) -> ValuePath | None:
    """Return the path that an expression spells, None where it is not one."""
    parts: list[PathPart] = []
    while True:
        if isinstance(node, ast.Name):
            return ValuePath(node.id, tuple(reversed(parts)))
        if isinstance(node, ast.Attribute):
            parts.append(PathPart(node.attr))
            node = node.value
        elif isinstance(node, ast.Subscript):
            parts.append(index_of(node.slice))
            node = node.value
        elif isinstance(node, ast.Starred):
            node = node.value
        else:
            return None


def index_of(node: ast.expr) -> PathPart:
    """Return a subscript as a part of a path."""
    if isinstance(node, ast.Constant):
        return PathPart(constant=node.value)
    if is_pure(node):
        return PathPart(code=compile(ast.Expression(node), "<index>", "eval"))
    return PathPart(known=False)


def visible(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over an expression, but not into functions that it defines."""
    yield node
    for child in children(node):
        if not isinstance(child, HIDDEN):
            yield from visible(child)
