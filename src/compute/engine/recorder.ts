import { PlatformError } from "../../domain/errors.ts";
import { FUNCTIONS } from "./functions.ts";
import {
  newValue,
  type Attributes,
  type Constant,
  type Data,
  type Graph,
  type Node,
  type Spec,
  type StorageType,
  type Value,
} from "./graph.ts";
import { OPERATIONS } from "./ops/index.ts";
import type { GradientRule, Operation } from "./ops/operation.ts";
import type { Tensors, TraceTf } from "./program.ts";
import { core, type Tensor } from "./tfjs.ts";

const BACKEND = "corollary-trace";
const STACK_DEPTH = 60;

/** The graph that is being recorded. tfjs is one global engine, so there is one at a time. */
interface Recorder {
  readonly constants: Constant[];
  readonly nodes: Node[];
  readonly values: WeakMap<object, Value>;
}
let recorder: Recorder | null = null;

function recording(): Recorder {
  if (recorder !== null) return recorder;
  throw new PlatformError("BAD_PROGRAM", "a tensor of a program is used outside of its tracing");
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
function handleOf(value: Value) {
  const dataId = {};
  recording().values.set(dataId, value);
  return { dataId, shape: [...value.shape], dtype: tfTypeOf(value.type) };
}

function valueOf(tensor: { readonly dataId: object }): Value {
  const value = recording().values.get(tensor.dataId);
  if (value !== undefined) return value;
  throw new PlatformError("BAD_PROGRAM", "a tensor of another program is used in this one");
}

function tensorOf(value: Value): Tensor {
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

function recordConstant(values: ArrayLike<number>, shape: readonly number[], dtype: string): Value {
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

/** A frame of the stack is the author's when it is neither of tfjs nor of this folder. */
function authorLine(stack: string): string | null {
  const own = /tfjs\.cjs|compute\/engine\/|node:/;
  const frame = stack
    .split("\n")
    .slice(1)
    .find((line) => /[/\\]/.test(line) && !own.test(line));
  const place = /([^/\\]+:\d+):\d+\)?$/.exec(frame ?? "");
  return place?.[1] ?? null;
}

/** Where the author's code stands now. The stack's text is made only when it is asked for. */
function lineNow(): () => string | null {
  const here = new Error("here");
  return () => authorLine(here.stack ?? "");
}

function located(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof PlatformError && error.path !== null) return error;
  const line = authorLine(error.stack ?? "");
  const where = line === null ? "" : ` (${line})`;
  // A second pass through an outer kernel finds the path set and leaves the words alone.
  return new PlatformError("BAD_PROGRAM", `${error.message}${where}`, {
    path: line === null ? [] : [line],
    cause: error,
  });
}

function recordNode(
  kernel: string,
  inputs: readonly Value[],
  attributes: Attributes,
  outputs: readonly Spec[],
): Value[] {
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

/** Runs a row of the table on tensors: records a node, or traces what the row is composed of. */
function apply(row: Operation, inputs: readonly Tensor[], attributes: Attributes) {
  if ("compose" in row) {
    const composed = row.compose(traceTf, inputs as never, attributes as never);
    // A row that gives its input back must give a new handle: tfjs would take it for x -> x.
    const renewed = (tensor: Tensor) => handleOf(valueOf(tensor));
    // A list of one stays a list: tf.unstack and tf.split give lists.
    return composed instanceof core.Tensor ? renewed(composed) : composed.map(renewed);
  }
  const values = inputs.map((tensor) => widened(row, valueOf(tensor)));
  const specs = row.infer(values as never, attributes as never);
  const handles = recordNode(row.kernel, values, attributes, specs).map(handleOf);
  return handles.length === 1 ? handles[0] : handles;
}

/** Bytes may be moved about as bytes; what computes with them computes with integers. */
function widened(row: Operation, value: Value): Value {
  if (value.type !== "uint8" || ("movesBytes" in row && row.movesBytes)) return value;
  const attributes = { dtype: "int32" };
  return (
    recordNode("Cast", [value], attributes, [{ shape: value.shape, type: "int32" }])[0] ?? value
  );
}

interface KernelCall {
  readonly inputs: Readonly<Record<string, Tensor | undefined>>;
  readonly attrs?: Attributes;
}

function inputsOf(row: Operation, inputs: KernelCall["inputs"]): Tensor[] {
  const names = row.inputs === "list" ? Object.keys(inputs) : row.inputs;
  return names
    .map((name) => inputs[name])
    .filter((tensor) => tensor !== undefined && tensor !== null);
}

function kernelFunction(row: Operation) {
  return ({ inputs, attrs = {} }: KernelCall) => {
    try {
      return apply(row, inputsOf(row, inputs), attrs);
    } catch (error) {
      throw located(error);
    }
  };
}

function refuseKernel(kernel: string) {
  return () => {
    const told = `the engine has no operation ${kernel}: write it in operations of the table`;
    throw located(new PlatformError("BAD_PROGRAM", told));
  };
}

/** Everything that tfjs asks of a backend; data never leaves it, because there is none. */
function createBackend(): InstanceType<typeof core.KernelBackend> {
  const refuse = (): never => {
    const told = "a program cannot read a value while it is traced: return it as an output";
    throw located(new PlatformError("BAD_PROGRAM", told));
  };
  return Object.assign(Object.create(core.KernelBackend.prototype), {
    numDataIds: () => 0,
    floatPrecision: () => 32,
    epsilon: () => 1e-7,
    timerAvailable: () => false,
    memory: () => ({ unreliable: true }),
    disposeData: () => true,
    incRef: () => undefined,
    decRef: () => undefined,
    refCount: () => 1,
    dispose: () => undefined,
    write(values: ArrayLike<number>, shape: number[], dtype: string) {
      return handleOf(recordConstant(values, shape, dtype)).dataId;
    },
    move: refuse,
    read: refuse,
    readSync: refuse,
  }) as InstanceType<typeof core.KernelBackend>;
}

/** Names of all kernels of tfjs-core: its exported constants that are equal to their own name. */
function kernelNames(): string[] {
  const names = Object.values(core).filter((value) => typeof value === "string");
  return (names as string[]).filter((name) => /^_?[A-Z]\w+$/.test(name));
}

/** What is piecewise constant moves nothing; tfjs has no gradient for most of it, and says no. */
const noMotion: GradientRule<Attributes> = ({ tf, inputs }) =>
  inputs.map(
    ({ shape }) =>
      () =>
        tf.zeros(shape),
  );

/** A row's own gradient, in place of that of tfjs. */
function registerGradient(row: Operation): void {
  const { kernel, inputs: names } = row;
  const isConstant = "tangent" in row && row.tangent === "constant";
  const gradient = row.gradient ?? (isConstant ? noMotion : undefined);
  if (gradient === undefined) return;
  const run = (other: string, inputs: readonly Tensor[], attributes: Attributes) => {
    const [output] = runKernel(other, inputs, attributes);
    if (output === undefined) throw new Error(`${other} has an output`);
    return output;
  };
  core.registerGradient({
    kernelName: kernel,
    ...(names === "list" ? { saveAllInputs: true } : { inputsToSave: [...names] }),
    gradFunc: (given, inputs, attributes) => {
      const dys = [given].flat();
      const call = { tf: traceTf, dy: dys[0], dys, inputs, attributes, run };
      const made = gradient(call as never);
      const keys = names === "list" ? inputs.map((_, index) => String(index)) : names;
      return Object.fromEntries(
        made.flatMap((make, index) => (make === null ? [] : [[keys[index] ?? "", make]])),
      );
    },
  });
}

function registerBackend(): void {
  core.registerBackend(BACKEND, createBackend);
  const rows = new Map(OPERATIONS.map((row) => [row.kernel, row]));
  OPERATIONS.forEach(registerGradient);
  for (const name of new Set([...kernelNames(), ...rows.keys()])) {
    const row = rows.get(name);
    core.registerKernel({
      kernelName: name,
      backendName: BACKEND,
      kernelFunc: (row === undefined ? refuseKernel(name) : kernelFunction(row)) as never,
    });
  }
}
registerBackend();

const FORBIDDEN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["grad", "grads", "valueAndGrad", "valueAndGrads", "variableGrads", "customGrad"].map(
      (name) => [
        name,
        "use the derivatives of the engine (gradients.ts, jvp.ts): those of tfjs are wrong when nested",
      ],
    ),
  ),
  ...Object.fromEntries(
    ["variable", "train"].map((name) => [name, "state enters and leaves a program as arrays"]),
  ),
  ...Object.fromEntries(
    [
      ...["dropout", "multinomial", "rand", "randomGamma", "randomNormal", "randomStandardNormal"],
      ...["randomUniform", "randomUniformInt", "truncatedNormal"],
    ].map((name) => [name, "random numbers come from the seeded generator"]),
  ),
  ...Object.fromEntries(
    [
      ...["engine", "env", "setBackend"],
      ...["registerBackend", "registerGradient", "registerKernel"],
    ].map((name) => [name, "it belongs to the tracer"]),
  ),
};

/** tfjs for programs. What is forbidden throws with the reason; types forbid it too. */
export const traceTf: TraceTf = new Proxy(core, {
  get(target, name) {
    const reason = typeof name === "string" ? FORBIDDEN[name] : undefined;
    const written = typeof name === "string" ? FUNCTIONS[name] : undefined;
    if (written !== undefined) return written(traceTf);
    if (reason === undefined) return Reflect.get(target, name) as unknown;
    throw located(
      new PlatformError("BAD_PROGRAM", `tf.${String(name)} is not for programs: ${reason}`),
    );
  },
});

/** Runs a kernel of the table by its name, outputs as tensors: for replays and our own kernels. */
export function runKernel(
  kernel: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
): Tensor[] {
  const row = OPERATIONS.find((one) => one.kernel === kernel);
  if (row === undefined) throw new PlatformError("BAD_PROGRAM", `no operation ${kernel}`);
  const names = row.inputs === "list" ? inputs.map((_, index) => String(index)) : row.inputs;
  const named = Object.fromEntries(inputs.map((tensor, index) => [names[index] ?? "", tensor]));
  const outputs = core.engine().runKernel(kernel, named, attributes as never) as Tensor | Tensor[];
  return Array.isArray(outputs) ? outputs : [outputs];
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

export { tensorOf, valueOf };

/**
 * Records what a body does with tensors as a graph.
 *
 * @param body is given nothing and returns the graph's inputs and outputs by name
 * @throws PlatformError BAD_PROGRAM, naming the operation, the shapes and the line of the program
 */
export function record(
  body: () => { inputs: Readonly<Record<string, Value>>; outputs: Tensors },
): Graph {
  if (recorder !== null) throw new Error("programs are traced one at a time");
  const mine: Recorder = { constants: [], nodes: [], values: new WeakMap() };
  recorder = mine;
  const { stackTraceLimit } = Error;
  // Gradients run deep inside of tfjs; the author's line stands further down.
  Error.stackTraceLimit = STACK_DEPTH;
  try {
    core.setBackend(BACKEND);
    let graph: Graph | null = null;
    core.tidy(() => {
      const { inputs, outputs } = body();
      const named = Object.entries(outputs).map(([name, tensor]) => [name, valueOf(tensor)]);
      const { constants, nodes } = mine;
      graph = { inputs, constants, nodes, outputs: Object.fromEntries(named) as Graph["outputs"] };
    });
    if (graph === null) throw new Error("nothing was recorded");
    return graph;
  } catch (error) {
    throw error instanceof PlatformError ? error : located(error);
  } finally {
    recorder = null;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
