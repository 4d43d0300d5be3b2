"""The map as the browser draws it, as JSON: the same for every reader."""

import json
from functools import cache
from typing import Any

from sim.places import SIDES
from viz.atlas import Label, Mark, atlas
from viz.atlas.marks import LEAST_RADIUS, PEOPLE_RADIUS

LETTERS = dict(zip(SIDES, "ROIS", strict=True))  # so that colour is never the only sign
SIDE_NAMES = dict(zip(SIDES, ("regime", "opposition", "Islamic State", "SDF"), strict=True))


@cache
def drawing_text() -> str:
    """Return outlines, cells, marks, roads and ways; `least` and `scale` give the radius of a number of people."""
    of = atlas()
    rows = {each: at for at, each in enumerate(of.places)}
    return json.dumps(
        {
            "width": of.width,
            "height": of.height,
            "text": of.text,
            "least": LEAST_RADIUS,
            "scale": PEOPLE_RADIUS,
            "sides": [{"id": each, "letter": LETTERS[each], "title": SIDE_NAMES[each]} for each in SIDES],
            "countries": [{"name": each.name, "path": each.path} for each in of.countries],
            "country": of.country,
            "governorates": [each.path for each in of.governorates],
            "cells": [{"row": rows[place], "path": path} for place, path in of.cells.items()],
            "roads": [[each.x1, each.y1, each.x2, each.y2] for each in of.roads],
            "places": [mark_in_words(each) for each in of.places.values()],
            "hosts": [
                mark_in_words(each) | {"way": of.ways[each.id].path, "far": each.far} for each in of.hosts.values()
            ],
        },
        ensure_ascii=False,
    )


def mark_in_words(mark: Mark) -> dict[str, Any]:
    """Return one place or host."""
    label = None if mark.label is None else label_in_words(mark.label)
    return {"id": mark.id, "title": mark.title, "x": mark.x, "y": mark.y, "people": mark.people, "label": label}


def label_in_words(label: Label) -> dict[str, Any]:
    """Return a name and where it stands."""
    return {"text": label.text, "x": label.x, "y": label.y, "anchor": label.anchor}
