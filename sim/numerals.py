"""Numbers written for reading: thousands and millions short, a true minus, ranges, counts."""

import math

THOUSAND, MILLION = 1_000, 1_000_000
NOTHING = "–"


def count(how_many: int, thing: str) -> str:
    """Write a number of things, in the singular for one."""
    return f"{how_many:,} {thing}{'' if how_many == 1 else 's'}"


def percent(share: float) -> str:
    """Write a share in percent, without decimals."""
    return f"{100 * share:.0f} %"


def number(value: float, digits: int, sign: bool = False) -> str:
    """Write a number for reading: thousands as `k` from 10,000 on, millions as `m`; a dash for none."""
    if math.isnan(value):
        return NOTHING
    plus = "+" if sign else ""
    if abs(value) >= MILLION:
        return minus(f"{value / MILLION:{plus}.2f}m")
    if abs(value) >= 10 * THOUSAND:
        return minus(f"{value / THOUSAND:{plus}.{0 if abs(value) >= 100 * THOUSAND else 1}f}k")
    return minus(f"{round(value, digits) + 0.0:{plus},.{digits}f}")


def minus(text: str) -> str:
    """Write a true minus, and no sign before a zero."""
    return text.lstrip("+-") if not text.strip("+-0.,") else text.replace("-", "−")


def spread(low: float, high: float, digits: int, sign: bool = False) -> str:
    """Write a range."""
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    both = [number(each, digits, sign) for each in (low, high)]
    signed = any(each.startswith(("+", "−")) for each in both)
    return " to ".join(both) if signed else NOTHING.join(both)
