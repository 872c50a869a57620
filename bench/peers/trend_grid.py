"""The small trend grid in NumPy, batched over the blocks; prints processor seconds for each precision.

python3 trend_grid.py blocks steps   (needs: pip install -r requirements.txt)
"""

import json
import os
import sys
import time

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
import numpy as np  # noqa: E402 (it reads the number of threads when it is loaded)

BLOCKS, STEPS = map(int, sys.argv[1:3])
SAMPLES, INPUTS = 300, 11


def train(activation, hidden, width, dtype, rng):
    """Full-batch Adam on L / m, written in place where NumPy can."""
    sizes = [INPUTS] + [width] * hidden + [1]
    gain = 1.0 if activation == "tanh" else 2.0
    x = rng.standard_normal((BLOCKS, SAMPLES, INPUTS)).astype(dtype)
    y = rng.standard_normal((BLOCKS, SAMPLES, 1)).astype(dtype)
    count = sum(a * b for a, b in zip(sizes, sizes[1:]))
    flat = np.empty((BLOCKS, count), dtype)
    slope = np.empty_like(flat)
    weights, slopes, start = [], [], 0
    for fan_in, units in zip(sizes, sizes[1:]):
        part = slice(start, start + fan_in * units)
        weights.append(flat[:, part].reshape(BLOCKS, fan_in, units))
        slopes.append(slope[:, part].reshape(BLOCKS, fan_in, units))
        weights[-1][:] = rng.standard_normal(weights[-1].shape) * np.sqrt(gain / fan_in)
        start = part.stop
    assert all(np.shares_memory(one, flat) for one in weights)
    first, second, scratch = np.zeros_like(flat), np.zeros_like(flat), np.empty_like(flat)
    for step in range(1, STEPS + 1):
        values = [x]
        for one in weights[:-1]:
            z = values[-1] @ one
            values.append(np.tanh(z, out=z) if activation == "tanh" else np.maximum(z, 0, out=z))
        signal = values[-1] @ weights[-1] - y
        signal /= SAMPLES
        for layer in range(hidden, -1, -1):
            slopes[layer][:] = values[layer].transpose(0, 2, 1) @ signal
            if layer > 0:
                signal = signal @ weights[layer].transpose(0, 2, 1)
                below = values[layer]
                signal *= (1 - below * below) if activation == "tanh" else (below > 0)
        rate = 1e-2 * (1 + np.cos(np.pi * (step - 1) / max(1, STEPS - 1))) / 2
        first *= 0.9
        first += np.multiply(slope, 0.1, out=scratch)
        second *= 0.999
        np.multiply(slope, slope, out=scratch)
        scratch *= 0.001
        second += scratch
        np.sqrt(second, out=scratch)
        scratch /= np.sqrt(1 - 0.999**step)
        scratch += 1e-8
        np.divide(first, scratch, out=scratch)
        scratch *= rate / (1 - 0.9**step)
        flat -= scratch


def seconds(dtype):
    rng = np.random.default_rng(1)
    start = time.process_time()
    for activation in ("tanh", "relu"):
        for hidden in (1, 2, 3):
            for width in (2, 4, 8, 16):
                train(activation, hidden, width, dtype, rng)
    return time.process_time() - start


print(json.dumps({name: seconds(np.dtype(name)) for name in ("float64", "float32")}))
