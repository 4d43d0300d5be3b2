"""Figures within a page: one piece of SVG each, its names its own, with words for who cannot see it."""

import re
from html import escape

PROLOG = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
ROOT = re.compile(r"<svg\b[^>]*>")
VIEW_BOX = re.compile(r'viewBox="([^"]*)"')
REFERENCE = re.compile(r'(\bid="|(?:xlink:)?href="#|url\(#)')
GAP = re.compile(r">\s+<")


def inlined(svg: bytes, name: str, words: str) -> str:
    """Return an SVG file as an element of a page.

    What it names (glyphs, clips) is prefixed by `name`, since several figures share a page; `words` are read out in
    its stead. It takes the width it is given.
    """
    text = PROLOG.sub("", svg.decode("utf-8"))
    box = VIEW_BOX.search(text)
    assert box is not None
    text = REFERENCE.sub(lambda found: _own(found[1], name), text)
    root = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box[1]}" role="img" aria-label="{escape(words)}">'
    return GAP.sub("><", ROOT.sub(lambda _: root, text, count=1)).strip()


def _own(opening: str, name: str) -> str:
    """Return how a name is begun, an old-fashioned link as a plain one."""
    return f"{opening.removeprefix('xlink:')}{name}-"
