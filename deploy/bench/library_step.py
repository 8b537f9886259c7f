#!/usr/bin/env python3
"""A library's side of Fulcrum's benchmarks: its own network, loss, optimiser and training loop, its tensors in memory.

    library_step.py --library deepctr-torch|libmtl [WORKLOAD] [--threads N]

Reads the workload and speaks the line protocol of pytorch_step.py; without WORKLOAD it only tries whether the library
can be imported. The library's loop takes its batches from a feed, which answers when a turn is over. Other lines on
standard output are the library's own.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import sys
from pathlib import Path

import pytorch_step

MODULES = {"deepctr-torch": "trainer_deepctr", "libmtl": "trainer_libmtl"}


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workload", type=Path, nargs="?", help="directory with workload.json and the arrays")
    parser.add_argument("--library", choices=list(MODULES), required=True, help="whose network and loop")
    parser.add_argument("--threads", type=int, default=1, help="threads within an operation (default: 1)")
    return parser.parse_args(words)


def import_library(name: str):
    """The module here that builds and trains with the library; SystemExit with a sentence where it is not."""
    try:
        return importlib.import_module(MODULES[name])
    except ImportError as problem:
        sys.exit(f"{sys.executable} cannot import {name} ({problem}). Run deploy/bench/setup, which installs it beside"
                 " PyTorch, or name an interpreter that has both: fulcrum bench train --pytorch PYTHON.")


def parameters(shape: dict) -> int:
    """How many parameters Fulcrum's MMoE of the shape has, tables included."""
    def stack(width, layers):
        return sum((a + 1) * b for a, b in zip([width, *layers], layers))

    sizes = shape["architecture"]
    width = len(shape["fields"]) * shape["embeddingSize"] + shape["numbers"]
    gate = (width + 1) * sizes["experts"]
    head = stack(sizes["expertLayers"][-1], [*sizes["headLayers"], 1])
    return (sum(shape["fields"]) * shape["embeddingSize"] + sizes["experts"] * stack(width, sizes["expertLayers"])
            + shape["tasks"] * (gate + head))


def check_parameters(built: int, shape: dict, extra: int) -> None:
    expected = parameters(shape) + extra
    if built != expected:
        sys.exit(f"The library built a network of {built} parameters, but these shapes make {expected}, {extra:+d} to"
                 " Fulcrum's. Networks of one size are compared: take the versions of deploy/bench/libraries.txt.")


def require_mmoe(shape: dict) -> None:
    kind = shape["architecture"]["type"]
    if kind != "mmoe" or not shape["fields"]:
        sys.exit(f"The workload's network is {kind} over {len(shape['fields'])} fields, but the libraries"
                 " are compared on an mmoe with fields. pytorch_step.py takes the others.")


def feed(batches: list, lines, answer):
    """The batches over and over, for as long as there are turns."""
    for _, batch in zip(pytorch_step.turns(lines, answer), itertools.cycle(batches)):
        yield batch


def main(words: list[str]) -> None:
    options = arguments(words)
    torch = pytorch_step.import_torch()
    library = import_library(options.library)
    if options.workload is None:
        return
    shape = pytorch_step.read_shape(options.workload)
    require_mmoe(shape)
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    batches = library.batches(torch, pytorch_step.read_batches(torch, options.workload, shape), shape)
    network = library.build(shape)
    check_parameters(sum(parameter.numel() for parameter in network.parameters()), shape,
                     library.extra_parameters(shape))
    print(f"ready {library.VERSION} (PyTorch {torch.__version__}, {options.threads} threads)", flush=True)
    library.train(network, feed(batches, sys.stdin, lambda text: print(text, flush=True)), shape)


if __name__ == "__main__":
    main(sys.argv[1:])
