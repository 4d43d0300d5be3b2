"""The queue: tickets under way, who is served next, and what each of them wants run."""

import time
from collections.abc import Collection, Hashable, Iterable, Sequence
from itertools import count

from viz.service.hand import Job, Mark, Worker
from viz.service.orders import Block, Piece
from viz.service.shelf import Key, Shelf
from viz.service.ticket import GRID, Ticket

BLOCK = 64  # runs in lockstep: more are hardly cheaper, and a block is the least that is lost or waited for
TOLD_EVERY = 0.2  # seconds: progress that nobody could follow is not told


class Queue:
    """Tickets under way. Those whose owner has nothing to look at yet come first, then it goes by turn.

    A ticket gets a new turn with every stage that stands, and when it was given a whole block.
    """

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.tickets: list[Ticket] = []
        self.turns, self.numbers = count(), count()

    @property
    def in_order(self) -> list[Ticket]:
        """The tickets, the next one first."""
        return sorted(self.tickets, key=lambda each: each.place)

    def keys(self) -> set[Key]:
        """Return what tickets wait for."""
        return {key for each in self.tickets for key in each.request.distinct}

    def join(self, ticket: Ticket) -> None:
        """Let a ticket have what stands; if that is not all, it waits for its turn."""
        ticket.turn = next(self.turns)
        ticket.advance(self.shelf)
        if not ticket.done:
            self.tickets.append(ticket)

    def leave(self, ticket: Ticket) -> None:
        """Take a ticket out that nobody waits for any more."""
        ticket.cancelled = True
        self.tickets.remove(ticket)

    def supersede(self, owner: Hashable) -> None:
        """Take out what an owner has asked for before."""
        for each in self.in_order:
            if owner is not None and each.request.owner == owner:
                self.leave(each)

    def wanted(self, job: Job) -> list[Ticket]:
        """Return the tickets that a job works for."""
        return [each for each in self.in_order if any(map(each.request.wants, job.marks))]

    def told(self, job: Job) -> list[Ticket]:
        """Return the tickets that a job works for and that have not been told anything for a while."""
        now = time.monotonic()
        found = [each for each in self.wanted(job) if now - each.told >= TOLD_EVERY]
        for each in found:
            each.told = now
        return found

    def advance(self) -> list[Ticket]:
        """Let tickets have what stands now; return those that got something."""
        changed = [each for each in self.tickets if each.advance(self.shelf)]
        for each in changed:
            each.turn = next(self.turns)
            if each.done:
                self.tickets.remove(each)
        return changed

    def fail(self, marks: Collection[Mark] | None, why: str) -> list[Ticket]:
        """End the tickets that wait for some pieces, or all of them, with a reason; return them."""
        ended = [each for each in self.in_order if marks is None or any(map(each.request.wants, marks))]
        for each in ended:
            each.error = why
            self.tickets.remove(each)
        return ended

    def serve(self, workers: Sequence[Worker[Job]]) -> None:
        """Stop what nobody wants any more, and give the workers what comes next."""
        for worker in workers:
            for job in worker.wanted:
                if not self.wanted(job):
                    worker.stop(job)
        while any(self.give(each, workers) for each in self.in_order):
            pass  # whoever was served may have a new turn: begin again with the first

    def give(self, ticket: Ticket, workers: Iterable[Worker[Job]]) -> bool:
        """Give a block of a ticket to a worker who is free for it; return whether there was one, and anything to do."""
        begun = {mark for each in workers for job in each.wanted for mark in job.marks}
        free = [each for each in workers if each.takes(urgent=ticket.urgent)]
        todo = self.todo(ticket, begun)
        if not free or not todo:
            return False
        taken = portion(todo, len(free))
        if ticket.urgent:
            taken += self.alongside(ticket, taken, begun, len(free))
        keys, pieces = zip(*taken, strict=True)
        block = Block(pieces, ticket.request.weeks, ticket.request.random_seed)
        one = min(free, key=lambda each: len(each.wanted))  # rather one that is idle than one that is interrupted
        one.give(Job(number=next(self.numbers), block=block, keys=keys, urgent=ticket.urgent))
        if block.runs > BLOCK - GRID:
            ticket.turn = next(self.turns)
        return True

    def todo(self, ticket: Ticket, begun: Collection[Mark]) -> list[tuple[Key, Piece]]:
        """Return what a ticket's next stage needs and nobody is at."""
        missing = ticket.request.missing(ticket.target, self.shelf)
        return [(key, piece) for key, piece in missing if (key, piece.first) not in begun]

    def alongside(
        self, ticket: Ticket, taken: list[tuple[Key, Piece]], begun: Collection[Mark], hands: int
    ) -> list[tuple[Key, Piece]]:
        """Return the first stages of others who wait that are run in the same block, each worker taking its share.

        A stage of 8 runs costs a week's fixed work like one of 64: when a class asks at once, four questions in a block
        take little more than twice the time of one.
        """
        same = (ticket.request.weeks, ticket.request.random_seed)
        others = [each for each in self.in_order if each.urgent and each is not ticket]
        waiting = [each for each in others if (each.request.weeks, each.request.random_seed) == same]
        share = -(-(len(waiting) + 1) // hands) - 1
        found: list[tuple[Key, Piece]] = []
        for other in waiting:
            more = [each for each in self.todo(other, begun) if each not in taken and each not in found]
            if not more:
                continue
            if share == 0 or sum(piece.runs for _, piece in (*taken, *found, *more)) > BLOCK:
                break
            found += more
            share -= 1
        return found


def portion(todo: list[tuple[Key, Piece]], hands: int) -> list[tuple[Key, Piece]]:
    """Return how much of what is to be done one of so many free workers should take: its share, at most a block."""
    share = -(-len(todo) // hands)
    taken = todo[:1]
    for each in todo[1:share]:
        if sum(piece.runs for _, piece in taken) + each[1].runs > BLOCK:
            break
        taken.append(each)
    return taken
