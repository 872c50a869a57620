"""What a peer is handed and how it is timed: the same for every framework.

A folder holds task.json and arrays.bin, written by hand-over.ts: the starting parameters, the data and
the numbers that say what a step is. LAYERS names the layers of each network in their order; each peer
writes them as its users would.
"""

import gc
import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np

PERCEPTRON = ["dense", "relu", "dense", "relu", "dense"]
BLOCK = ("residual", ["conv", "batchNorm", "relu", "conv", "batchNorm"])
STRIDED = ("conv", 2)
LAYERS = {
    "perceptron": PERCEPTRON,
    "normalised perceptron": ["dense", "batchNorm", "relu"] * 5 + ["dense"],
    "CNN": ["conv", "relu", "avgPool", "conv", "relu", "avgPool", "flat", "dense", "relu", "dense"],
    "residual CNN": ["conv", "batchNorm", "relu"]
    + [BLOCK, "relu"] * 2
    + [STRIDED]
    + [BLOCK, "relu"] * 2
    + [STRIDED]
    + [BLOCK, "relu"] * 2
    + ["globalAveragePool", "dense"],
    "ConvAC": ["logMix", "productPool"] * 4 + ["flat", "dense"],
}

# The losses of the first steps, by which a peer shows that it computes the same.
COMPARED = 20
# Of the steady step: native calls of `chunk` steps, for LEAST_SECONDS, and never fewer than three, after
# two that do not count.
WARM_CALLS = 2
LEAST_SECONDS = 0.6
MOST_CALLS = 15


def walk(layers, apply, x, prefix=""):
    """Applies layers in turn; each is called by its kind and place, as in `conv0`, and so are its
    parameters: `apply(kind, option, name, x)`."""
    for place, layer in enumerate(layers):
        kind, option = layer if isinstance(layer, tuple) else (layer, None)
        name = f"{prefix}{kind}{place}"
        if kind == "residual":
            x = x + walk(option, apply, x, f"{name}.main.")
        else:
            x = apply(kind, option, name, x)
    return x


def read(folder):
    """The task, and its arrays by name: floats in the task's precision."""
    task = json.loads((Path(folder) / "task.json").read_text())
    raw = (Path(folder) / "arrays.bin").read_bytes()
    arrays = {}
    for name, about in task["arrays"].items():
        size = int(np.prod(about["shape"]))
        flat = np.frombuffer(raw, about["type"], size, about["offset"])
        array = flat.reshape(about["shape"])
        arrays[name] = array.astype(task["precision"]) if about["type"] == "float64" else array
    return task, arrays


def timed(task, make):
    """One way of running the task.

    make() gives (start, run): start() is a state at the start, run(state, first) is the state `chunk`
    steps later, the first of them with that number, and the losses of those steps, computed when it
    returns. The job counts from before make, when what starting leaves behind has been collected; the
    steady step is measured where the task asks for it.
    """
    steps, chunk = task["steps"], task["chunk"]
    gc.collect()
    begin = time.perf_counter()
    start, run = make()
    state, losses = start(), []
    for first in range(0, steps, chunk):
        state, some = run(state, first)
        losses.extend(some)
    job = time.perf_counter() - begin
    told = {"jobMs": job * 1000, "losses": [np.ravel(one).tolist() for one in losses[:COMPARED]]}
    if not task["isSteady"]:
        return told
    for at in range(WARM_CALLS):
        state, _ = run(state, steps + at * chunk)
    steps += WARM_CALLS * chunk
    times = []
    begin = time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - begin < LEAST_SECONDS and len(times) < MOST_CALLS):
        before = time.perf_counter()
        state, _ = run(state, steps + len(times) * chunk)
        times.append((time.perf_counter() - before) / chunk)
    return {**told, "stepMs": statistics.median(times) * 1000}


def tell(peer, version, forms):
    """Prints what TypeScript reads."""
    json.dump({"peer": peer, "version": version, "forms": forms}, sys.stdout)
