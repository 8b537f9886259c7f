"""The networks of pytorch_step.py as plain PyTorch modules, one class per architecture, written from the papers' formulas
as the record of each architecture in io.fulcrum.model states them. TYPES has them by `architecture.type` of
workload.json.

A module is made from the width of its input, the number of tasks and the sizes of workload.json. It returns the logits,
[task], each [row][1]. `arrays()` names its parameters as Fulcrum does: an array of Fulcrum is the tensors of that name,
flattened, one after the other.
"""

from __future__ import annotations

import torch
from torch import nn


def stack(width: int, layers: list[int]) -> nn.Sequential:
    """Rectified layers on top of each other."""
    parts = []
    for size in layers:
        parts += [nn.Linear(width, size), nn.ReLU()]
        width = size
    return nn.Sequential(*parts)


def stacks(count: int, width: int, layers: list[int]) -> nn.ModuleList:
    return nn.ModuleList(stack(width, layers) for _ in range(count))


def linears(count: int, width: int, size: int) -> nn.ModuleList:
    return nn.ModuleList(nn.Linear(width, size) for _ in range(count))


def shares(own: float, tasks: int) -> torch.Tensor:
    """[task][task] what each task's combination of all starts with."""
    if tasks == 1:
        return torch.ones(1, 1)
    return torch.full((tasks, tasks), (1 - own) / (tasks - 1)).fill_diagonal_(own)


def mix(gate: nn.Linear, x: torch.Tensor, outputs: torch.Tensor) -> torch.Tensor:
    """The outputs of experts, [row][expert][feature], mixed by a softmax of the gate's scores of x."""
    return torch.bmm(torch.softmax(gate(x), 1).unsqueeze(1), outputs).squeeze(1)


class Arrays(dict):
    """Tensors by Fulcrum's names of arrays."""

    def dense(self, name: str, *layers: nn.Linear) -> None:
        self[name + "_W"] = [layer.weight for layer in layers]
        self[name + "_b"] = [layer.bias for layer in layers]

    def stacks(self, name: str, *equal: nn.Sequential) -> None:
        """Of equal stacks side by side, layer by layer."""
        for depth, layers in enumerate(zip(*([part for part in one if isinstance(part, nn.Linear)] for one in equal))):
            self.dense(f"{name}{depth}", *layers)


class Heads(nn.ModuleList):
    """A rectified stack and a linear layer of one output for each task."""

    def __init__(self, tasks: int, width: int, layers: list[int]):
        super().__init__(nn.Sequential(*stack(width, layers), nn.Linear([width, *layers][-1], 1)) for _ in range(tasks))

    def logits(self, below: list[torch.Tensor]) -> list[torch.Tensor]:
        return [head(x) for head, x in zip(self, below)]

    def name(self, arrays: Arrays) -> Arrays:
        for task, head in enumerate(self):
            arrays.stacks(f"head{task}-", head[:-1])
            arrays.dense(f"logit{task}", head[-1])
        return arrays


class SharedBottom(nn.Module):
    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        self.bottom = stack(width, sizes["bottomLayers"])
        self.heads = Heads(tasks, sizes["bottomLayers"][-1], sizes["headLayers"])

    def forward(self, x):
        return self.heads.logits([self.bottom(x)] * len(self.heads))

    def arrays(self) -> Arrays:
        arrays = Arrays()
        arrays.stacks("bottom", self.bottom)
        return self.heads.name(arrays)


class SingleTask(nn.Module):
    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        self.bottoms = stacks(tasks, width, sizes["bottomLayers"])
        self.heads = Heads(tasks, sizes["bottomLayers"][-1], sizes["headLayers"])

    def forward(self, x):
        return self.heads.logits([bottom(x) for bottom in self.bottoms])

    def arrays(self) -> Arrays:
        arrays = Arrays()
        for task, bottom in enumerate(self.bottoms):
            arrays.stacks(f"bottom{task}-", bottom)
        return self.heads.name(arrays)


class Esmm(SingleTask):
    """Logits of the products of the towers' probabilities: with s = log p, log(p / (1 - p)) = s - log(1 - exp(s))."""

    def forward(self, x):
        logits = super().forward(x)
        logs = torch.nn.functional.logsigmoid(logits[0])
        for task in range(1, len(logits)):
            logs = logs + torch.nn.functional.logsigmoid(logits[task])
            logits[task] = logs - torch.log(-torch.expm1(logs))
        return logits


class Mmoe(nn.Module):
    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        self.experts = stacks(sizes["experts"], width, sizes["expertLayers"])
        self.gates = linears(self.gates_of(tasks), width, sizes["experts"])
        self.heads = Heads(tasks, sizes["expertLayers"][-1], sizes["headLayers"])

    def gates_of(self, tasks: int) -> int:
        return tasks

    def forward(self, x):
        outputs = torch.stack([expert(x) for expert in self.experts], 1)
        return self.heads.logits(self.mixed(x, outputs))

    def mixed(self, x, outputs):
        return [mix(gate, x, outputs) for gate in self.gates]

    def arrays(self) -> Arrays:
        arrays = Arrays()
        arrays.stacks("experts", *self.experts)
        for gate, layer in zip(self.gate_names(), self.gates):
            arrays.dense(gate, layer)
        return self.heads.name(arrays)

    def gate_names(self) -> list[str]:
        return [f"gate{task}" for task in range(len(self.gates))]


class Omoe(Mmoe):
    def gates_of(self, tasks: int) -> int:
        return 1

    def mixed(self, x, outputs):
        return [mix(self.gates[0], x, outputs)] * len(self.heads)

    def gate_names(self) -> list[str]:
        return ["gate"]


class PleLevel(nn.Module):
    """Experts of each task and shared ones; the shared gate, last among the gates, is missing at the last level."""

    def __init__(self, width: int, tasks: int, sizes: dict, last: bool):
        super().__init__()
        own, shared = sizes["taskExperts"], sizes["sharedExperts"]
        self.shared = stacks(shared, width, sizes["expertLayers"])
        self.own = nn.ModuleList(stacks(own, width, sizes["expertLayers"]) for _ in range(tasks))
        self.gates = linears(tasks, width, own + shared)
        if not last:
            self.gates.append(nn.Linear(width, tasks * own + shared))

    def forward(self, below: list):
        """From [task] and the shared stream to the same."""
        shared = [expert(below[-1]) for expert in self.shared]
        own = [[expert(x) for expert in experts] for experts, x in zip(self.own, below)]
        sources = [torch.stack(outputs + shared, 1) for outputs in own]
        if len(self.gates) > len(own):
            sources.append(torch.stack([output for outputs in own for output in outputs] + shared, 1))
        return [mix(gate, x, outputs) for gate, x, outputs in zip(self.gates, below, sources)]

    def name(self, arrays: Arrays, level: int) -> None:
        arrays.stacks(f"experts{level}-shared-", *self.shared)
        for task, experts in enumerate(self.own):
            arrays.stacks(f"experts{level}-task{task}-", *experts)
        for place, gate in enumerate(self.gates):
            arrays.dense(f"gate{level}-{place if place < len(self.own) else 'shared'}", gate)


class Ple(nn.Module):
    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        top = sizes["expertLayers"][-1]
        count = sizes["levels"]
        self.levels = nn.ModuleList(
            PleLevel(top if level else width, tasks, sizes, level == count - 1) for level in range(count))
        self.heads = Heads(tasks, top, sizes["headLayers"])

    def forward(self, x):
        below = [x] * (len(self.heads) + 1)
        for level in self.levels:
            below = level(below)
        return self.heads.logits(below)

    def arrays(self) -> Arrays:
        arrays = Arrays()
        for place, level in enumerate(self.levels):
            level.name(arrays, place)
        return self.heads.name(arrays)


class Columns(nn.Module):
    """A bottom for each task, whose layers are combined across tasks by `combine(layer, outputs)`."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        layers = sizes["bottomLayers"]
        self.layers = nn.ModuleList(linears(tasks, a, b) for a, b in zip([width, *layers], layers))
        self.heads = Heads(tasks, layers[-1], sizes["headLayers"])

    def forward(self, x):
        below = [x] * len(self.heads)
        for depth, layers in enumerate(self.layers):
            below = self.combine(depth, [torch.relu(layer(y)) for layer, y in zip(layers, below)])
        return self.heads.logits(below)

    def arrays(self) -> Arrays:
        arrays = Arrays()
        for depth, layers in enumerate(self.layers):
            for task, layer in enumerate(layers):
                arrays.dense(f"bottom{task}-{depth}", layer)
        return self.heads.name(arrays)


class CrossStitch(Columns):
    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__(width, tasks, sizes)
        start = shares(sizes["own"], tasks)
        self.stitches = nn.ParameterList(
            nn.Parameter(row.clone()) for _ in sizes["bottomLayers"] for row in start)  # [layer × task][task]

    def combine(self, depth, outputs):
        tasks = len(outputs)
        matrix = torch.stack([self.stitches[depth * tasks + task] for task in range(tasks)])
        return list(torch.einsum("ts,srf->trf", matrix, torch.stack(outputs)))

    def arrays(self) -> Arrays:
        arrays = super().arrays()
        for place, row in enumerate(self.stitches):
            arrays[f"stitch{place % len(self.heads)}-{place // len(self.heads)}_a"] = [row]
        return arrays


class Nddr(Columns):
    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__(width, tasks, sizes)
        self.fusions = nn.ModuleList(linears(tasks, tasks * size, size) for size in sizes["bottomLayers"])
        with torch.no_grad():
            for layers, size in zip(self.fusions, sizes["bottomLayers"]):
                for layer, row in zip(layers, shares(sizes["own"], tasks)):
                    layer.weight.copy_(torch.cat([share * torch.eye(size) for share in row], 1))
                    layer.bias.zero_()

    def combine(self, depth, outputs):
        together = torch.cat(outputs, 1)
        return [torch.relu(layer(together)) for layer in self.fusions[depth]]

    def arrays(self) -> Arrays:
        arrays = super().arrays()
        for depth, layers in enumerate(self.fusions):
            for task, layer in enumerate(layers):
                arrays.dense(f"fuse{task}-{depth}", layer)
        return arrays


class MtanLayer(nn.Module):
    """A task's attention at one layer: what it passes on is f(mask · p), the mask σ(h(g([p; a])))."""

    def __init__(self, width: int, read: int, units: int):
        super().__init__()
        self.g = nn.Linear(read, units)
        self.h = nn.Linear(units, width)
        self.f = nn.Linear(width, width)

    def forward(self, p, read):
        return torch.relu(self.f(torch.sigmoid(self.h(torch.relu(self.g(read)))) * p))


class Mtan(nn.Module):
    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        layers, units = sizes["bottomLayers"], sizes["attentionUnits"]
        self.bottom = nn.ModuleList(nn.Linear(a, b) for a, b in zip([width, *layers], layers))
        self.attention = nn.ModuleList(
            nn.ModuleList(MtanLayer(b, b + a, units) for a, b in zip([0, *layers], layers)) for _ in range(tasks))
        self.heads = Heads(tasks, layers[-1], sizes["headLayers"])

    def forward(self, x):
        outputs = []
        for layer in self.bottom:
            x = torch.relu(layer(x))
            outputs.append(x)
        return self.heads.logits([self.attended(layers, outputs) for layers in self.attention])

    @staticmethod
    def attended(layers, outputs):
        passed = layers[0](outputs[0], outputs[0])
        for layer, p in zip(layers[1:], outputs[1:]):
            passed = layer(p, torch.cat([p, passed], 1))
        return passed

    def arrays(self) -> Arrays:
        arrays = Arrays()
        for depth, layer in enumerate(self.bottom):
            arrays.dense(f"bottom{depth}", layer)
        for task, layers in enumerate(self.attention):
            for depth, layer in enumerate(layers):
                for name, linear in ("attention", layer.g), ("mask", layer.h), ("passed", layer.f):
                    arrays.dense(f"{name}{task}-{depth}", linear)
        return self.heads.name(arrays)


TYPES = {
    "shared-bottom": SharedBottom,
    "mmoe": Mmoe,
    "single-task": SingleTask,
    "omoe": Omoe,
    "ple": Ple,
    "cross-stitch": CrossStitch,
    "nddr": Nddr,
    "mtan": Mtan,
    "esmm": Esmm,
}


class Network(nn.Module):
    """From (ids, numbers) to one logit a row for each task: one table for all fields, then the architecture."""

    def __init__(self, shape: dict, sparse: bool):
        super().__init__()
        ids = sum(shape["fields"])
        self.table = nn.Embedding(ids, shape["embeddingSize"], sparse=sparse) if ids else None
        width = len(shape["fields"]) * shape["embeddingSize"] + shape["numbers"]
        self.body = TYPES[shape["architecture"]["type"]](width, shape["tasks"], shape["architecture"])

    def forward(self, ids, numbers):
        x = numbers if self.table is None else torch.cat([self.table(ids).view(len(numbers), -1), numbers], 1)
        return [logit.squeeze(1) for logit in self.body(x)]
