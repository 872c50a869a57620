#!/usr/bin/env python3
"""Replays a run that `corollary export-graph` wrote, with numpy and onnxruntime alone.

usage: python3 replay.py FOLDER

Prints `identical`, or the largest difference with the name of its output. Exit codes: 0 all outputs
are identical or within the tolerances that the folder states; 1 one is not; 2 the folder cannot be
replayed here: it was changed, or needs another onnxruntime, or more memory.
"""
import hashlib
import json
import os
import sys
from collections import namedtuple

FORMAT, VERSION = "corollary-replay", 1
TYPES = {
    **{"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U32": "<u4"},
    **{"U8": "|u1", "BOOL": "|b1"},
}
LEVELS = {"all": "ORT_ENABLE_ALL", "basic": "ORT_ENABLE_BASIC"}


# `apart` and `size` are None for outputs that are handed on: the folder has their digests alone.
Difference = namedtuple("Difference", "name apart size tolerance")


class Unusable(Exception):
    """Why this folder cannot be replayed here."""


try:
    import numpy as np
    import onnxruntime as ort
except ImportError as error:
    sys.stderr.write(f"replay.py: {error}: pip install numpy onnxruntime\n")
    sys.exit(2)


def read(folder, name):
    if os.path.basename(name) != name:
        raise Unusable(f"expected.json names {name!r}, which is outside of the folder")
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    except OSError as error:
        raise Unusable(f"{name} cannot be read: {error.strerror}") from error


def refuse(word):
    """NaN and Infinity are no JSON: nothing is beyond a tolerance of NaN."""
    raise ValueError(f"{word} is no number of JSON")


def first_line(error):
    return str(error).partition("\n")[0][:500]


def visible(words):
    """Without what a terminal would obey."""
    return "".join(one if one.isprintable() else "?" for one in words)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def load(folder):
    """expected.json, and the bytes of all other files, each with the digest that it must have."""
    text = read(folder, "expected.json")
    try:
        expected = json.loads(text, parse_constant=refuse)
        form = (expected["format"], expected["version"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unusable("expected.json is not one that export-graph writes") from error
    if form != (FORMAT, VERSION):
        told = f"expected.json is of format {form[0]} {form[1]}"
        raise Unusable(f"{told}; this script reads {FORMAT} {VERSION}")
    digest = expected["digest"]
    if sha256(text.replace(digest.encode(), b"0" * 64, 1)) != digest:
        raise Unusable("expected.json was changed: it has another digest than it states")
    if not any(call["outputs"] for call in expected["calls"]):
        raise Unusable("expected.json has no call with an output: there is nothing to replay")
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
    level = LEVELS[graph["optimisation"]]
    options.graph_optimization_level = getattr(ort.GraphOptimizationLevel, level)
    options.log_severity_level = 4
    try:
        return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        oldest = runtime["oldest"]
        told = f"onnxruntime {ort.__version__} does not take {graph['file']}"
        advice = f"{oldest} or later is needed: pip install --upgrade onnxruntime"
        raise Unusable(f"{told} ({advice}): {first_line(error)}") from error


def outputs_of(session, names, inputs, number):
    try:
        return session.run(names, inputs)
    except Exception as error:
        told = f"onnxruntime {ort.__version__} does not make call {number}"
        raise Unusable(f"{told}: {first_line(error)}") from error


def difference(got, want):
    """The largest difference; infinite where the two are not of one form, or finite in one only."""
    if got.shape != want.shape or got.dtype != want.dtype:
        return np.inf
    with np.errstate(invalid="ignore"):
        apart = np.abs(got.astype(np.float64) - want.astype(np.float64))
    same = (got == want) | ((got != got) & (want != want))
    apart = np.where(same, 0.0, np.nan_to_num(apart, nan=np.inf))
    return float(apart.max(initial=0.0))


def largest(array):
    """Its largest finite number in size."""
    numbers = np.abs(array.astype(np.float64))
    return float(numbers[np.isfinite(numbers)].max(initial=0.0))


def last_uses(calls):
    """After which call an output is needed no more."""
    uses = {}
    for number, call in enumerate(calls):
        for source in call["inputs"].values():
            if "call" in source:
                uses[source["call"], source["output"]] = number
    return uses


def replay(expected, files):
    """Every output that is not identical."""
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
        made = outputs_of(sessions[call["graph"]], names, inputs, number)
        for name, got in zip(names, made):
            output = call["outputs"][name]
            if (number, name) in uses:
                held[number, name] = got
            if sha256(np.ascontiguousarray(got)) != output["digest"]:
                want = wanted[output["array"]] if "array" in output else None
                tolerance = np.inf if output["tolerance"] is None else output["tolerance"]
                apart, size = (None, None) if want is None else (difference(got, want), largest(want))
                yield Difference(visible(f"{name} of call {number}"), apart, size, tolerance)
        held = {key: value for key, value in held.items() if uses[key] > number}


def tolerances_off(one):
    """By how many tolerances it is off: by none where it has none, however far (inf / inf is NaN)."""
    return 0.0 if one.tolerance == np.inf else one.apart / max(one.tolerance, sys.float_info.min)


def report(expected, differences):
    outputs = sum(len(call["outputs"]) for call in expected["calls"])
    if not differences:
        calls = len(expected["calls"])
        counted = f"{calls} call{'' if calls == 1 else 's'}, {outputs} outputs"
        print(f"identical: {counted}, to the last bit")
        return 0
    print(f"not identical: {len(differences)} of {outputs} outputs differ")
    kept = [one for one in differences if one.apart is not None]
    if not kept:
        print("calls hand them on, so the folder has their digests alone: by how much is not known")
        return 1
    worst = max(kept, key=tolerances_off)
    told = f"{worst.apart:.3g} in {worst.name} (tolerance {worst.tolerance:.3g})"
    print(f"largest difference for its tolerance: {told}")
    lost = sum(one.tolerance > one.size for one in kept)
    if lost:
        print(f"{lost} may be off by more than their own size: rounding decides them")
    if all(one.tolerance == np.inf for one in kept):
        print("none of them has a tolerance: only equal bits would have shown anything")
        return 1
    beyond = sum(one.apart > one.tolerance for one in kept)
    print(f"{beyond} beyond their tolerances" if beyond else "all within their tolerances")
    return 1 if beyond else 0


def main(words):
    if words in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if len(words) != 1 or words[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    # A terminal may not have a letter of a name.
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        expected, files = load(words[0])
        run = expected["run"]
        control = "" if run["control"] is None else f", control {run['control']}"
        arm = f"arm {run['arm']}, seed {run['seed']}"
        print(visible(f"{expected['claim']} at {expected['budget']}{control}, {arm}"))
        return report(expected, list(replay(expected, files)))
    except Unusable as error:
        told = str(error)
    except MemoryError:
        told = "this machine has too little memory for it"
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        why = f"{type(error).__name__}: {first_line(error)}"
        told = f"expected.json is not as export-graph writes it ({why})"
    print(f"replay.py: {visible(told)}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
