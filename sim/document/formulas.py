"""Formulas of rules, written from their source: what stands in the documents is what acts."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.document.markdown import docstring, number
from sim.places import SIDES
from sim.rule import Rule
from sim.table import Table
from sim.world import World

OPERATORS: dict[type, tuple[str, int]] = {
    ast.BitOr: (" or ", 1), ast.BitAnd: (" and ", 2), ast.Add: (" + ", 4), ast.Sub: (" − ", 4),
    ast.Mult: (" × ", 5), ast.Div: (" / ", 5), ast.Pow: ("^", 7),
}  # fmt: skip
RELATIONS: dict[type, str] = {
    ast.Gt: " > ", ast.GtE: " ≥ ", ast.Lt: " < ", ast.LtE: " ≤ ", ast.Eq: " = ", ast.NotEq: " ≠ ",
}  # fmt: skip
COMPARING, SIGN, WHOLE = 3, 6, 9  # how tightly comparisons, signs and single words bind
FUNCTIONS = {
    "maximum": "max", "minimum": "min", "exp": "exp", "log": "log", "sqrt": "sqrt", "expit": "logistic",
    "logit": "logit", "clip": "clip",
}  # fmt: skip
SHAPE = re.compile(r",? ?`\(([a-z0-9, ]+)\)`")
TRANSPARENT = ("asarray", "broadcast_to")  # they change the form of an array, not what it says
KINDS: dict[str, type[Table]] = {
    name: kind for name, kind in World.__annotations__.items() if isinstance(kind, type) and issubclass(kind, Table)
}


@dataclass
class Formula:
    """The lines of one rule: what stands for what, and what it asks; and all that it reads of the world."""

    lines: list[str] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    reads: set[tuple[str, str]] = field(default_factory=set)


def formula_of(rule: Rule) -> Formula:
    """Return a rule's formula; TypeError if it does something no formula can say."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule.ask)))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    return Writer(vars(sys.modules[rule.ask.__module__])).write(rule.name, function.body[1:])


class Writer:
    """Turns the statements of one rule into lines."""

    def __init__(self, room: dict[str, Any]) -> None:
        self.room = room
        self.alias: dict[str, str] = {"world": "", "parameters": "="}
        self.formula = Formula()

    def write(self, name: str, body: list[ast.stmt]) -> Formula:
        """Return the lines of the body of a rule."""
        for statement in body:
            if isinstance(statement, ast.Assign):
                self.formula.lines += list(self.assignment(statement.targets[0], statement.value))
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Yield):
                assert isinstance(statement.value.value, ast.Call)
                self.formula.lines.append(self.entry(statement.value.value))
            else:
                raise TypeError(f"{name}: a formula cannot say '{ast.unparse(statement).splitlines()[0]}'")
        return self.formula

    def assignment(self, target: ast.expr, value: ast.expr) -> Iterator[str]:
        """Yield `name = expression`; a short name for a table is remembered instead."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, what in zip(target.elts, value.elts, strict=True):
                yield from self.assignment(one, what)
            return
        assert isinstance(target, ast.Name)
        if (
            isinstance(value, ast.Attribute)
            and ast.unparse(value.value) == "world"
            and value.attr in (*KINDS, "records")
        ):
            self.alias[target.id] = value.attr
            return
        yield f"{target.id} = {self.text(value)}"

    def entry(self, call: ast.Call) -> str:
        """Return what an entry asks: the decision or level, and by how much."""
        assert isinstance(call.func, ast.Name)
        words = {each.arg: each.value for each in call.keywords}
        name = ast.literal_eval(call.args[0])
        if call.func.id == "Influence":
            part = words.get("part")
            told = f"{name}, {ast.literal_eval(part)}" if part is not None else name
        elif call.func.id == "Adjust":
            told = f"{self.text(words['of'])}.{name}"
        else:
            raise TypeError(f"a formula cannot say {call.func.id}")
        if told not in self.formula.moves:
            self.formula.moves.append(told)
        return f"{told}: add {self.text(words['by'])}"

    def text(self, node: ast.expr, around: int = 0) -> str:
        """Return an expression as text, in brackets where what is around it binds more tightly."""
        written, binding = self.expression(node)
        return f"({written})" if binding < around else written

    def expression(self, node: ast.expr) -> tuple[str, int]:
        """Return an expression as text, and how tightly it binds."""
        if isinstance(node, ast.BinOp):
            sign, binding = OPERATORS[type(node.op)]
            left = self.text(node.left, binding)
            return f"{left}{sign}{self.text(node.right, binding + 1)}", binding
        if isinstance(node, ast.UnaryOp):
            sign = "not " if isinstance(node.op, ast.Invert) else "−"
            return f"{sign}{self.text(node.operand, SIGN)}", SIGN
        if isinstance(node, ast.Compare):
            sign = RELATIONS[type(node.ops[0])]
            return f"{self.text(node.left, SIGN)}{sign}{self.text(node.comparators[0], SIGN)}", COMPARING
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return number(node.value), WHOLE
        if isinstance(node, ast.Name):
            return self.name(node.id), WHOLE
        if isinstance(node, ast.Attribute):
            return self.attribute(node), WHOLE
        if isinstance(node, ast.Subscript):
            return self.subscript(node), WHOLE
        if isinstance(node, ast.Call):
            return self.call(node)
        raise TypeError(f"a formula cannot say {ast.unparse(node)}")

    def name(self, name: str) -> str:
        """Return a local name, a side, or the number a constant stands for."""
        if name in self.alias:
            return self.alias[name]
        if name.lower() in SIDES and name.isupper():
            return name.lower()
        value = self.room.get(name)
        return number(value) if isinstance(value, int | float) else name

    def attribute(self, node: ast.Attribute) -> str:
        """Return `table.quantity`, a quantity of the world, or a parameter; what is read is noted."""
        owner = self.text(node.value)
        if owner == "=":
            return node.attr
        self.formula.reads.add((owner, node.attr))
        return f"{owner}.{node.attr}" if owner else node.attr

    def subscript(self, node: ast.Subscript) -> str:
        """Return a quantity at some rows; what only lines axes up is left out."""
        inner = node.value
        if isinstance(inner, ast.Attribute) and inner.attr == "settings":
            return str(ast.literal_eval(node.slice))
        if isinstance(inner, ast.Attribute) and inner.attr == "arrays":
            return f"{self.text(inner.value)}.{ast.literal_eval(node.slice)}"
        told = self.text(inner, WHOLE)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        rows = [self.rows(each) for each in parts if not (isinstance(each, ast.Constant) and each.value is None)]
        named = [each for each in rows if each]
        return f"{told}[{', '.join(named)}]" if named else told

    def rows(self, node: ast.expr) -> str:
        """Return the rows a subscript picks, nothing for all; sites after the places are the hosts."""
        if not isinstance(node, ast.Slice):
            return self.text(node)
        return "hosts" if node.lower is not None else ""

    def call(self, node: ast.Call) -> tuple[str, int]:
        """Return a function of the field's, a sum, or a method of a table."""
        of = node.func
        assert isinstance(of, ast.Name | ast.Attribute)
        name = of.id if isinstance(of, ast.Name) else of.attr
        if name in TRANSPARENT:
            return self.expression(node.args[0])
        if isinstance(of, ast.Name) or ast.unparse(of.value) == "np":
            return self.function(name, node.args)
        if name in ("sum", "any"):
            return f"{name}({self.text(of.value, 1)}{self.along(node)})", WHOLE
        inside = ", ".join(self.text(each) for each in node.args)
        if name == "clip":
            return f"clip({self.text(of.value)}, {inside})", WHOLE
        return f"{self.text(of)}({inside})", WHOLE

    def function(self, name: str, given: list[ast.expr]) -> tuple[str, int]:
        """Return a function of numbers."""
        if name == "where":
            yes, no = self.text(given[1]), self.text(given[2])
            return f"{yes} where {self.text(given[0])}, else {no}", 0
        if name == "log1p":
            return f"log(1 {self.signed(given[0])})", WHOLE
        if name == "expm1":
            return f"exp({self.text(given[0])}) − 1", OPERATORS[ast.Sub][1]
        if name not in FUNCTIONS:
            raise TypeError(f"a formula cannot say {name}")
        return f"{FUNCTIONS[name]}({', '.join(self.text(each) for each in given)})", WHOLE

    def signed(self, node: ast.expr) -> str:
        """Return an expression with a sign before it."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return f"− {self.text(node.operand, OPERATORS[ast.Mult][1])}"
        return f"+ {self.text(node, OPERATORS[ast.Mult][1])}"

    def along(self, call: ast.Call) -> str:
        """Say what a sum runs over, where a column of a table tells."""
        axis = {each.arg: ast.literal_eval(each.value) for each in call.keywords}.get("axis")
        assert isinstance(call.func, ast.Attribute)
        axes = next(filter(None, (self.axes(each) for each in ast.walk(call.func.value))), ())
        chosen = (axis,) if isinstance(axis, int) else axis or ()
        named = [axes[each - 1] for each in chosen if each <= len(axes)]
        return f" over {' and '.join(named)}" if named else ""

    def axes(self, node: ast.AST) -> tuple[str, ...]:
        """Return the axes of a quantity of a table, nothing for anything else."""
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name | ast.Attribute):
            return ()
        kind = KINDS.get(self.text(node.value))
        if kind is None:
            return ()
        column = kind.columns.get(node.attr)
        if column is not None:
            return (kind.kind,) if column.axes is None else column.axes
        return shape(getattr(kind, node.attr, None))


def shape(quantity: object) -> tuple[str, ...]:
    """Return the axes after runs that a docstring states, as in `(runs, places)`."""
    found = SHAPE.search(docstring(quantity))
    return tuple(each for each in found.group(1).strip(",").split(", ") if each != "runs") if found else ()


def in_words(quantity: object) -> str:
    """Return a docstring without the shape it states and without the word that opens it."""
    said = SHAPE.sub("", " ".join(docstring(quantity).split()))
    said = said.replace(" ,", ",").replace(" .", ".").replace(",,", ",").replace(",.", ".").replace(", ;", ";")
    return said.removeprefix("Return ").replace("  ", " ").strip()


def readings(formulas: Iterable[Formula]) -> Iterator[tuple[str, str]]:
    """Yield all that rules read of the world, by name, with what it means in the code's own words."""
    for owner, name in sorted({each for formula in formulas for each in formula.reads}):
        kind = World if owner == "" else KINDS.get(owner)
        if kind is None or (owner == "" and name in (*KINDS, "records")):
            continue
        column = getattr(kind, "columns", {}).get(name)
        said = column.about if column is not None else in_words(getattr(kind, name, None))
        yield (f"{owner}.{name}" if owner else name), said or "given for each row, and fixed"
