#!/usr/bin/env python3
"""PyTorch's and ONNX Runtime's sides of `fulcrum bench serve`: predictions for encoded rows, one request at a time.

    serving.py WORKLOAD --engine pytorch|onnx --requests one|candidates|rows [--threads N]

WORKLOAD is a directory that `fulcrum bench serve` wrote: the workload as for pytorch_step.py, a model directory, and
what Fulcrum answers to the first request, which this program compares its own answer with. The network is that of
pytorch_step.py with the model's parameters; ONNX Runtime runs the same module, exported by PyTorch. The program then
speaks the line protocol of pytorch_step.py; an answer has two more numbers: the median and the 99th percentile of the
seconds of a request.

Requests are cut and cast beforehand. PyTorch runs in inference mode, ONNX Runtime with all its optimisations.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import pytorch_step

MOST = 64  # requests
TOLERANCE = 1e-4  # between predictions, which are probabilities


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workload", type=Path, help="directory with workload.json, the arrays and the model")
    parser.add_argument("--engine", choices=["pytorch", "onnx"], required=True)
    parser.add_argument("--requests", choices=["one", "candidates", "rows"], required=True)
    parser.add_argument("--threads", type=int, default=1, help="threads within an operation (default: 1)")
    return parser.parse_args(words)


def read_array(file: Path, kind: str, columns: int, rows: int):
    import numpy

    if columns == 0:
        return numpy.zeros((rows, 0), kind)
    return numpy.fromfile(file, kind).reshape(columns, rows).T


def request(ids, numbers, order, first: int, rows: int, candidates: bool):
    """(ids, numbers) of a request; of candidates the first two thirds of the columns are the first row's."""
    chosen = order[first:first + rows]
    some = [ids[chosen].copy(), numbers[chosen].copy()]
    if candidates:
        for columns in some:
            shared = 2 * columns.shape[1] // 3
            columns[:, :shared] = columns[0, :shared]
    return some


def requests(workload: Path, shape: dict, kind: str) -> list:
    """The requests in the order in which Fulcrum's side answers them too."""
    import numpy

    ids = read_array(workload / "ids.i32", "<i4", len(shape["fields"]), shape["rows"]).astype("int64")
    ids = ids + numpy.cumsum([0] + shape["fields"])[:-1]
    numbers = read_array(workload / "numbers.f32", "<f4", shape["numbers"], shape["rows"])
    order = numpy.fromfile(workload / "order.i32", "<i4")
    rows = 1 if kind == "one" else 500
    count = min(MOST, len(order) // rows)
    return [request(ids, numbers, order, i * rows, rows, kind == "candidates") for i in range(count)]


class Parameters:
    """The model's parameters, taken from the front: layers by layers, weights as [output][input], then biases."""

    def __init__(self, torch, file: Path):
        self.torch = torch
        self.left = torch.from_file(str(file), size=file.stat().st_size // 4, dtype=torch.float32)

    def take(self, *shape: int):
        count = 1
        for size in shape:
            count *= size
        taken, self.left = self.left[:count], self.left[count:]
        return taken.view(*shape)

    def fill(self, linears: list) -> None:
        """Fills linear layers that are one layer of the model: their weights one after the other, then their biases."""
        with self.torch.no_grad():
            for linear in linears:
                linear.weight.copy_(self.take(*linear.weight.shape))
            for linear in linears:
                linear.bias.copy_(self.take(*linear.bias.shape))


def load(torch, network, workload: Path, shape: dict) -> None:
    """Gives an mmoe or shared-bottom of pytorch_step.py the numbers of the model directory."""
    import architectures

    linear = torch.nn.Linear
    parameters = Parameters(torch, workload / "model" / "parameters.f32")
    if isinstance(network.body, architectures.Mmoe):
        stacks, gates = network.body.experts, list(network.body.gates)
    else:
        stacks, gates = [network.body.bottom], []
    layers = [[layer for layer in stack if isinstance(layer, linear)] for stack in stacks]
    parameters.fill([stack[0] for stack in layers] + gates)
    for depth in range(1, len(layers[0])):
        parameters.fill([stack[depth] for stack in layers])
    for head in network.body.heads:
        for layer in head.modules():
            if isinstance(layer, linear):
                parameters.fill([layer])
    if len(parameters.left):
        sys.exit(f"{workload}/model has {len(parameters.left)} parameters more than the network of workload.json needs."
                 " Take both from one run of fulcrum bench serve.")
    row = 1 + shape["embeddingSize"]
    files = [workload / "model" / f"table-{table}.rows" for table in range(len(shape["fields"]))]
    with torch.no_grad():
        tables = [torch.from_file(str(file), size=file.stat().st_size // 4, dtype=torch.float32) for file in files]
        network.table.weight.copy_(torch.cat([table.view(-1, row)[:, 1:] for table in tables]))


def with_probabilities(torch, network):
    """The network with a sigmoid on each task's logit."""

    class Predictions(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, ids, numbers):
            return torch.sigmoid(torch.stack(self.network(ids, numbers), 1))

    return Predictions().eval()


def pytorch_engine(torch, module, cut: list, threads: int):
    asked = [(torch.from_numpy(ids), torch.from_numpy(numbers)) for ids, numbers in cut]

    def answer(i: int):
        with torch.inference_mode():
            return module(*asked[i]).numpy()

    return answer, f"PyTorch {torch.__version__} ({torch.backends.cpu.get_cpu_capability()}, {threads} threads)"


def onnx_engine(torch, module, cut: list, threads: int):
    try:
        import onnxruntime
    except ImportError as problem:
        sys.exit(f"{sys.executable} cannot import onnxruntime ({problem}). Run deploy/bench/setup, which installs it.")
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "model.onnx")
        rows = torch.export.Dim("rows")
        example = tuple(torch.from_numpy(part).repeat(3, 1) for part in cut[0])
        torch.onnx.export(module, example, file, input_names=["ids", "numbers"], output_names=["predictions"],
                          dynamic_shapes=({0: rows}, {0: rows}), dynamo=True, verbose=False)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    names = [wanted.name for wanted in session.get_inputs()]
    asked = [dict(zip(names, parts)) for parts in cut]
    return (lambda i: session.run(None, asked[i])[0]), f"ONNX Runtime {onnxruntime.__version__} ({threads} threads)"


def require_equal(answer, workload: Path, kind: str) -> None:
    import numpy

    file = workload / f"expected-{kind}.f64"
    ours = answer(0).astype("float64").ravel()
    theirs = numpy.fromfile(file, "<f8")
    apart = numpy.abs(ours - theirs).max() if ours.shape == theirs.shape else float("inf")
    if not apart <= TOLERANCE:
        sys.exit(f"Predictions of the first request differ from {file} by {apart}, at most {TOLERANCE} is rounding:"
                 " the two sides do not compute the same model. Take both from one version of Fulcrum.")


def serve(answer_request, count: int, lines, answer) -> None:
    for line in lines:
        seconds = float(line.split()[1])
        taken = []
        started = before = time.perf_counter()
        while not taken or before - started < seconds:
            answer_request(len(taken) % count)
            now = time.perf_counter()
            taken.append(now - before)
            before = now
        steps = len(taken)
        taken.sort()
        answer(f"ran {steps} {before - started:.9f} {taken[steps // 2]:.9f} {taken[int(steps * 0.99)]:.9f}")


def main(words: list[str]) -> None:
    options = arguments(words)
    shape = pytorch_step.read_shape(options.workload)
    torch = pytorch_step.import_torch()
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    network = pytorch_step.build(shape, False)
    load(torch, network, options.workload, shape)
    module = with_probabilities(torch, network)
    cut = requests(options.workload, shape, options.requests)
    engine = pytorch_engine if options.engine == "pytorch" else onnx_engine
    answer_request, description = engine(torch, module, cut, options.threads)
    require_equal(answer_request, options.workload, options.requests)
    print(f"ready {description}", flush=True)
    serve(answer_request, len(cut), sys.stdin, lambda text: print(text, flush=True))


if __name__ == "__main__":
    main(sys.argv[1:])
