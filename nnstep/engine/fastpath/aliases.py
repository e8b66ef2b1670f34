"""Which quantities share memory: parts of one vector, and names for the same value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from nnstep.engine.fastpath.fuse import Fusion
from nnstep.engine.fastpath.ir import Operand, Statement, Temporary, memory
from nnstep.expr.array import Array
from nnstep.expr.tree import Expr, Name, Shorthand, names

Owner = str | Temporary
"""What stands for a piece of memory: the quantity, vector or temporary that it was taken for."""


class Aliases:
    """The owner of each quantity's memory; lowering adds what it finds."""

    def __init__(
        self,
        statements: Sequence[Statement],
        fusions: Sequence[Fusion],
        given: dict[str, Array],
        parameters: Collection[str],
        kept: Collection[str],
    ) -> None:
        """Find the aliases among the statements; the arrays `given` are extended by what is computed in their place.

        Parameters and what is `kept` are read after the training step's end, too.
        """
        self._owners: dict[str, Owner] = {
            id: vector for fusion in fusions for vector, ids in fusion.vectors.items() for id in ids
        }
        written = {statement.target for statement in statements}
        self._follow_names(statements, given, written - set(parameters))
        self._last_read: dict[Owner, int] = {self.owner(id): len(statements) for id in (*parameters, *kept)}
        self._writes: defaultdict[Owner, list[int]] = defaultdict(list)
        for at, statement in enumerate(statements):
            self._writes[self.owner(statement.target)].append(at)
            for id in names(statement.expression):
                self._last_read[self.owner(id)] = max(at, self._last_read.get(self.owner(id), 0))

    def _follow_names(self, statements: Sequence[Statement], given: dict[str, Array], computed: set[str]) -> None:
        """Let a name for a computed value own nothing; if it has an array, its value is computed right there."""
        sources = {s.target: id for s in statements if (id := _renamed(s.expression)) is not None}
        for target, named in sources.items():
            source = named
            while source in sources:
                source = sources[source]
            if source not in computed:
                continue
            if target not in given:
                self._owners[target] = self.owner(source)
            elif source not in given:
                given[source] = given[target]
                self._owners[source] = self.owner(target)

    def owner(self, id: str) -> Owner:
        """Return what stands for the memory that a quantity shares with others, or has alone."""
        return self._owners.get(id, id)

    def owners(self, operand: Operand) -> set[Owner]:
        """Return the owners of all memory that an operand reads."""
        return {self.owner(m.id) if not isinstance(m, Temporary) else m for m in memory(operand)}

    def share(self, id: str, operand: Operand) -> None:
        """Note that a quantity has the memory of an operand, which is one array or a view of one."""
        (self._owners[id],) = self.owners(operand)

    def separate(self, id: str) -> None:
        """Note that a quantity has memory of its own."""
        self._owners.pop(id, None)

    def is_overwritten(self, id: str, alias: str, at: int) -> bool:
        """Return whether `id` gets a new value after statement `at` while `alias`, its old value, is still read."""
        later = [write for write in self._writes.get(self.owner(id), []) if write > at]
        return bool(later) and self._last_read.get(self.owner(alias), 0) > min(later)


def _renamed(expression: Expr) -> str | None:
    while isinstance(expression, Shorthand):
        expression = expression.body
    return expression.id if isinstance(expression, Name) else None


def numbers_beside_arrays(statements: Sequence[Statement], shapes: Mapping[str, tuple[int, ...]]) -> set[str]:
    """Return the numbers that expressions with arrays read."""
    reads = [names(statement.expression) for statement in statements]
    numbers = {id for read in reads for id in read if shapes.get(id) == ()}
    return {id for read in reads if not numbers.issuperset(read) for id in numbers.intersection(read)}
