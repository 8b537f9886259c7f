"""Modules that a library imports and a benchmark does without."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def stand_in(*names: str, **attributes):
    """Lets imports of the named modules find empty ones, each with the attributes, and afterwards what was there."""
    before = {name: sys.modules.pop(name, None) for name in names}
    for name in names:
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(attributes)
    try:
        yield
    finally:
        for name, module in before.items():
            del sys.modules[name]
            if module is not None:
                sys.modules[name] = module
