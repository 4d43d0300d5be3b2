"""A worker process: takes orders over a pipe, urgent ones in between, dies with its parent."""

import gc
import os
import signal
import sys
import time
import traceback
from multiprocessing.connection import Connection
from typing import Any

from sim.errors import AftermathError
from viz.screen.worlds import world_of
from viz.service.orders import Block, Done, Failed, Order, Piece, Progress, Ready, Stop, run_pieces

TOLD_EVERY = 8  # beats: a screen needs no more
# Two worlds that differ, so that compiled code is loaded for values that all runs share and for those they do not.
WARM_UP = (("aleppo_falls", "contested"), ("siege_broken", "null"))
WARM_WEEKS = 2
TRIAL_RUNS, TRIAL_WEEKS = 64, 8  # a block of runs as long computations have it; a tenth of a second


class StoppedError(Exception):
    """The order under way is no longer wanted."""


class AloneError(Exception):
    """The parent is gone."""


class Desk:
    """Where orders are carried out; between two weeks of one it looks up for others."""

    def __init__(self, line: Connection, ready: Ready) -> None:
        self.line, self.ready = line, ready
        self.open: set[int] = set()
        self.stopped: set[int] = set()

    def serve(self) -> None:
        """Carry out orders until the parent is gone."""
        self.say(self.ready)
        while True:
            self.hear()

    def say(self, message: Any) -> None:
        """Send a message; AloneError if nobody is there."""
        try:
            self.line.send(message)
        except OSError as problem:
            raise AloneError from problem

    def hear(self) -> None:
        """Take one message, and do what it says; AloneError if nobody is there."""
        try:
            message = self.line.recv()
        except (EOFError, OSError) as problem:
            raise AloneError from problem
        if isinstance(message, Order):
            self.say(self.carry_out(message))
        elif isinstance(message, Stop) and message.number in self.open:
            self.stopped.add(message.number)

    def carry_out(self, order: Order) -> Done | Failed:
        """Do what an order says and return how it ended."""
        done, beats = 0, 0

        def beat(amount: int) -> None:
            nonlocal done, beats
            done, beats = done + amount, beats + 1
            while order.number not in self.stopped and self.line.poll():
                self.hear()
            if order.number in self.stopped:  # orders that came later are for whoever called
                raise StoppedError
            if beats % TOLD_EVERY == 0:
                self.say(Progress(order.number, done))

        self.open.add(order.number)
        try:
            answer = order.work(order.what, beat)
            return Done(order.number, answer, done)
        except StoppedError:
            return Failed(order.number, None)
        except AloneError:
            raise
        except AftermathError as problem:
            return Failed(order.number, str(problem))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the reader is told, and the worker goes on
            traceback.print_exc()
            return Failed(order.number, f"a run failed ({type(problem).__name__}: {problem})")
        finally:
            self.open.discard(order.number)
            self.stopped.discard(order.number)
            gc.collect()  # a model refers to itself: left alone, the arrays of many blocks would wait to be freed


def warm_up() -> Ready:
    """Load the model and its compiled code, and measure how fast it runs here on a short block."""
    pieces = tuple(Piece(world_of(*each), 0, 1) for each in WARM_UP)
    run_pieces(Block(pieces, WARM_WEEKS, 1), lambda _: None)
    began = time.monotonic()
    run_pieces(Block((Piece(world_of(*WARM_UP[0]), 0, TRIAL_RUNS),), TRIAL_WEEKS, 1), lambda _: None)
    ready = Ready(TRIAL_RUNS * TRIAL_WEEKS, time.monotonic() - began)
    gc.collect()
    gc.freeze()  # what was imported stays: later looks for garbage pass it over, and take a millisecond
    return ready


def main(handle: int, niceness: int) -> None:
    """Serve the parent at the other end of a pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    os.nice(niceness)
    ready = warm_up()
    try:
        Desk(Connection(handle), ready).serve()
    except AloneError:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
