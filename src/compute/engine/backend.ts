/** A backend of tfjs that records kernels of the table, with the gradients that rows bring along. */
import { PlatformError } from "../../domain/errors.ts";
import { located } from "./author-lines.ts";
import { traceTf } from "./facade.ts";
import type { Attributes, Value } from "./graph.ts";
import { OPERATIONS } from "./ops/index.ts";
import type { GradientRule, Operation } from "./ops/operation.ts";
import { handleOf, recordConstant, recordNode, valueOf } from "./recording.ts";
import { core, type Tensor } from "./tfjs.ts";

export const BACKEND = "corollary-trace";

const ROWS = new Map(OPERATIONS.map((row) => [row.kernel, row]));

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
  if (value.type !== "uint8" || "movesBytes" in row) return value;
  const attributes = { dtype: "int32" };
  return (
    recordNode("Cast", [value], attributes, [{ shape: value.shape, type: "int32" }])[0] ?? value
  );
}

interface KernelCall {
  readonly inputs: Readonly<Record<string, Tensor | null | undefined>>;
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
  OPERATIONS.forEach(registerGradient);
  for (const name of new Set([...kernelNames(), ...ROWS.keys()])) {
    const row = ROWS.get(name);
    core.registerKernel({
      kernelName: name,
      backendName: BACKEND,
      kernelFunc: (row === undefined ? refuseKernel(name) : kernelFunction(row)) as never,
    });
  }
}

/** Runs a kernel of the table by its name, outputs as tensors: for replays and our own kernels. */
export function runKernel(
  kernel: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
): Tensor[] {
  const row = ROWS.get(kernel);
  if (row === undefined) throw new PlatformError("BAD_PROGRAM", `no operation ${kernel}`);
  const names = row.inputs === "list" ? inputs.map((_, index) => String(index)) : row.inputs;
  const named = Object.fromEntries(inputs.map((tensor, index) => [names[index] ?? "", tensor]));
  const outputs = core.engine().runKernel<Tensor | Tensor[]>(kernel, named, attributes as never);
  return Array.isArray(outputs) ? outputs : [outputs];
}

registerBackend();
