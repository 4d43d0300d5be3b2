"""What every test shares: the same examples of Hypothesis each time, and processes that hear an interrupt."""

import signal

from hypothesis import settings

settings.register_profile("aftermath", derandomize=True, deadline=None)
settings.load_profile("aftermath")

# A shell that starts the tests in the background bars interrupts, and what a process begins inherits that: the
# processes of tests that interrupt them would never hear.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
