"""The MMOE of DeepCTR-Torch, trained by its own `fit`.

`fit` runs as it is, but for its DataLoader: the batches lie in memory. Regularisation is 0, no metric is kept.
"""

from __future__ import annotations

import numpy
import pytorch_step
from stand_in import stand_in

with stand_in("requests"):  # on import it asks an index on the network for its newest version
    import deepctr_torch
from deepctr_torch.inputs import DenseFeat, SparseFeat
from deepctr_torch.models import MMOE, basemodel

VERSION = f"DeepCTR-Torch {deepctr_torch.__version__}"


def build(shape: dict):
    """The network, with a gate of one layer, as ours is."""
    sizes = shape["architecture"]
    columns = [SparseFeat(f"field{field}", ids, shape["embeddingSize"]) for field, ids in enumerate(shape["fields"])]
    columns += [DenseFeat(f"number{number}") for number in range(shape["numbers"])]
    model = MMOE(columns, num_experts=sizes["experts"], expert_dnn_hidden_units=sizes["expertLayers"],
                 gate_dnn_hidden_units=(), tower_dnn_hidden_units=sizes["headLayers"], l2_reg_linear=0,
                 l2_reg_embedding=0, task_types=["binary"] * shape["tasks"],
                 task_names=[f"task{task}" for task in range(shape["tasks"])])
    model.compile("adam", loss=["binary_crossentropy"] * shape["tasks"])
    return model


def extra_parameters(shape: dict) -> int:
    """Its gates have no bias."""
    return -shape["tasks"] * shape["architecture"]["experts"]


def batches(torch, read: list[tuple], shape: dict) -> list[tuple]:
    """One float matrix of ids and numbers, as the library has it, and labels, of each batch."""
    first = pytorch_step.first_ids(torch, shape)
    return [(torch.cat([ids - first, numbers], 1), labels.t().contiguous()) for ids, numbers, labels in read]


def train(model, feed, shape: dict) -> None:
    basemodel.DataLoader = lambda dataset, shuffle, batch_size: feed
    unread = numpy.zeros((1, len(shape["fields"]) + shape["numbers"]))  # fit makes a data set of it for its loader
    model.fit([unread], numpy.zeros((1, shape["tasks"])), batch_size=shape["batchSize"], epochs=1, verbose=0)
