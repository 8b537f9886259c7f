"""The MMoE of LibMTL with equal task weights (EW), trained by its own `Trainer.train`.

The library leaves tables, layers of experts and heads, losses and metrics to its user, who finds here the same as in
pytorch_step.py: one table with offsets for all fields, losses from logits. No metric is kept and nothing evaluated.
"""

from __future__ import annotations

from contextlib import suppress
from importlib.metadata import version

import torch
from stand_in import stand_in
from torch import nn

# The library imports a function for downloads of image networks from where torchvision no longer has it.
with stand_in("torchvision", "torchvision.models", "torchvision.models.utils", load_state_dict_from_url=None):
    import LibMTL
from LibMTL.architecture import MMoE
from LibMTL.loss import AbsLoss
from LibMTL.metrics import AbsMetric
from LibMTL.weighting import EW

VERSION = f"LibMTL {version('LibMTL')}"


class LogitsLoss(AbsLoss):
    def compute_loss(self, pred, gt):
        return nn.functional.binary_cross_entropy_with_logits(pred, gt)


class NoMetric(AbsMetric):
    def update_fun(self, pred, gt):
        pass

    def score_fun(self):
        return []


class MemoryTrainer(LibMTL.Trainer):
    """The library's trainer on the CPU, where it names a GPU, with batches from memory and nothing to test on."""

    device = property(lambda self: torch.device("cpu"), lambda self, named: None)

    def _process_data(self, loader):
        return next(loader[1])

    def test(self, test_dataloaders, epoch=None, mode="test"):
        pass


class Epoch:
    """So many batches of a feed that goes on with the next epoch."""

    def __init__(self, feed, length: int):
        self.feed = feed
        self.length = length

    def __iter__(self):
        return self.feed

    def __len__(self):
        return self.length


def stack(width: int, layers: list[int], *last):
    widths = [width, *layers]
    parts = [part for a, b in zip(widths, layers) for part in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*parts, *last)


def build(shape: dict) -> LibMTL.Trainer:
    sizes = shape["architecture"]
    width = len(shape["fields"]) * shape["embeddingSize"] + shape["numbers"]
    tasks = [f"task{task}" for task in range(shape["tasks"])]

    class EmbeddedMMoE(MMoE):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            self.table = nn.Embedding(sum(shape["fields"]), shape["embeddingSize"])

        def forward(self, inputs, task_name=None):
            ids, numbers = inputs
            return super().forward(torch.cat([self.table(ids).view(len(numbers), -1), numbers], 1), task_name)

    heads = {task: stack(sizes["expertLayers"][-1], sizes["headLayers"], nn.Linear(sizes["headLayers"][-1], 1),
                         nn.Flatten(0)) for task in tasks}
    return MemoryTrainer(
        {task: {"metrics": [], "metrics_fn": NoMetric(), "loss_fn": LogitsLoss(), "weight": []} for task in tasks},
        EW, EmbeddedMMoE, lambda: stack(width, sizes["expertLayers"]), nn.ModuleDict(heads), rep_grad=False,
        multi_input=False, optim_param={"optim": "adam", "lr": 1e-3}, scheduler_param=None, weight_args={},
        arch_args={"img_size": [width], "num_experts": [sizes["experts"]]})


def extra_parameters(shape: dict) -> int:
    return 0


def batches(torch, read: list[tuple], shape: dict) -> list[tuple]:
    return [((ids, numbers), {f"task{task}": label for task, label in enumerate(labels)})
            for ids, numbers, labels in read]


def train(trainer, feed, shape: dict) -> None:
    with suppress(StopIteration):  # of the feed
        while True:
            trainer.train(Epoch(feed, shape["rows"] // shape["batchSize"]), None, epochs=1)
