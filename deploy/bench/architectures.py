"""The networks of pytorch_step.py as plain PyTorch modules, one class per architecture, written from the papers' formulas
as the record of each architecture in io.fulcrum.model.architecture states them. TYPES has them by `architecture.type`
of workload.json.

A module is made from the width of its input, the number of tasks and the sizes of workload.json. It returns the logits,
[task], each [row][1]. `arrays()` names its parameters as Fulcrum does: an array of Fulcrum is the tensors of that name,
flattened, one after the other. What training adds to the sum of the losses are its `term()` and `task_terms()`. The
steps that pytorch_step.py times leave them out, in PyTorch's favour.
"""

from __future__ import annotations

import math

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


class Body(nn.Module):
    """An architecture. What it adds to the loss is nothing, where it does not say otherwise. Schedules follow `round`."""

    round = 0

    def term(self) -> torch.Tensor:
        """What parameters add, whatever the tasks weigh."""
        return torch.zeros(())

    def task_terms(self, x, labels) -> list:
        """[task] what is added to a task's loss, with its weight."""
        return [0.0] * len(self.heads)

    def for_terms(self) -> list:
        """Parameters that only terms depend on."""
        return []

    def closed(self) -> set[str]:
        """Names of arrays that the losses of this step do not depend on."""
        return set()


class SharedBottom(Body):
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


class SingleTask(Body):
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


class Escm2Ips(Esmm):
    """Adds, for each step after the first, the mean of o δ / p over all rows: o is the label of the event before, p its
    probability, at least `clip`, and δ the cross-entropy of the step's own probability."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__(width, tasks, sizes)
        self.factor, self.clip = sizes["factor"], sizes["clip"]

    def task_terms(self, x, labels):
        steps = torch.stack([torch.sigmoid(logit.squeeze(1)) for logit in SingleTask.forward(self, x)])
        propensities = torch.cumprod(steps, 0)[:-1].detach().clamp(min=self.clip)
        losses = torch.nn.functional.binary_cross_entropy(steps[1:], labels[1:].double(), reduction="none")
        return [0.0] + [self.factor * self.risk(task + 1, x, loss, observed / propensity)
                        for task, (loss, observed, propensity) in enumerate(zip(losses, labels[:-1], propensities))]

    def risk(self, task, x, losses, observed):
        return (observed * losses).mean()


class Escm2Dr(Escm2Ips):
    """The doubly robust risk with a tower that imputes each step's losses, and the squared errors of that tower."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__(width, tasks, sizes)
        self.imputation_bottoms = stacks(tasks - 1, width, sizes["bottomLayers"])
        self.imputation_heads = Heads(tasks - 1, sizes["bottomLayers"][-1], sizes["headLayers"])

    def for_terms(self):
        return [*self.imputation_bottoms.parameters(), *self.imputation_heads.parameters()]

    def risk(self, task, x, losses, observed):
        tower = self.imputation_heads[task - 1](self.imputation_bottoms[task - 1](x)).squeeze(1)
        imputed = torch.nn.functional.softplus(tower)
        errors = losses - imputed
        return (imputed + observed * errors).mean() + (observed * errors.square()).mean()

    def arrays(self) -> Arrays:
        arrays = super().arrays()
        for i, (bottom, head) in enumerate(zip(self.imputation_bottoms, self.imputation_heads)):
            arrays.stacks(f"imputation{i + 1}-bottom", bottom)
            arrays.stacks(f"imputation{i + 1}-head", head[:-1])
            arrays.dense(f"imputation{i + 1}", head[-1])
        return arrays


class Mmoe(Body):
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


class Ple(Body):
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


class Columns(Body):
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


class MtlNas(Columns):
    """After each layer a dense layer over the own output and, gated, those of this layer and below of other tasks."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__(width, tasks, sizes)
        layers, own = sizes["bottomLayers"], sizes["own"]
        self.entropy, self.ramp, self.passed = sizes["entropy"], sizes["rampRounds"], []
        self.edges = [[[(other, below) for below in range(depth, -1, -1) for other in range(tasks) if other != task]
                       for task in range(tasks)] for depth in range(len(layers))]  # [layer][task]
        self.gates = nn.ModuleList(
            nn.ModuleList(nn.ParameterList(nn.Parameter(torch.zeros(1)) for _ in edges) for edges in of_layer)
            for of_layer in self.edges)
        self.fusions = nn.ModuleList(
            nn.ModuleList(nn.Linear(size + sum(layers[below] for _, below in edges), size) for edges in of_layer)
            for size, of_layer in zip(layers, self.edges))
        with torch.no_grad():
            for size, fusions, depth in zip(layers, self.fusions, range(len(layers))):
                for fusion in fusions:
                    same = [(1 - own) / (tasks - 1)] * (tasks - 1) if tasks > 1 else []
                    start = torch.cat([share * torch.eye(size) for share in [own if same else 1.0, *same]], 1)
                    fusion.weight.zero_()[:, :start.shape[1]] = start
                    fusion.bias.zero_()

    def combine(self, depth, outputs):
        self.passed = [*(self.passed if depth else []), outputs]  # [layer][task]
        combined = []
        for own, fusion, edges, numbers in zip(outputs, self.fusions[depth], self.edges[depth], self.gates[depth]):
            gates = [torch.sigmoid(number) if self.training else (number >= 0).to(number.dtype) for number in numbers]
            read = [gate * self.passed[below][other] for gate, (other, below) in zip(gates, edges)]
            combined.append(torch.relu(fusion(torch.cat([own, *read], 1))))
        return combined

    def term(self):
        gates = torch.sigmoid(torch.cat([gate for of_layer in self.gates for of_task in of_layer for gate in of_task]))
        entropies = -gates * torch.log(gates) - (1 - gates) * torch.log(1 - gates)
        return self.entropy * (min(1.0, self.round / self.ramp) if self.ramp else 1.0) * entropies.sum()

    def arrays(self) -> Arrays:
        arrays = super().arrays()
        for depth, fusions in enumerate(self.fusions):
            for task, fusion in enumerate(fusions):
                arrays.dense(f"fuse{task}-{depth}", fusion)
                for place, (other, below) in enumerate(self.edges[depth][task]):
                    arrays[f"edge{task}-{depth}-from{other}-{below}_a"] = [self.gates[depth][task][place]]
        return arrays


class AdaShare(Body):
    """Residual blocks shared by all tasks, of which each task executes some: h + u relu(W h + b), u 0 or 1.

    `uniforms`, [task][block], are the random numbers of training steps; without them each step draws its own.
    """

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        size, self.count, self.policy = sizes["width"], sizes["blocks"], sizes["policy"]
        self.first = nn.Linear(width, size)
        self.blocks = linears(self.count, size, size)
        self.choices = nn.ParameterList(  # [task × blocks + block] log-odds
            nn.Parameter(torch.zeros(1)) for _ in range(tasks * self.count))
        self.heads = Heads(tasks, size, sizes["headLayers"])
        self.uniforms = None

    def drawn(self) -> list:
        return [[(f"policy{task}-{block}_a", 0) for block in range(self.count)] for task in range(len(self.heads))]

    def odds(self) -> torch.Tensor:
        """[task][block] log-odds."""
        return torch.cat(list(self.choices)).view(-1, self.count)

    def is_open(self) -> torch.Tensor:
        """[block] whether it is chosen in this round."""
        opens = (self.count - 1 - torch.arange(self.count)) * self.policy["curriculumRounds"]
        return opens <= self.round

    def executed(self) -> torch.Tensor:
        """[task][block] 1 or 0, in training with the gradient of the relaxed choice."""
        odds = self.odds()
        if not self.training:
            return (odds >= 0).to(odds.dtype)
        uniforms = torch.rand_like(odds) if self.uniforms is None else self.uniforms
        drawn = odds + torch.log(uniforms) - torch.log(1 - uniforms)
        relaxed = torch.sigmoid(drawn / (self.policy["temperature"] * self.policy["decay"] ** self.round))
        straight = (drawn >= 0).to(odds.dtype) + relaxed - relaxed.detach()
        return torch.where(self.is_open(), straight, torch.ones_like(odds))

    def forward(self, x):
        start = torch.relu(self.first(x))
        paths = start.expand(len(self.heads), *start.shape)
        for block, executed in zip(self.blocks, self.executed().T):
            paths = paths + executed.view(-1, 1, 1) * torch.relu(block(paths))
        return self.heads.logits(list(paths))

    def term(self):
        """Sparsity of the open blocks, and the distance of tasks' probabilities, more of lower blocks."""
        odds, tasks = self.odds(), len(self.heads)
        sparsity = (nn.functional.softplus(odds) * self.is_open()).sum() / self.count
        weights = (self.count - torch.arange(self.count)) / self.count
        chosen = torch.sigmoid(odds)
        pairs = [(weights * (chosen[i] - chosen[j]).abs()).sum() for i in range(tasks) for j in range(i)]
        return self.policy["sparsity"] * sparsity + self.policy["sharing"] * sum(pairs)

    def closed(self):
        """Those of blocks that no task executes in this step."""
        skipped = (self.executed() == 0).all(0).nonzero().flatten().tolist()
        return {f"block{block}_{kind}" for block in skipped for kind in "Wb"}

    def arrays(self) -> Arrays:
        arrays = Arrays()
        arrays.dense("first", self.first)
        for block, layer in enumerate(self.blocks):
            arrays.dense(f"block{block}", layer)
        for place, odds in enumerate(self.choices):
            arrays[f"policy{place // self.count}-{place % self.count}_a"] = [odds]
        return self.heads.name(arrays)


class MtanLayer(nn.Module):
    """A task's attention at one layer: what it passes on is f(mask · p), the mask σ(h(g([p; a])))."""

    def __init__(self, width: int, read: int, units: int):
        super().__init__()
        self.g = nn.Linear(read, units)
        self.h = nn.Linear(units, width)
        self.f = nn.Linear(width, width)

    def forward(self, p, read):
        return torch.relu(self.f(torch.sigmoid(self.h(torch.relu(self.g(read)))) * p))


class Mtan(Body):
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


class Aitm(SingleTask):
    """A chain whose steps mix their own bottom's output with that of the step before, by attention over the two. The
    loss has the means of what a probability exceeds the one before it by; each probability moves with its task's weight."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__(width, tasks, sizes)
        size = sizes["bottomLayers"][-1]
        self.calibration = sizes["calibration"]
        self.passed, self.value, self.query, self.key = (linears(tasks - 1, size, size) for _ in range(4))

    def forward(self, x):
        found = self.bottoms[0](x)
        logits = [self.heads[0](found)]
        for step, bottom in enumerate(self.bottoms[1:]):
            both = torch.stack([torch.relu(self.passed[step](found)), bottom(x)], 1)
            scores = (self.query[step](both) * self.key[step](both)).sum(2) / math.sqrt(both.shape[2])
            found = (torch.softmax(scores, 1).unsqueeze(2) * self.value[step](both)).sum(1)
            logits.append(self.heads[step + 1](found))
        return logits

    def task_terms(self, x, labels):
        events = [torch.sigmoid(logit) for logit in self(x)]
        terms = super().task_terms(x, labels)
        for task, (before, event) in enumerate(zip(events, events[1:])):
            terms[task] = terms[task] + self.calibration * torch.relu(event.detach() - before).mean()
            terms[task + 1] = terms[task + 1] + self.calibration * torch.relu(event - before.detach()).mean()
        return terms

    def arrays(self) -> Arrays:
        arrays = super().arrays()
        for name, layers in [("passed", self.passed), ("value", self.value), ("query", self.query), ("key", self.key)]:
            for step, layer in enumerate(layers):
                arrays.dense(f"{name}{step + 1}", layer)
        return arrays


class Stem(Body):
    """Embedding rows in parts: one for each task and one for all. Experts read their part and the numbers; those of other
    tasks are constants."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        layers, self.experts = sizes["expertLayers"], sizes["experts"]
        self.rows, self.fields = sizes["embeddingSize"], sizes["fields"]
        self.own = self.rows // (tasks + 1)
        ends = [part * self.own for part in range(tasks + 1)] + [self.rows]
        self.cuts = list(zip(ends, ends[1:]))
        numbers = width - self.rows * self.fields
        widths = [self.fields * (to - start) for start, to in self.cuts]
        self.parts = nn.ModuleList(stacks(self.experts, size + numbers, layers) for size in widths)
        self.gates = nn.ModuleList(
            nn.Linear(widths[task] + widths[tasks] + numbers, self.experts * (tasks + 1)) for task in range(tasks))
        self.heads = Heads(tasks, layers[-1], sizes["headLayers"])

    def columns(self, x, *parts):
        rows = x[:, :self.rows * self.fields].view(x.shape[0], self.fields, self.rows)
        cut = torch.cat([rows[:, :, slice(*self.cuts[part])] for part in parts], 2)
        return torch.cat([cut.flatten(1), x[:, self.rows * self.fields:]], 1)

    def forward(self, x):
        tasks = len(self.heads)
        outputs = [torch.stack([expert(self.columns(x, part)) for expert in experts], 1)
                   for part, experts in enumerate(self.parts)]
        mixed = []
        for task, gate in enumerate(self.gates):
            seen = [out if part in (task, tasks) else out.detach() for part, out in enumerate(outputs)]
            mixed.append(mix(gate, self.columns(x, task, tasks), torch.cat(seen, 1)))
        return self.heads.logits(mixed)

    def arrays(self) -> Arrays:
        arrays = Arrays()
        for part, experts in enumerate(self.parts):
            arrays.stacks("shared-expert" if part == len(self.heads) else f"task{part}-expert", *experts)
        for task, gate in enumerate(self.gates):
            arrays.dense(f"gate{task}", gate)
        return self.heads.name(arrays)


class Pepnet(Body):
    """Gates, twice a sigmoid, multiply the input and the hidden layers of each task's tower; what they read of these is a
    constant. Without names of features they read nothing else."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        assert not sizes["domain"] and not sizes["personal"], "columns of features are not known here"
        units, self.widths = sizes["units"], [*sizes["bottomLayers"], *sizes["headLayers"]]

        def gate(size: int) -> nn.Sequential:
            return nn.Sequential(nn.Linear(width, units), nn.ReLU(), nn.Linear(units, size), nn.Sigmoid())

        self.epnet = gate(width)
        self.towers = nn.ModuleList(
            nn.ModuleList(nn.Linear(below, size) for below, size in zip([width, *self.widths], self.widths))
            for _ in range(tasks))
        self.ppnet = nn.ModuleList(nn.ModuleList(gate(size) for size in self.widths) for _ in range(tasks))
        self.heads = Heads(tasks, self.widths[-1], [])

    def forward(self, x):
        scaled = 2 * self.epnet(x.detach()) * x
        tops = []
        for tower, gates in zip(self.towers, self.ppnet):
            below = scaled
            for layer, gate in zip(tower, gates):
                below = 2 * gate(scaled.detach()) * torch.relu(layer(below))
            tops.append(below)
        return self.heads.logits(tops)

    def arrays(self) -> Arrays:
        arrays = Arrays()

        def name(of: str, gate: nn.Sequential) -> None:
            arrays.dense(f"{of}-hidden", gate[0])
            arrays.dense(f"{of}-scores", gate[2])

        name("epnet", self.epnet)
        for task, (tower, gates) in enumerate(zip(self.towers, self.ppnet)):
            for depth, (layer, gate) in enumerate(zip(tower, gates)):
                arrays.dense(f"tower{task}-{depth}", layer)
                name(f"ppnet{task}-{depth}", gate)
        return self.heads.name(arrays)


class Dbmtl(Body):
    """Towers over a shared bottom; a task with parents has relation layers over its tower and what theirs came to."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        below, tower = sizes["bottomLayers"][-1], [sizes["bottomLayers"][-1], *sizes["headLayers"]][-1]
        self.parents = sizes["parents"] or [[task - 1] if task else [] for task in range(tasks)]
        tops = [sizes["relationLayers"][-1] if parents else tower for parents in self.parents]
        self.bottom = stack(width, sizes["bottomLayers"])
        self.towers = stacks(tasks, below, sizes["headLayers"])
        self.relations = nn.ModuleList(
            stack(tower + sum(tops[parent] for parent in parents), sizes["relationLayers"] if parents else [])
            for parents in self.parents)
        self.heads = nn.ModuleList(nn.Linear(top, 1) for top in tops)

    def forward(self, x):
        towers = [tower(y) for y in [self.bottom(x)] for tower in self.towers]

        def top(task):
            read = [towers[task], *(top(parent) for parent in self.parents[task])]
            return self.relations[task](torch.cat(read, 1)) if len(read) > 1 else towers[task]

        return [head(top(task)) for task, head in enumerate(self.heads)]

    def arrays(self) -> Arrays:
        arrays = Arrays()
        arrays.stacks("bottom", self.bottom)
        for task, (tower, relation, head) in enumerate(zip(self.towers, self.relations, self.heads)):
            arrays.stacks(f"head{task}-", tower)
            arrays.stacks(f"relation{task}-", relation)
            arrays.dense(f"logit{task}", head)
        return arrays


class SoftSharing(SingleTask):
    """Adds, layer by layer over the weights of the tasks' bottoms, strength Σ_i |θ_i - mean θ|² or the trace norm of the
    matrix with a row for each task, of singular values s as √(s² + 1e-10)."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__(width, tasks, sizes)
        self.penalty, self.strength = sizes["penalty"], sizes["strength"]

    def term(self):
        layers = zip(*([part.weight for part in bottom if isinstance(part, nn.Linear)] for bottom in self.bottoms))
        together = [torch.stack(weights) for weights in layers]  # [layer], each [task][output][input]
        if self.penalty == "TRACE_NORM":
            return self.strength * sum(
                (torch.linalg.svdvals(weights.flatten(1)).square() + 1e-10).sqrt().sum() for weights in together)
        return self.strength * sum((weights - weights.mean(0)).square().sum() for weights in together)


class Sluice(Body):
    """Columns of layers in halves, [task × 2 + half], all halves combined for each; a head reads combined layers."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        layers, self.orthogonality = sizes["bottomLayers"], sizes["orthogonality"]
        self.layers = nn.ModuleList(linears(2 * tasks, a, b // 2) for a, b in zip([width, *layers], layers))
        self.stitches = nn.ParameterList(  # [layer × half][half]
            nn.Parameter(row.clone()) for _ in layers for row in shares(sizes["own"], 2 * tasks))
        equal = torch.full((len(layers),), 1 / len(layers))
        self.depths = nn.ParameterList(nn.Parameter(equal.clone()) for _ in range(tasks))
        self.heads = Heads(tasks, layers[-1], sizes["headLayers"])

    def forward(self, x):
        count = 2 * len(self.heads)
        below, outputs = [x] * len(self.heads), []
        for depth, layers in enumerate(self.layers):
            halves = torch.stack([torch.relu(layer(below[place // 2])) for place, layer in enumerate(layers)])
            matrix = torch.stack([self.stitches[depth * count + place] for place in range(count)])
            combined = torch.einsum("ts,srf->trf", matrix, halves)
            below = [torch.cat([combined[place], combined[place + 1]], 1) for place in range(0, count, 2)]
            outputs.append(torch.stack(below))
        factors = torch.stack(list(self.depths))
        return self.heads.logits(list(torch.einsum("tl,ltrf->trf", factors, torch.stack(outputs))))

    def term(self):
        """The squared Frobenius norm of the product of each layer's halves."""
        halves = [(layers[place].weight, layers[place + 1].weight)
                  for layers in self.layers for place in range(0, len(layers), 2)]
        return self.orthogonality * sum((one @ other.T).square().sum() for one, other in halves)

    def arrays(self) -> Arrays:
        arrays = Arrays()
        count = 2 * len(self.heads)
        for depth, layers in enumerate(self.layers):
            for place, layer in enumerate(layers):
                arrays.dense(f"bottom{place // 2}-{depth}-{place % 2}", layer)
                arrays[f"stitch{place // 2}-{depth}-{place % 2}_a"] = [self.stitches[depth * count + place]]
        for task, factors in enumerate(self.depths):
            arrays[f"layers{task}_a"] = [factors]
        return self.heads.name(arrays)


class SnrAver(Body):
    """Levels of sub-networks with a hard concrete gate on every connection (Louizos et al., ICLR 2018, eq. 10 to 13).

    `uniforms`, [reader][sub-network], are the random numbers of training steps; without them each step draws its own.
    """

    BETA, LEAST, MOST, OPEN = 0.9, -0.1, 1.1, 1.7

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        self.count, layers, self.penalty = sizes["subNetworks"], sizes["expertLayers"], sizes["penalty"]
        self.levels = nn.ModuleList(
            stacks(self.count, layers[-1] if level else width, layers) for level in range(sizes["levels"]))
        self.readers = [f"{level}-{i}" for level in range(1, sizes["levels"]) for i in range(self.count)]
        self.readers += [f"head{task}" for task in range(tasks)]
        self.gates = nn.ParameterList(nn.Parameter(torch.full((self.count,), self.OPEN)) for _ in self.readers)
        self.heads = Heads(tasks, layers[-1], sizes["headLayers"])
        self.uniforms = None

    def drawn(self) -> list:
        """[reader][sub-network] array and place that each random number is for."""
        return [[(f"gates{reader}_a", i) for i in range(self.count)] for reader in self.readers]

    def opened(self) -> torch.Tensor:
        """[reader][sub-network] how far gates are open."""
        numbers = torch.stack(list(self.gates))  # log α
        if self.training:
            uniforms = torch.rand_like(numbers) if self.uniforms is None else self.uniforms
            numbers = (torch.log(uniforms) - torch.log(1 - uniforms) + numbers) / self.BETA
        return (torch.sigmoid(numbers) * (self.MOST - self.LEAST) + self.LEAST).clamp(0, 1)

    def forward(self, x):
        opened = self.opened()
        below = [x] * self.count
        for level, networks in enumerate(self.levels):
            outputs = [network(y) for network, y in zip(networks, below)]
            first = level * self.count
            last = first + self.count if level < len(self.levels) - 1 else len(self.readers)
            below = self.routed(outputs, opened, range(first, last))
        return self.heads.logits(below)

    def routed(self, outputs, opened, readers) -> list:
        return list(torch.einsum("ts,srf->trf", opened[readers.start:readers.stop], torch.stack(outputs)))

    def term(self):
        numbers = torch.stack(list(self.gates))
        return self.penalty * torch.sigmoid(numbers - self.BETA * math.log(-self.LEAST / self.MOST)).sum()

    def arrays(self) -> Arrays:
        arrays = Arrays()
        for level, networks in enumerate(self.levels):
            for i, network in enumerate(networks):
                arrays.stacks(f"sub{level}-{i}-", network)
        for reader, numbers in zip(self.readers, self.gates):
            arrays[f"gates{reader}_a"] = [numbers]
        return self.heads.name(arrays)


class SnrTrans(SnrAver):
    """Connections have a dense layer each."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__(width, tasks, sizes)
        top = sizes["expertLayers"][-1]
        self.routes = nn.ModuleList(linears(self.count, top, top) for _ in self.readers)

    def routed(self, outputs, opened, readers):
        return [sum(gate * route(y) for gate, route, y in zip(opened[reader], self.routes[reader], outputs))
                for reader in readers]

    def closed(self):
        """Those behind a gate that is closed."""
        return {f"route{self.readers[reader]}-{i}_{kind}"
                for reader, i in (self.opened() == 0).nonzero().tolist() for kind in "Wb"}

    def arrays(self) -> Arrays:
        arrays = super().arrays()
        for reader, routes in zip(self.readers, self.routes):
            for i, route in enumerate(routes):
                arrays.dense(f"route{reader}-{i}", route)
        return arrays


class DselectK(Body):
    """Shares of experts Σ_i w_i r_ie by binary codes z_id, of which a smooth step makes digits between 0 and 1."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        selector = sizes["selector"]
        self.selectors, self.gamma, self.entropy = selector["selectors"], selector["gamma"], selector["entropy"]
        self.digits = selector["experts"].bit_length() - 1
        self.experts = stacks(selector["experts"], width, sizes["expertLayers"])
        self.gates = linears(tasks, width, self.selectors * (self.digits + 1))
        self.heads = Heads(tasks, sizes["expertLayers"][-1], sizes["headLayers"])
        for gate in self.gates:
            nn.init.normal_(gate.weight, std=0.01)
            nn.init.zeros_(gate.bias)

    def taken(self, numbers):
        """[row][selector][expert] r_ie."""
        t = numbers[:, :self.selectors * self.digits].view(-1, self.selectors, self.digits)
        t = t.clamp(-self.gamma / 2, self.gamma / 2)
        digits = -2 / self.gamma ** 3 * t ** 3 + 3 / (2 * self.gamma) * t + 0.5
        taken = torch.ones_like(digits[:, :, :1])
        for digit in digits.split(1, 2):  # the experts with this bit come after those without
            taken = torch.cat([taken * (1 - digit), taken * digit], 2)
        return taken

    def forward(self, x):
        outputs = torch.stack([expert(x) for expert in self.experts], 1)
        return self.heads.logits([torch.bmm(self.shares(gate(x)), outputs).squeeze(1) for gate in self.gates])

    def shares(self, numbers):
        """[row][1][expert]."""
        weights = torch.softmax(numbers[:, self.selectors * self.digits:], 1)
        return torch.bmm(weights.unsqueeze(1), self.taken(numbers))

    def task_terms(self, x, labels):
        """The selectors' entropy, the mean over rows of -Σ_i Σ_e r_ie log r_ie."""
        taken = [self.taken(gate(x)) for gate in self.gates]
        return [-self.entropy * (one * torch.log(one + 1e-6)).sum((1, 2)).mean() for one in taken]

    def arrays(self) -> Arrays:
        arrays = Arrays()
        arrays.stacks("experts", *self.experts)
        for task, gate in enumerate(self.gates):
            arrays.dense(f"gate{task}", gate)
        return self.heads.name(arrays)


class NormalisedExperts(nn.Module):
    """Experts of layers that divide their sums by the root mean square and have the swish activation, on columns behind
    a feature gate 2 σ(A B x)."""

    def __init__(self, count: int, width: int, rank: int, layers: list[int]):
        super().__init__()
        self.lower, self.upper = nn.Linear(width, rank), nn.Linear(rank, width)
        self.experts = nn.ModuleList(
            nn.Sequential(*(part for a, b in zip([width, *layers], layers)
                            for part in (nn.Linear(a, b), nn.RMSNorm(b, eps=1e-5), nn.SiLU())))
            for _ in range(count))

    def forward(self, x):
        """[row][expert][feature]."""
        gated = 2 * torch.sigmoid(self.upper(self.lower(x))) * x
        return torch.stack([expert(gated) for expert in self.experts], 1)

    def name(self, arrays: Arrays, whose: str) -> None:
        arrays.dense(f"lower{whose}", self.lower)
        arrays.dense(f"upper{whose}", self.upper)
        arrays.stacks(f"experts{whose}-", *self.experts)
        norms = zip(*([part for part in expert if isinstance(part, nn.RMSNorm)] for expert in self.experts))
        for depth, equal in enumerate(norms):
            arrays[f"experts{whose}-{depth}_g"] = [norm.weight for norm in equal]


class OwnGates(nn.Module):
    """The gate of a mixture, and the self gate of its own experts, which come first."""

    def __init__(self, width: int, own: int, others: int):
        super().__init__()
        self.gate, self.own = nn.Linear(width, own + others), nn.Linear(width, own)

    def forward(self, x, own, *others):
        scores = self.own(x)
        shares = torch.softmax(scores, 1) if own.shape[1] > 1 else torch.sigmoid(scores)
        return mix(self.gate, x, torch.cat([own, *others], 1)) + torch.bmm(shares.unsqueeze(1), own).squeeze(1)

    def name(self, arrays: Arrays, whose: str) -> None:
        arrays.dense(f"gate{whose}", self.gate)
        arrays.dense(f"self{whose}", self.own)


class Home(Body):
    """Sets of experts of groups and a shared one, [group] then shared, at the meta level; then of tasks too."""

    def __init__(self, width: int, tasks: int, sizes: dict):
        super().__init__()
        self.groups = sizes["groups"] or [0] * tasks
        groups, top = max(self.groups) + 1, sizes["expertLayers"][-1]
        shared, group, task = (sizes["experts"][whose] for whose in ("shared", "group", "task"))

        def experts(count, read):
            return NormalisedExperts(count, read, sizes["rank"], sizes["expertLayers"])

        self.sets = nn.ModuleList(
            nn.ModuleList([*(experts(group, read) for _ in range(groups)), experts(shared, read)])
            for read in (width, top))
        self.own = nn.ModuleList(experts(task, top) for _ in range(tasks))
        self.group_gates = nn.ModuleList(OwnGates(width, group, shared) for _ in range(groups))
        self.shared_gate = nn.Linear(width, groups * group + shared)
        self.task_gates = nn.ModuleList(OwnGates(top, task, group + shared) for _ in range(tasks))
        self.heads = Heads(tasks, top, sizes["headLayers"])

    def forward(self, x):
        meta = [experts(x) for experts in self.sets[0]]
        found = [gates(x, own, meta[-1]) for gates, own in zip(self.group_gates, meta)]
        found.append(mix(self.shared_gate, x, torch.cat(meta, 1)))
        sets = [experts(y) for experts, y in zip(self.sets[1], found)]
        return self.heads.logits([
            gates(found[group], own(found[group]), sets[group], sets[-1])
            for gates, own, group in zip(self.task_gates, self.own, self.groups)])

    def arrays(self) -> Arrays:
        arrays = Arrays()
        for level, sets in enumerate(self.sets):
            for group, experts in enumerate(sets[:-1]):
                experts.name(arrays, f"{level}-group{group}")
            sets[-1].name(arrays, f"{level}-shared")
        for group, gates in enumerate(self.group_gates):
            gates.name(arrays, f"0-group{group}")
        arrays.dense("gate0-shared", self.shared_gate)
        for task, (experts, gates) in enumerate(zip(self.own, self.task_gates)):
            experts.name(arrays, f"1-task{task}")
            gates.name(arrays, f"1-task{task}")
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
    "escm2-ips": Escm2Ips,
    "escm2-dr": Escm2Dr,
    "aitm": Aitm,
    "stem": Stem,
    "pepnet": Pepnet,
    "dbmtl": Dbmtl,
    "soft-sharing": SoftSharing,
    "sluice": Sluice,
    "snr-trans": SnrTrans,
    "snr-aver": SnrAver,
    "dselect-k": DselectK,
    "home": Home,
    "mtl-nas": MtlNas,
    "adashare": AdaShare,
}


class Network(nn.Module):
    """From (ids, numbers) to one logit a row for each task: one table for all fields, then the architecture."""

    def __init__(self, shape: dict, sparse: bool):
        super().__init__()
        ids = sum(shape["fields"])
        self.table = nn.Embedding(ids, shape["embeddingSize"], sparse=sparse) if ids else None
        width = len(shape["fields"]) * shape["embeddingSize"] + shape["numbers"]
        sizes = shape["architecture"] | {"embeddingSize": shape["embeddingSize"], "fields": len(shape["fields"])}
        self.body = TYPES[shape["architecture"]["type"]](width, shape["tasks"], sizes)

    def input(self, ids, numbers):
        return numbers if self.table is None else torch.cat([self.table(ids).view(numbers.shape[0], -1), numbers], 1)

    def forward(self, ids, numbers):
        return [logit.squeeze(1) for logit in self.body(self.input(ids, numbers))]
