"""A training in PyTorch, eager: one operation after the other.

python3 torch_training.py folder cpu|gpu cores   (needs: pip install -r requirements.txt)
"""

import sys

import torch
from torch.nn import functional as F

from handed import LAYERS, read, tell, timed, walk

task, arrays = read(sys.argv[1])
torch.set_default_device({"cpu": "cpu", "gpu": "cuda"}[sys.argv[2]])
torch.set_num_threads(int(sys.argv[3]))
# On a GPU the factors of convolutions are rounded to TF32 unless it is told otherwise.
torch.backends.cudnn.allow_tf32 = False
torch.backends.cuda.matmul.allow_tf32 = False
# Starting a device is not timed, on either side: each has computed something small.
torch.tanh(torch.ones(2, 2) @ torch.ones(2, 1)).tolist()
RATE, BATCH, EXAMPLES = task["rate"], task["batch"], task["examples"]
PRECISION = getattr(torch, task["precision"])
HAS_IMAGES = "CNN" in task["network"]


def apply_layer(parameters):
    def apply(kind, option, name, x):
        def own(what):
            return parameters[f"{name}.{what}"]

        if kind == "dense":
            if task["replicas"] is not None:
                return torch.baddbmm(own("biases")[:, None], x, own("weights"))
            return torch.addmm(own("biases"), x, own("weights"))
        if kind == "relu":
            return F.relu(x)
        if kind == "conv":
            if option is None:
                return F.conv2d(x, own("weights"), own("biases"), padding=1)
            # "same" of an even length with a stride of two: the border is after it.
            return F.conv2d(F.pad(x, (0, 1, 0, 1)), own("weights"), own("biases"), stride=option)
        if kind == "batchNorm":
            return F.batch_norm(x, None, None, own("scale"), own("shift"), True, eps=1e-3)
        if kind == "avgPool":
            return F.avg_pool2d(x, 2)
        if kind == "globalAveragePool":
            return x.mean((2, 3))
        if kind == "flat":
            return x.permute(0, 2, 3, 1).flatten(1) if HAS_IMAGES else x.flatten(1)
        if kind == "logMix":
            largest = x.amax(-1, keepdim=True)
            return torch.log(torch.exp(x - largest) @ torch.exp(own("weights"))) + largest
        if kind == "productPool":
            n, height, width, channels = x.shape
            return x.view(n, height // 2, 2, width // 2, 2, channels).sum((2, 4))
        raise ValueError(f"no layer {kind}")

    return apply


def losses_of(parameters, x, y):
    """One for each replica."""
    outputs = walk(LAYERS[task["network"]], apply_layer(parameters), x)
    if task["loss"] == "half squared error":
        return 0.5 * (outputs - y).square().sum(-1).mean(-1)
    if task["replicas"] is None:
        return F.cross_entropy(outputs, y)
    picked = F.cross_entropy(outputs.transpose(1, 2), y.expand(len(outputs), -1), reduction="none")
    return picked.mean(-1)


def laid(array, axes):
    """Images and filters: axes as PyTorch wants them, in memory channels last, its faster layout here."""
    if not HAS_IMAGES or array.ndim != 4:
        return torch.tensor(array)
    return torch.tensor(array.transpose(axes)).contiguous(memory_format=torch.channels_last)


def start():
    parameters = {}
    for name, array in arrays.items():
        if name[:10] == "parameter/":
            parameters[name[10:]] = laid(array, (3, 2, 0, 1)).requires_grad_()
    weights = list(parameters.values())
    if task["optimiser"] == "sgd":
        return parameters, weights, None
    return parameters, weights, torch.optim.Adam(
        weights, RATE, (task["beta1"], task["beta2"]), task["epsilon"], fused=True
    )


def make():
    inputs = laid(arrays["inputs"], (0, 3, 1, 2))
    targets = torch.tensor(arrays["targets"])
    targets = targets if targets.is_floating_point() else targets.long()
    if task["replicas"] is not None:
        inputs = inputs.expand(task["replicas"], *inputs.shape)

    def batch(number):
        if EXAMPLES == BATCH:
            return inputs, targets
        order = (torch.arange(BATCH) + number * BATCH) % EXAMPLES
        return inputs[order].to(PRECISION) * (1 / 255), targets[order]

    def run(state, first):
        parameters, weights, adam = state
        losses = []
        for number in range(first, first + task["chunk"]):
            loss = losses_of(parameters, *batch(number))
            losses.append(loss.detach())
            if adam is None:
                slopes = torch.autograd.grad(loss.sum(), weights)
                with torch.no_grad():
                    torch._foreach_add_(weights, slopes, alpha=-RATE)
            else:
                adam.zero_grad()
                loss.backward()
                adam.step()
        return state, torch.stack(losses).tolist()

    return start, run


tell("pytorch", torch.__version__, {"eager": timed(task, make)})
