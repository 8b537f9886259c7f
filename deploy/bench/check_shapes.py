#!/usr/bin/env python3
"""Checks, where PyTorch is, that pytorch_step.py builds the networks that Fulcrum builds: numbers of parameters, shapes
of outputs, gradients for every parameter, and a loss that falls. Run it after a change:

    deploy/bench/.venv/bin/python deploy/bench/check_shapes.py
"""

from __future__ import annotations

import pytorch_step
import torch

BASE = {"rows": 64, "batchSize": 32, "fields": [3, 5], "embeddingSize": 2, "numbers": 1, "tasks": 2, "experts": 2,
        "sharedLayers": [4, 3], "headLayers": [3]}
# input 5; expert 5·4+4 + 4·3+3 = 39; gate 5·2+2 = 12; head 3·3+3 + 3+1 = 16; table 8·2 = 16
EXPECTED = {"mmoe": 16 + 2 * 39 + 2 * 12 + 2 * 16, "shared-bottom": 16 + 39 + 2 * 16}


def check(network: str, sparse: bool) -> None:
    shape = BASE | {"network": network, "experts": 2 if network == "mmoe" else 1}
    options = pytorch_step.arguments(["none", "--gradients", "sparse" if sparse else "dense"])
    torch.manual_seed(1)
    built = pytorch_step.build(torch, shape, sparse)
    assert sum(parameter.numel() for parameter in built.parameters()) == EXPECTED[network], network
    ids = torch.stack([torch.randint(0, 3, (32,)), torch.randint(0, 5, (32,)) + 3], 1)
    numbers = torch.randn(32, 1)
    labels = torch.stack([(ids[:, 0] == 1).float(), (numbers[:, 0] > 0).float()])
    outputs = built(ids, numbers)
    assert [tuple(output.shape) for output in outputs] == [(32,), (32,)], network
    adams = pytorch_step.optimizers(torch, built, options)
    first = pytorch_step.step(torch, built, adams, (ids, numbers, labels))
    assert all(parameter.grad is not None for parameter in built.parameters()), network
    losses = [pytorch_step.step(torch, built, adams, (ids, numbers, labels)) for _ in range(300)]
    assert losses[-1] < 0.9 * first, (network, first, losses[-1])


if __name__ == "__main__":
    for network in EXPECTED:
        for sparse in (False, True):
            check(network, sparse)
    print("PyTorch's networks have Fulcrum's shapes.")
