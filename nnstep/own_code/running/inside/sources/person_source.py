"""The lines of a file of the person's own, for each block of code in it."""

from __future__ import annotations

import _ast as ast  # the module `ast` adds nothing that is needed here, and takes longer to load than all else

from .paths import HIDDEN, walk
from .statements import PersonLine, add_case, add_expression, add_statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import CodeType

    Block = dict[int, PersonLine]

LAMBDA = "<lambda>"
"""The name that Python gives such a function."""
ONLY_TREE = 0x400


class PersonSource:
    """A file of the person's own: its text, and the lines of each block of code in it."""

    def __init__(self, file: str, number: int, text: bytes) -> None:
        self.file = file
        self.number = number
        self.blocks: dict[tuple[str, int], Block] = {}
        self.lambdas: dict[int, str] = {}
        """The names that lambdas were assigned to, by their lines."""
        self.circling: set[int] = set()
        """Lines that hold a loop with its body."""
        tree = compile(text, file, "exec", ONLY_TREE)
        self._add_block("<module>", 0, tree.body)
        for node in walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                self._add_block(node.name, first, node.body)
            elif isinstance(node, ast.Lambda):
                self._add_lambda(node)
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.lambdas[node.value.lineno] = target.id
            elif isinstance(node, ast.For | ast.While) and node.body[0].lineno == node.lineno:
                self.circling.add(node.lineno)
        for block in self.blocks.values():
            for line in block.values():
                line.targets = list({(target.path.key(), target.in_place): target for target in line.targets}.values())
                line.reads = list({path.key(): path for path in line.reads}.values())

    def block(self, code: CodeType) -> Block:
        """Return the lines of a code object; of a comprehension there are none."""
        first = 0 if code.co_name == "<module>" else code.co_firstlineno
        return self.blocks.get((code.co_name, first), {})

    def _add_block(self, name: str, first: int, body: Iterable[ast.stmt]) -> None:
        block = self.blocks.setdefault((name, first), {})
        for node in statements(body):
            line = block.get(node.lineno)
            if line is None or line.number != node.lineno:
                line = block[node.lineno] = PersonLine(node.lineno)
            line.last = max(line.last, add_statement(line, node))
            for number in range(node.lineno + 1, line.last + 1):
                block.setdefault(number, line)
            for case in node.cases if isinstance(node, ast.Match) else ():
                number = case.pattern.lineno
                add_case(block.setdefault(number, PersonLine(number)), case)

    def _add_lambda(self, node: ast.Lambda) -> None:
        block = self.blocks.setdefault((LAMBDA, node.lineno), {})
        first = node.body.lineno
        line = block.setdefault(first, PersonLine(first))
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
