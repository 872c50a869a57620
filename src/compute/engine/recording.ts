/** The graph under construction, and the handles that tfjs passes around in place of data. */
import { PlatformError } from "../../domain/errors.ts";
import { lineNow } from "./author-lines.ts";
import {
  describeShape,
  newValue,
  type Attributes,
  type Constant,
  type Data,
  type Node,
  type Spec,
  type StorageType,
  type Value,
} from "./graph.ts";
import { core, type Tensor } from "./tfjs.ts";

/** tfjs is one global engine, so there is one at a time. */
interface Recording {
  readonly constants: Constant[];
  readonly nodes: Node[];
  readonly values: WeakMap<object, Value>;
}
let current: Recording | null = null;

function recording(): Recording {
  if (current !== null) return current;
  throw new PlatformError("BAD_PROGRAM", "a tensor of a program is used outside of its tracing");
}

/** Runs a body while what it records is written down. */
export function whileRecording<T>(body: (made: Pick<Recording, "constants" | "nodes">) => T): T {
  if (current !== null) throw new Error("programs are traced one at a time");
  current = { constants: [], nodes: [], values: new WeakMap() };
  try {
    return body(current);
  } finally {
    current = null;
  }
}

/** tfjs knows no unsigned bytes; it sees them as int32. */
function tfTypeOf(type: StorageType): "float32" | "int32" | "bool" {
  if (type === "float") return "float32";
  return type === "bool" ? "bool" : "int32";
}

function storageOf(dtype: string): StorageType {
  if (dtype === "float32") return "float";
  if (dtype === "int32" || dtype === "bool") return dtype;
  throw new PlatformError("BAD_PROGRAM", `a program has no arrays of type ${dtype}`);
}

/** What tfjs passes around in place of data: a handle, new for every value. */
export function handleOf(value: Value) {
  const dataId = {};
  recording().values.set(dataId, value);
  return { dataId, shape: [...value.shape], dtype: tfTypeOf(value.type) };
}

export function valueOf(tensor: { readonly dataId: object }): Value {
  const value = recording().values.get(tensor.dataId);
  if (value !== undefined) return value;
  throw new PlatformError("BAD_PROGRAM", "a tensor of another program is used in this one");
}

export function tensorOf(value: Value): Tensor {
  return core.engine().makeTensorFromTensorInfo(handleOf(value));
}

/** Longer arrays of one number, the ones and zeros of gradients, are recorded as that number. */
const LONGEST_SPELLED_OUT = 16;

/** A plain loop: gradients hold ones by the million. */
function isUniform(values: ArrayLike<number>): boolean {
  const first = values[0] ?? 0;
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] !== first) return false;
  }
  // 0 and -0 are equal, and differ in what 1 / x is.
  return first !== 0 || Array.from(values).every((value) => Object.is(value, first));
}

/** Engines do not agree about arrays without elements; no program needs one. */
function assertFilled(shape: readonly number[]): void {
  if (!shape.includes(0)) return;
  throw new Error(`an array ${describeShape(shape)} has no elements: lengths are at least 1`);
}

export function recordConstant(
  values: ArrayLike<number>,
  shape: readonly number[],
  dtype: string,
): Value {
  assertFilled(shape);
  const type = storageOf(dtype);
  if (type !== "bool" && values.length > LONGEST_SPELLED_OUT && isUniform(values)) {
    const [made] = recordNode("Fill", [], { shape, value: values[0], dtype }, [{ shape, type }]);
    if (made !== undefined) return made;
  }
  const value = newValue(shape, type);
  const data: Data =
    type === "float"
      ? new Float64Array(values)
      : type === "int32"
        ? new Int32Array(values)
        : Uint8Array.from(values, Number);
  recording().constants.push({ value, data });
  return value;
}

export function recordNode(
  kernel: string,
  inputs: readonly Value[],
  attributes: Attributes,
  outputs: readonly Spec[],
): Value[] {
  for (const { shape } of outputs) assertFilled(shape);
  const made = outputs.map(({ shape, type }) => newValue(shape, type));
  const line = lineNow();
  recording().nodes.push({
    ...{ kernel, inputs, attributes, outputs: made },
    get line() {
      return line();
    },
  });
  return made;
}

/** Records a node of another graph once more, on values of this one. */
export function replay({ kernel, attributes, outputs }: Node, inputs: readonly Value[]): Value[] {
  return recordNode(kernel, inputs, attributes, outputs);
}

/** Takes over a constant of another graph. */
export function keepConstant({ value, data }: Constant): Value {
  const kept = newValue(value.shape, value.type);
  recording().constants.push({ value: kept, data });
  return kept;
}

/** A symbolic tensor of the graph that is being recorded. */
export function symbol({ shape, type }: Spec): { tensor: Tensor; value: Value } {
  const value = newValue(shape, type);
  return { tensor: tensorOf(value), value };
}
