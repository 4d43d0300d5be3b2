"""Influence, Adjust, Flow, settle: the only way to change the world, and the book of who changed it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from sim import kernels
from sim.entries import Adjust, Become, Deed, Entry, Flow, Influence, Move, Post
from sim.postings import attribute, attribute_choice
from sim.table import Array, Table

TINY = 1e-12


@dataclass
class Influences:
    """What the rules ask of one decision, by rule, each expanded to `(runs, *axes)` of the decision."""

    axes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    parts: dict[str, Array] = field(default_factory=dict)
    narrowed: dict[str, dict[str, Array]] = field(default_factory=dict)

    def add(self, rule: str, entry: Influence, strength: Array) -> None:
        """Take in one influence; ValueError if its axes or part are not the decision's."""
        if entry.part is not None and entry.part not in self.names:
            raise ValueError(f"{rule}: {entry.decision} has the parts {self.names}, not {entry.part}")
        book = self.parts if entry.part is None else self.narrowed.setdefault(entry.part, {})
        by = scaled(self._expand(rule, entry), strength)
        book[rule] = book[rule] + by if rule in book else by

    def _expand(self, rule: str, entry: Influence) -> Array:
        """Return `by` with one axis for each axis of the decision, after runs."""
        tables = entry.on if isinstance(entry.on, tuple) else (entry.on,)
        on = [each.kind for each in tables]
        if any(kind not in self.axes for kind in on) or on != sorted(on, key=self.axes.index):
            raise ValueError(f"{rule}: {entry.decision} runs along {self.axes}, not {tuple(on)}")
        by = np.asarray(entry.by, dtype=float)
        if not on:
            return by.reshape(by.shape[0], *[1] * max(len(self.axes), 1))
        sizes = dict(zip(on, by.shape[1:], strict=True))
        return by.reshape(by.shape[0], *[sizes.get(axis, 1) for axis in self.axes])

    def of(self, part: str) -> "Influences":
        """Return what is asked of one part: what is meant for all parts, and what is meant for this one."""
        merged = dict(self.parts)
        for rule, by in self.narrowed.get(part, {}).items():
            merged[rule] = merged[rule] + by if rule in merged else by
        return Influences(self.axes, (), merged)

    @property
    def total(self) -> Array:
        """The sum over rules, broadcastable to `(runs, *axes)`; zero when nobody asks."""
        total: Array = np.zeros((1, *[1] * max(len(self.axes), 1)))
        for rule in sorted(self.parts):
            total = total + self.parts[rule]
        return total


def added_hazard(null: Array, hazard: Influences, rate: Influences) -> Influences:
    """Return what each rule adds to a hazard `null exp(hazard) + rate`, along the straight line from no influence."""
    total = hazard.total
    flat = np.abs(total) < TINY
    slope = np.where(flat, 1.0, np.expm1(total) / np.where(flat, 1.0, total))
    added = {rule: null * slope * by for rule, by in hazard.parts.items()}
    for rule, by in rate.parts.items():
        added[rule] = added[rule] + by if rule in added else by
    return Influences(hazard.axes, (), added)


def scaled(amount: Array, strength: Array) -> Array:
    """Return strength times amount, and exactly nothing where the strength is zero."""
    by = strength.reshape(strength.shape[0], *[1] * (amount.ndim - 1))
    return np.where(by == 0.0, 0.0, by * amount)


class Ledger:
    """Settles what rules and decisions ask, and keeps the postings by rule, target and week."""

    def __init__(self, runs: int, keep_postings: bool) -> None:
        self.runs = runs
        self.keep_postings = keep_postings
        self.postings: dict[tuple[str, str], Array] = {}

    def open_week(self) -> None:
        """Start the postings of a new week."""
        self.postings = defaultdict(lambda: np.zeros(self.runs))

    def ask(
        self,
        asked: Iterable[tuple[str, Array, Entry]],
        books: dict[str, Influences],
    ) -> None:
        """Settle what the rules of a phase ask: `(rule, strength, entry)`; influences go to `books`."""
        adjusts: dict[tuple[str, str], tuple[Table, dict[str, Array]]] = {}
        flows: list[tuple[str, Flow]] = []
        for rule, strength, entry in asked:
            if isinstance(entry, Influence):
                books[entry.decision].add(rule, entry, strength)
            elif isinstance(entry, Adjust):
                table, parts = adjusts.setdefault((entry.of.kind, entry.level), (entry.of, {}))
                part = scaled(np.asarray(entry.by, dtype=float), strength)
                parts[rule] = parts[rule] + part if rule in parts else part
            else:
                whole = np.floor(scaled(entry.amount.astype(float), strength) + TINY).astype(np.int64)
                flows.append((rule, Flow(entry.stock, entry.of, in_place(entry, whole), entry.out_of, entry.into)))
        for (_, level), (table, parts) in adjusts.items():
            self._adjust(table, level, parts)
        self._flow(sorted(flows, key=lambda each: each[0]))

    def _adjust(self, table: Table, level: str, parts: dict[str, Array]) -> None:
        column = table.columns[level]
        before = table.arrays[level]
        wish = before
        for rule in sorted(parts):
            wish = wish + parts[rule]
        after = np.clip(wish, column.low, column.high)
        if self.keep_postings:
            granted = np.where(
                np.abs(wish - before) > TINY, (after - before) / np.where(wish == before, 1, wish - before), 1
            )
            for rule, part in parts.items():
                self.postings[rule, f"{table.kind}.{level}"] += per_run(part * granted, self.runs)
        table.arrays[level] = after
        table.changed(level)

    def _flow(self, flows: list[tuple[str, Flow]]) -> None:
        """Grant the flows of rules; out of one stock they are rationed together."""
        by_stock: dict[tuple[str, str], list[tuple[str, Flow]]] = {}
        for rule, flow in flows:
            by_stock.setdefault((flow.of.kind, flow.stock), []).append((rule, flow))
        for (kind, name), asked in by_stock.items():
            table = asked[0][1].of
            held = table.arrays[name]
            out = [flow.amount for _, flow in asked if flow.into is not None]
            granted = iter(ration(held, out))
            for rule, flow in asked:
                amount = next(granted) if flow.into is not None else flow.amount
                self.settle([Flow(name, table, amount, flow.out_of, flow.into)])
                if self.keep_postings:
                    self.postings[rule, f"{kind}.{name} {flow.into or flow.out_of}"] += per_run(amount, self.runs)

    def settle(self, deeds: Iterable[Deed]) -> None:
        """Carry out what a decision or an event did; AssertionError where a stock would not be conserved."""
        for deed in deeds:
            if isinstance(deed, Flow):
                self._settle_flow(deed)
            elif isinstance(deed, Move):
                self._settle_move(deed)
            elif isinstance(deed, Become):
                self._settle_become(deed)
            elif self.keep_postings:
                shared = attribute(deed) if isinstance(deed, Post) else attribute_choice(deed)
                for rule, amount in shared:
                    self.postings[rule, deed.target] += per_run(amount, self.runs)

    @staticmethod
    def _settle_flow(flow: Flow) -> None:
        table, account = flow.of, flow.into or flow.out_of
        if account is None or (flow.into is not None and flow.out_of is not None):
            raise ValueError(f"{flow.stock}: a flow names exactly one account")
        held, book = table.arrays[flow.stock], table.arrays[f"{flow.stock}_{account}"]
        sign = -1 if flow.into is not None else 1
        shape = held.shape if flow.cells is None else (len(held), len(flow.cells[0]))
        amount = np.ascontiguousarray(np.broadcast_to(flow.amount, shape))
        if flow.cells is None:
            bad = kernels.flow_cells(held, amount, book, sign)
        else:
            a, b = flow.cells
            held[:, a, b] += sign * amount
            book[:, a] -= sign * amount
            bad = 0 if held[:, a, b].min() < 0 else -1
        if bad >= 0:
            raise AssertionError(f"{flow.stock}, run {bad}: more left to {account} than there were")
        table.changed(flow.stock)
        table.changed(f"{flow.stock}_{account}")

    @staticmethod
    def _settle_move(move: Move) -> None:
        bad = kernels.move_cells(move.of.arrays[move.stock], move.change)
        if bad >= 0:
            raise AssertionError(f"{move.stock}, run {bad}: some were lost on the way, or left who were not there")
        move.of.changed(move.stock)

    @staticmethod
    def _settle_become(become: Become) -> None:
        column, held = become.of.columns[become.column], become.of.arrays[become.column]
        value = np.clip(become.value, column.low, column.high) if column.behaves == "level" else become.value
        if become.where is None:
            held[...] = value
        elif become.where.any():
            np.copyto(held, value, where=become.where, casting="same_kind")
        else:
            return
        become.of.changed(become.column)


def in_place(flow: Flow, amount: Array) -> Array:
    """Return the amount of a flow in the shape of its stock, whole cells or those it names."""
    held = flow.of.arrays[flow.stock]
    if flow.cells is None:
        return np.ascontiguousarray(np.broadcast_to(amount, held.shape))
    full = np.zeros_like(held)
    full[:, flow.cells[0], flow.cells[1]] = amount
    return full


def per_run(amount: Array, runs: int) -> Array:
    """Return the sum of each run, `(runs,)`."""
    flat = amount.reshape(amount.shape[0], -1).sum(axis=1)
    return np.broadcast_to(flat, (runs,))


def ration(held: Array, asked: list[Array]) -> list[Array]:
    """Return what is granted when `asked` together may exceed `held`: pro rata, whole, largest remainder.

    All arrays share one shape; ties go to the earlier request.
    """
    if not asked:
        return []
    wishes = np.stack(asked).clip(0)
    total = wishes.sum(axis=0)
    if (total <= held).all():
        return list(wishes)
    exact = wishes * (np.minimum(held, total) / np.maximum(total, 1))
    granted = np.floor(exact + TINY).astype(np.int64)
    missing = np.minimum(held, total) - granted.sum(axis=0)
    order = np.argsort(-(exact - granted), axis=0, kind="stable")
    rank = np.argsort(order, axis=0, kind="stable")
    return list(granted + (rank < missing))
