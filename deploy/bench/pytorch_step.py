#!/usr/bin/env python3
"""The PyTorch side of Fulcrum's benchmarks: one network in plain PyTorch, its tensors in memory.

    pytorch_step.py WORKLOAD [--threads N] [--interop-threads N] [--gradients dense|sparse] [--adam loop|fused]
                    [--mode eager|compiled]

WORKLOAD is a directory that `fulcrum bench` wrote: workload.json (shapes) and raw little-endian arrays, which Fulcrum's
side reads too. architectures.py has the networks. The program then speaks a line protocol, so that two sides can take
turns on one core: it prints "ready DESCRIPTION" once it stands, answers every line "run SECONDS" on standard input with
"ran STEPS SECONDS", and ends with its input.

All that PyTorch offers without another engine is used in its favour: one table with offsets for all fields instead of a
lookup a field, batches cut and cast beforehand, gradients set to none, no data loader.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workload", type=Path, help="directory with workload.json and the arrays")
    parser.add_argument("--threads", type=int, default=1, help="threads within an operation (default: 1)")
    parser.add_argument("--interop-threads", type=int, default=1, help="threads across operations (default: 1)")
    parser.add_argument("--gradients", choices=["dense", "sparse"], default="dense",
                        help="of the embedding table: dense with Adam, or sparse with SparseAdam (default: dense)")
    parser.add_argument("--adam", choices=["loop", "fused"], default="loop",
                        help="Adam as it is by default, or its fused kernel (default: loop)")
    parser.add_argument("--mode", choices=["eager", "compiled"], default="eager",
                        help="network and losses as they are written, or through torch.compile (default: eager)")
    return parser.parse_args(words)


def read_shape(workload: Path) -> dict:
    """The shapes of a workload; SystemExit with a sentence where there are none."""
    file = workload / "workload.json"
    if not file.exists():
        sys.exit(f"There is no {file}: this is not a workload. fulcrum bench writes one and starts this program itself.")
    shape = json.loads(file.read_text())
    expected = {"rows", "batchSize", "fields", "embeddingSize", "numbers", "tasks", "architecture"}
    if set(shape) != expected:
        sys.exit(f"{file} has the keys {sorted(shape)}, but this program knows {sorted(expected)}."
                 " Take both from one version of Fulcrum.")
    return shape


def batch_bounds(rows: int, size: int) -> list[tuple[int, int]]:
    """Where whole batches start and end; rows that fill none are left out, as on Fulcrum's side."""
    return [(start, start + size) for start in range(0, rows - size + 1, size)]


def import_torch():
    try:
        import torch
    except ImportError as problem:
        sys.exit(f"{sys.executable} cannot import torch ({problem}). Run deploy/bench/setup, which makes an environment"
                 " with PyTorch, or name an interpreter that has it: fulcrum bench --pytorch PYTHON.")
    return torch


def first_ids(torch, shape: dict):
    """Where each field's ids start in the one table."""
    return torch.tensor([0] + shape["fields"]).cumsum(0)[:-1]


def read_batches(torch, workload: Path, shape: dict) -> list[tuple]:
    """(ids, numbers, labels) of each batch, cut beforehand, in the order that Fulcrum's side takes too."""
    rows = shape["rows"]

    def array(name, kind, columns):
        if columns == 0:
            return torch.zeros(0, rows, dtype=kind)
        return torch.from_file(str(workload / name), size=columns * rows, dtype=kind).view(columns, rows)

    order = array("order.i32", torch.int32, 1)[0].long()
    first = first_ids(torch, shape)
    ids = array("ids.i32", torch.int32, len(shape["fields"])).t()[order].long()
    ids = (ids + first if shape["fields"] else ids).contiguous()
    numbers = array("numbers.f32", torch.float32, shape["numbers"]).t()[order].contiguous()
    labels = array("labels.f32", torch.float32, shape["tasks"])[:, order].contiguous()
    return [(ids[a:b], numbers[a:b], labels[:, a:b].contiguous()) for a, b in batch_bounds(rows, shape["batchSize"])]


def build(shape: dict, sparse: bool):
    """The network as a module from (ids, numbers) to one logit a row for each task."""
    import architectures  # imports torch, which may be missing

    kind = shape["architecture"]["type"]
    if kind not in architectures.TYPES:
        sys.exit(f"The workload's architecture is {kind}, but this program knows {', '.join(architectures.TYPES)}."
                 " Add its module to architectures.py.")
    return architectures.Network(shape, sparse)


def losses(torch, network, mode: str):
    """The sum of the tasks' losses as a function of (ids, numbers, labels)."""
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits

    def loss(ids, numbers, labels):
        return sum(loss_of(logits, labels[task]) for task, logits in enumerate(network(ids, numbers)))

    return torch.compile(loss, dynamic=False) if mode == "compiled" else loss


def optimizers(torch, network, options: argparse.Namespace) -> list:
    fused = {"fused": True} if options.adam == "fused" else {}
    table = list(network.table.parameters()) if options.gradients == "sparse" else []
    names = {id(parameter) for parameter in table}
    dense = [parameter for parameter in network.parameters() if id(parameter) not in names]
    made = [torch.optim.Adam(dense, lr=1e-3, **fused)]
    return made + [torch.optim.SparseAdam(table, lr=1e-3)] if table else made


def step(loss_of, adams: list, batch: tuple) -> float:
    for adam in adams:
        adam.zero_grad(set_to_none=True)
    loss = loss_of(*batch)
    loss.backward()
    for adam in adams:
        adam.step()
    return loss.item()


def turns(lines, answer):
    """One item for each step to take; answers every "run SECONDS" with the steps and how long they took."""
    for line in lines:
        seconds = float(line.split()[1])
        started = time.perf_counter()
        steps = 0
        while steps == 0 or time.perf_counter() - started < seconds:
            yield steps
            steps += 1
        answer(f"ran {steps} {time.perf_counter() - started:.9f}")


def serve(take_step, lines, answer) -> None:
    """Takes the steps of every turn."""
    for _ in turns(lines, answer):
        take_step()


def main(words: list[str]) -> None:
    options = arguments(words)
    shape = read_shape(options.workload)
    torch = import_torch()
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(options.interop_threads)
    batches = read_batches(torch, options.workload, shape)
    network = build(shape, options.gradients == "sparse")
    adams = optimizers(torch, network, options)
    loss_of = losses(torch, network, options.mode)
    taken = 0

    def take_step():
        nonlocal taken
        step(loss_of, adams, batches[taken % len(batches)])
        taken += 1

    if options.mode == "compiled":
        take_step()  # compiles

    built = torch.__config__.show()
    blas = next((part.split("=")[1] for part in built.split(", ") if "BLAS_INFO" in part), "blas")
    processor = next((line.split(": ")[1] for line in built.splitlines() if "CPU capability" in line), "any processor")
    print(f"ready PyTorch {torch.__version__} ({blas}, {processor},"
          f" {options.threads} threads, {options.mode}, Adam: {options.adam})", flush=True)
    serve(take_step, sys.stdin, lambda text: print(text, flush=True))


if __name__ == "__main__":
    main(sys.argv[1:])
