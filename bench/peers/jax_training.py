"""A training in JAX, jitted: as one scan for each chunk of steps, and as one call a step.

python3 jax_training.py folder cpu|gpu [call|scan ...]   (needs: pip install -r requirements.txt)
"""

import os
import sys

# Else the first program on a GPU takes three quarters of its memory.
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")

import jax
import jax.numpy as jnp
from jax import lax

from handed import LAYERS, read, tell, timed, walk

task, arrays = read(sys.argv[1])
jax.config.update("jax_platforms", {"cpu": "cpu", "gpu": "cuda"}[sys.argv[2]])
jax.config.update("jax_enable_x64", task["precision"] == "float64")
# On a GPU the default rounds the factors of products to TF32.
jax.config.update("jax_default_matmul_precision", "float32")
# Starting a device is not timed, on either side: each has compiled and computed something small.
jax.jit(lambda a, b: jnp.tanh(a @ b))(jnp.ones((2, 2)), jnp.ones((2, 1))).block_until_ready()
RATE, BATCH, EXAMPLES = task["rate"], task["batch"], task["examples"]
BETA1, BETA2 = task.get("beta1"), task.get("beta2")


def apply_layer(parameters):
    def apply(kind, option, name, x):
        def own(what):
            return parameters[f"{name}.{what}"]

        if kind == "dense":
            return x @ own("weights") + own("biases")
        if kind == "relu":
            return jax.nn.relu(x)
        if kind == "conv":
            stride = option or 1
            axes = ("NHWC", "HWIO", "NHWC")
            y = lax.conv_general_dilated(
                x, own("weights"), (stride, stride), "SAME", dimension_numbers=axes
            )
            return y + own("biases")
        if kind == "batchNorm":
            rest = tuple(range(x.ndim - 1))
            mean = jnp.mean(x, rest)
            variance = jnp.mean(jnp.square(x - mean), rest)
            factor = lax.rsqrt(variance + 1e-3) * own("scale")
            return (x - mean) * factor + own("shift")
        if kind == "avgPool":
            n, height, width, channels = x.shape
            return jnp.mean(x.reshape(n, height // 2, 2, width // 2, 2, channels), (2, 4))
        if kind == "globalAveragePool":
            return jnp.mean(x, (1, 2))
        if kind == "flat":
            return x.reshape(x.shape[0], -1)
        if kind == "logMix":
            largest = jnp.max(x, -1, keepdims=True)
            return jnp.log(jnp.exp(x - largest) @ jnp.exp(own("weights"))) + largest
        if kind == "productPool":
            n, height, width, channels = x.shape
            return jnp.sum(x.reshape(n, height // 2, 2, width // 2, 2, channels), (2, 4))
        raise ValueError(f"no layer {kind}")

    return apply


def loss_of(parameters, x, y):
    outputs = walk(LAYERS[task["network"]], apply_layer(parameters), x)
    if task["loss"] == "half squared error":
        return jnp.mean(0.5 * jnp.sum(jnp.square(outputs - y), -1))
    logs = jax.nn.log_softmax(outputs)
    return -jnp.mean(jnp.take_along_axis(logs, y[:, None], 1))


def descend(state, slopes, t):
    """The new state: parameters and, for Adam, moments."""
    if task["optimiser"] == "sgd":
        (parameters,) = state
        return (jax.tree.map(lambda w, g: w - RATE * g, parameters, slopes),)
    parameters, first, second = state
    first = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, slopes)
    second = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, slopes)
    rate, correction = RATE / (1 - BETA1**t), 1 / (1 - BETA2**t)

    def move(w, m, v):
        return w - rate * m / (jnp.sqrt(correction * v) + task["epsilon"])

    return jax.tree.map(move, parameters, first, second), first, second


def step(state, number, inputs, targets):
    x, y = inputs, targets
    if EXAMPLES > BATCH:
        order = (number * BATCH + jnp.arange(BATCH)) % EXAMPLES
        x, y = inputs[order].astype(task["precision"]) * (1 / 255), targets[order]
    both = jax.value_and_grad(loss_of)
    if task["replicas"] is not None:
        both = jax.vmap(both, (0, None, None))
    loss, slopes = both(state[0], x, y)
    t = (number + 1).astype(task["precision"])
    return descend(state, slopes, t), loss


def start():
    parameters = {name[10:]: jnp.array(a) for name, a in arrays.items() if name[:10] == "parameter/"}
    if task["optimiser"] == "sgd":
        return (parameters,)
    return parameters, *(jax.tree.map(jnp.zeros_like, parameters) for _ in range(2))


def make(form):
    inputs, targets = jnp.asarray(arrays["inputs"]), jnp.asarray(arrays["targets"])

    def chunk_of_steps(state, first, inputs, targets):
        numbers = first + jnp.arange(task["chunk"])
        return lax.scan(lambda state, at: step(state, at, inputs, targets), state, numbers)

    # Functions of their own, so that each way compiles anew; the state is overwritten.
    compiled = jax.jit(chunk_of_steps if form == "scan" else step, donate_argnums=0)

    def run_scan(state, first):
        return jax.block_until_ready(compiled(state, jnp.int32(first), inputs, targets))

    def run_calls(state, first):
        losses = []
        for number in range(first, first + task["chunk"]):
            state, loss = compiled(state, jnp.int32(number), inputs, targets)
            losses.append(loss)
        return jax.block_until_ready((state, losses))

    return start, run_scan if form == "scan" else run_calls


tell("jax", jax.__version__, {form: timed(task, lambda: make(form)) for form in sys.argv[3:]})
