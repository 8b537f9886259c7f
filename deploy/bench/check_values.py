#!/usr/bin/env python3
"""Checks, where PyTorch is, that Fulcrum's networks compute what the modules of architectures.py compute: the logits, the
mean losses, and the gradients of all parameters and embedding rows, to 1e-5 of each array's largest number. PyTorch
computes in double. After a build:

    deploy/bench/.venv/bin/python deploy/bench/check_values.py [DIRECTORY]

Fulcrum's program io.fulcrum.bench.ArchitectureValues writes seeded rows, parameters and results of every
architecture to DIRECTORY, or to a temporary one. Embedding rows and what several tasks own see the task weights, what
one task owns does not. Logits are those of scoring, losses and gradients those of a step, with the same random numbers;
gradients include what the architecture adds to the loss.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import architectures
import pytorch_step
import torch

TARGET = Path(__file__).resolve().parents[2] / "spark-jobs" / "target"
TOLERANCE = 1e-5
LONGS = 2 ** 64 - 1
GOLDEN_RATIO = 0x9E3779B97F4A7C15


def write_values(directory: Path) -> None:
    if not (TARGET / "classpath.txt").exists():
        sys.exit(f"There is no {TARGET}/classpath.txt: Fulcrum is not built. Run mvn package -DskipTests.")
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else "java"
    classes = f"{TARGET / 'fulcrum.jar'}:{(TARGET / 'classpath.txt').read_text().strip()}"
    subprocess.run([str(java), *(TARGET / "jvm.flags").read_text().split(), "-cp", classes,
                    "io.fulcrum.bench.ArchitectureValues", str(directory)], check=True)


def array(file: Path, kind) -> torch.Tensor:
    size = file.stat().st_size // torch.empty(0, dtype=kind).element_size()
    return torch.from_file(str(file), size=size, dtype=kind).double()


def fill(network, values: dict, directory: Path) -> None:
    """Gives the network the numbers of the files; fails where names or sizes are not Fulcrum's."""
    named = network.body.arrays()
    names = {part["name"] for part in values["layout"]}
    assert set(named) == names, f"arrays that only one side has: {sorted(set(named) ^ names)}"
    flat = array(directory / "parameters.f32", torch.float32)
    with torch.no_grad():
        for part in values["layout"]:
            left = flat[part["offset"]:part["offset"] + part["length"]]
            for tensor in named[part["name"]]:
                tensor.copy_(left[:tensor.numel()].view_as(tensor))
                left = left[tensor.numel():]
            assert len(left) == 0, f"{part['name']} has {len(left)} numbers too many"
        network.table.weight.copy_(array(directory / "rows.f32", torch.float32).view_as(network.table.weight))


def seed(prefix: int, coordinate: int) -> int:
    """The seed at a further coordinate, by the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    x = (prefix + GOLDEN_RATIO * (coordinate + 1)) & LONGS
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & LONGS
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & LONGS
    return x ^ (x >> 31)


def set_step(network, values: dict) -> None:
    """Gives a network what it reads of the step: its round and random numbers, functions of step, array and place."""
    network.body.round = values["address"]["round"]
    if hasattr(network.body, "uniforms"):
        offsets = {part["name"]: part["offset"] for part in values["layout"]}
        step = values["address"]["noise"]
        network.body.uniforms = torch.tensor(
            [[((seed(seed(step, offsets[name]), place) >> 11) + 0.5) * 2.0 ** -53 for name, place in row]
             for row in network.body.drawn()], dtype=torch.float64)


def gradients(network, values: dict, loss) -> tuple[torch.Tensor, torch.Tensor]:
    """One loss's gradients by the parameters, in the order of the layout, and by the embedding rows."""
    network.zero_grad()
    if loss.requires_grad:
        loss.backward(retain_graph=True)
    named = network.body.arrays()
    tensors = [tensor for part in values["layout"] for tensor in named[part["name"]]]
    flat = [(torch.zeros_like(tensor) if tensor.grad is None else tensor.grad).flatten() for tensor in tensors]
    rows = network.table.weight
    return torch.cat(flat), (torch.zeros_like(rows) if rows.grad is None else rows.grad).flatten().clone()


def same_zeros(name: str, ours: torch.Tensor, theirs: torch.Tensor) -> float:
    """Fails where one side has another number than 0."""
    assert not theirs.any(), f"{name}: a gate before it is closed, but PyTorch has {theirs.abs().max().item():.3g}"
    assert not ours.any(), f"{name}: a gate before it is closed, but there is {ours.abs().max().item():.3g}"
    return 0.0


def apart(name: str, ours: torch.Tensor, theirs: torch.Tensor, scale: float = 0) -> float:
    """The largest difference, relative to the largest number or to a larger scale; fails where it is over rounding."""
    assert ours.shape == theirs.shape, f"{name}: {len(ours)} numbers, but PyTorch has {len(theirs)}"
    assert theirs.any(), f"{name} is all zero in PyTorch, so that nothing is compared"
    largest = max(scale, theirs.abs().max().item())
    difference = (ours - theirs).abs().max().item() / largest
    assert difference <= TOLERANCE, f"{name}: apart by {difference:.1e} of the largest number, {largest:.3g}"
    return difference


def kind(part: dict) -> str:
    """What an array's name says without its numbers: one for each policy, gate or connection of a network."""
    return re.sub(r"\d+", "", part["name"])


def scales_of_single_numbers(layout: list, gradients: list) -> dict[str, float]:
    """The largest gradient of each kind of arrays of one number. One alone can be a sum that nearly cancels out."""
    scales: dict[str, float] = {}
    for part, gradient in zip(layout, gradients):
        if part["length"] == 1:
            scales[kind(part)] = max(scales.get(kind(part), 0), gradient.abs().item())
    return scales


def expected(part: dict, by_task: list, weights: list) -> torch.Tensor:
    """The gradient of one array where the tasks' losses have these weights."""
    parts = [gradient[part["offset"]:part["offset"] + part["length"]] for gradient in by_task]
    owner = part["owner"]
    if "task" in owner:
        others = [task for task, gradient in enumerate(parts) if task != owner["task"] and gradient.abs().max() > 0]
        assert not others, f"{part['name']} belongs to task {owner['task']}, but the losses of {others} depend on it"
        return parts[owner["task"]]
    return sum(weight * gradient for weight, gradient in zip(weights, parts))


class Attended(architectures.Network):
    """A network with lists pooled by PyTorch's own attention between the columns of the fields and the numbers."""

    def __init__(self, shape: dict, directory: Path):
        super().__init__(shape, False)
        self.lists = json.loads((directory / "lists.json").read_text())
        size = shape["embeddingSize"]
        rows = (directory / "rows.f32").stat().st_size // 4 // size
        width = (len(shape["fields"]) + len(self.lists)) * size + shape["numbers"]
        self.table = torch.nn.Embedding(rows, size)
        self.body = architectures.TYPES[shape["architecture"]["type"]](width, shape["tasks"], shape["architecture"])

    def input(self, ids, numbers):
        fields = self.table(ids)
        return torch.cat([fields.flatten(1), *(self.pooled(one, fields) for one in self.lists), numbers], 1)

    def pooled(self, attended: dict, fields):
        pooled = []
        for row, ids in enumerate(attended["ids"]):
            query = self.table.weight[attended["query"]] if attended["field"] < 0 else fields[row, attended["field"]]
            keys = self.table(torch.tensor(ids, dtype=torch.int64) + attended["first"])
            pooled.append(torch.nn.functional.scaled_dot_product_attention(query[None], keys, keys)[0]
                          if ids else torch.zeros_like(query))
        return torch.stack(pooled)


def check(directory: Path) -> float:
    """Compares one architecture and returns the largest difference."""
    shape = pytorch_step.read_shape(directory)
    values = json.loads((directory / "values.json").read_text())
    attended = (directory / "lists.json").exists()
    network = (Attended(shape, directory) if attended else pytorch_step.build(shape, False)).double()
    fill(network, values, directory)
    set_step(network, values)
    ids, numbers, labels = pytorch_step.read_batches(torch, directory, shape)[0]
    scored = network.eval()(ids, numbers.double())
    logits = network.train()(ids, numbers.double())
    losses = [torch.nn.functional.binary_cross_entropy_with_logits(logit, label.double())
              for logit, label in zip(logits, labels)]
    differences = [
        apart("the logits", array(directory / "logits.f64", torch.float64), torch.cat(scored).detach()),
        apart("the losses", torch.tensor(values["losses"], dtype=torch.float64), torch.stack(losses).detach())]
    terms = network.body.task_terms(network.input(ids, numbers.double()), labels)
    dense, rows = zip(*(gradients(network, values, loss + term) for loss, term in zip(losses, terms)))
    of_parameters = gradients(network, values, network.body.term())[0]
    closed = network.body.closed()
    for i, weights in enumerate(values["taskWeights"]):
        ours = array(directory / f"gradients-{i}.f64", torch.float64)
        theirs = [expected(part, dense, weights) + of_parameters[part["offset"]:part["offset"] + part["length"]]
                  for part in values["layout"]]
        scales = scales_of_single_numbers(values["layout"], theirs)
        for part, gradient in zip(values["layout"], theirs):
            name = f"the gradient of {part['name']} with task weights {weights}"
            mine = ours[part["offset"]:part["offset"] + part["length"]]
            differences.append(same_zeros(name, mine, gradient) if part["name"] in closed
                               else apart(name, mine, gradient, scales.get(kind(part), 0)))
        differences.append(apart(f"the gradient of the embedding rows with task weights {weights}",
                                 array(directory / f"row-gradients-{i}.f64", torch.float64),
                                 sum(weight * gradient for weight, gradient in zip(weights, rows))))
    return max(differences)


def check_all(directory: Path) -> list[str]:
    """Prints a line for each architecture and returns those that differ."""
    written = sorted(path.name for path in directory.iterdir())
    failed = sorted(set(architectures.TYPES) - set(written))
    for name in written:
        try:
            print(f"{name}: equal, the largest difference is {check(directory / name):.1e}")
        except (AssertionError, SystemExit) as problem:
            print(f"{name}: {problem}")
            failed.append(name)
    return failed


def main(words: list[str]) -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(words[0] if words else scratch)
        write_values(directory)
        failed = check_all(directory)
    if failed:
        sys.exit(f"Fulcrum and PyTorch do not compute the same for {', '.join(failed)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
