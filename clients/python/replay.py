#!/usr/bin/env python3
"""Replays a run that `corollary export-graph` wrote, with numpy and onnxruntime alone.

usage: python3 replay.py FOLDER

Prints `identical`, or the largest difference with the name of its output. Exit codes: 0 all outputs
are identical or within the tolerances that the folder states; 1 one is not; 2 the folder cannot be
replayed: it was changed, or needs another onnxruntime.
"""
import hashlib
import json
import os
import sys

FORMAT, VERSION = "corollary-replay", 1
TYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U8": "|u1", "U32": "<u4", "BOOL": "|b1"}


class Unusable(Exception):
    """Why this folder cannot be replayed here."""


try:
    import numpy as np
    import onnxruntime as ort
except ImportError as error:
    print(f"replay.py needs numpy and onnxruntime (pip install numpy onnxruntime): {error}", file=sys.stderr)
    sys.exit(2)


def read(folder, name):
    if os.path.basename(name) != name:
        raise Unusable(f"expected.json names {name!r}, which is outside of the folder")
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except OSError as error:
        raise Unusable(f"{name} cannot be read: {error.strerror}") from error


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def load(folder):
    """expected.json, and the bytes of all other files, each with the digest that it must have."""
    text = read(folder, "expected.json")
    try:
        expected = json.loads(text)
        form = (expected["format"], expected["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unusable("expected.json is not one that export-graph writes") from error
    if form != (FORMAT, VERSION):
        raise Unusable(f"expected.json is of format {form[0]} {form[1]}; this script reads {FORMAT} {VERSION}")
    digest = expected["digest"]
    if sha256(text.replace(digest.encode(), b"0" * 64, 1)) != digest:
        raise Unusable("expected.json was changed: it has another digest than it states")
    files = {name: read(folder, name) for name in expected["files"]}
    for name, content in files.items():
        if sha256(content) != expected["files"][name]:
            raise Unusable(f"{name} was changed: it has another digest than expected.json states")
    return expected, files


def arrays(content):
    """The arrays of a safetensors file."""
    start = 8 + int.from_bytes(content[:8], "little")
    numbers = memoryview(content)[start:]

    def array(dtype, shape, data_offsets):
        first, last = data_offsets
        return np.frombuffer(numbers[first:last], TYPES[dtype]).reshape(shape)

    return {int(name): array(**entry) for name, entry in json.loads(content[8:start]).items()}


def session(graph, model, runtime):
    options = ort.SessionOptions()
    options.intra_op_num_threads = runtime["threads"]
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    levels = ort.GraphOptimizationLevel
    options.graph_optimization_level = {"all": levels.ORT_ENABLE_ALL, "basic": levels.ORT_ENABLE_BASIC}[graph["optimisation"]]
    options.log_severity_level = 4
    try:
        return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        words = str(error).splitlines()[0]
        raise Unusable(
            f"onnxruntime {ort.__version__} does not take {graph['file']} (one of {runtime['oldest']} or later "
            f"should: pip install --upgrade onnxruntime): {words}"
        ) from error


def difference(got, want):
    """The largest difference; infinite where the two are not of one form, or finite in one only."""
    if got.shape != want.shape or got.dtype != want.dtype:
        return np.inf
    with np.errstate(invalid="ignore"):
        apart = np.abs(got.astype(np.float64) - want.astype(np.float64))
    same = (got == want) | ((got != got) & (want != want))
    apart = np.where(same, 0.0, np.nan_to_num(apart, nan=np.inf))
    return float(apart.max(initial=0.0))


def last_uses(calls):
    """After which call an output is needed no more."""
    uses = {}
    for number, call in enumerate(calls):
        for source in call["inputs"].values():
            if "call" in source:
                uses[source["call"], source["output"]] = number
    return uses


def replay(expected, files):
    """For each output that is not identical: its name, the difference or None, the tolerance or None."""
    given, wanted = arrays(files["inputs.safetensors"]), arrays(files["outputs.safetensors"])
    runtime = expected["runtime"]
    sessions = [session(graph, files[graph["file"]], runtime) for graph in expected["graphs"]]
    uses, held = last_uses(expected["calls"]), {}
    for number, call in enumerate(expected["calls"]):
        inputs = {
            name: given[source["array"]] if "array" in source else held[source["call"], source["output"]]
            for name, source in call["inputs"].items()
        }
        names = list(call["outputs"])
        for name, got in zip(names, sessions[call["graph"]].run(names, inputs)):
            output = call["outputs"][name]
            if (number, name) in uses:
                held[number, name] = got
            if sha256(np.ascontiguousarray(got)) != output["digest"]:
                apart = difference(got, wanted[output["array"]]) if "array" in output else None
                yield f"{name} of call {number}", apart, output["tolerance"]
        held = {key: value for key, value in held.items() if uses[key] > number}


def bound(tolerance):
    return np.inf if tolerance is None else tolerance


def report(expected, differences):
    outputs = sum(len(call["outputs"]) for call in expected["calls"])
    if not differences:
        print(f"identical: {len(expected['calls'])} calls, {outputs} outputs, to the last bit")
        return 0
    print(f"not identical: {len(differences)} of {outputs} outputs differ")
    sized = [one for one in differences if one[1] is not None]
    if not sized:
        print("all of them were handed on and are not in the folder: by how much is not known")
        return 1
    name, apart, tolerance = max(sized, key=lambda one: one[1] / max(bound(one[2]), sys.float_info.min))
    told = "no tolerance" if tolerance is None else f"tolerance {tolerance:.3g}"
    print(f"largest difference for its tolerance: {apart:.3g} in {name} ({told})")
    beyond = sum(apart > bound(tolerance) for _, apart, tolerance in sized)
    print(f"{beyond} beyond their tolerances" if beyond else "all within their tolerances")
    return 1 if beyond else 0


def main(words):
    if len(words) != 1 or words[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        expected, files = load(words[0])
        run = expected["run"]
        print(f"{expected['claim']} at {expected['budget']}, arm {run['arm']}, seed {run['seed']}")
        return report(expected, list(replay(expected, files)))
    except Unusable as error:
        print(f"replay.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
