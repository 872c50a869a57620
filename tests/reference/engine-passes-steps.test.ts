import { describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import type { Graph, Node } from "../../src/compute/engine/graph.ts";
import type { FunctionProgram, Tensor, TraceTf } from "../../src/compute/engine/program.ts";
import { passesFor, simplify, simplifyStep } from "../../src/compute/engine/passes/index.ts";
import { traceFunction, traceStep } from "../../src/compute/engine/trace.ts";
import { mlpInputs, mlpStep } from "../support/mlp-program.ts";

const WIDTHS = [7, 6, 5, 3];
const OPTIONS = { widths: WIDTHS, batch: 8 };
const COUNT = 25;

/** How many nodes depend on what changes from step to step. */
function countMoving({ inputs: given, nodes }: Graph): number {
  const changing = Object.entries(given).filter(([name]) => !name.startsWith("constant/"));
  const moving = new Set(changing.map(([, value]) => value));
  const isMoving = ({ inputs }: Node) => inputs.some((input) => moving.has(input));
  return nodes.filter((node) => {
    if (isMoving(node)) for (const output of node.outputs) moving.add(output);
    return isMoving(node);
  }).length;
}

describe("the training step of a network with three layers", () => {
  it.each([
    { rate: undefined, before: 64, after: 28, inLoop: 25 },
    { rate: 0.1, before: 64, after: 27, inLoop: 24 },
  ])("falls from $before operations to $after, $inLoop at every step", (counts) => {
    const { rate, ...wanted } = counts;
    const graph = traceStep(mlpStep({ ...OPTIONS, ...(rate === undefined ? {} : { rate }) }));
    const { body } = simplifyStep(graph, "float32");
    const found = { before: graph.body.nodes.length, after: body.nodes.length };
    expect({ ...found, inLoop: countMoving(body) }).toEqual(wanted);
  });

  it.each(["float32", "float64"] as const)("gives the same training in %s", async (precision) => {
    const engines = await Promise.all(
      (["onnx-cpu", "reference"] as const).map((name) => loadEngine(name, { threads: 1 })),
    );
    const { state, constants, rates } = mlpInputs(OPTIONS, COUNT);
    const [native, exact] = await Promise.all(
      engines.map(async (engine) => {
        const executable = await engine.compileSteps(traceStep(mlpStep(OPTIONS)), precision);
        const inputs = { count: COUNT, state, constants, perStep: { rate: rates } };
        const outputs = await executable.run(inputs);
        await executable.dispose();
        return { ...outputs.state, ...outputs.metrics };
      }),
    );
    const tolerance = precision === "float32" ? 2e-6 : 1e-13;
    const names = Object.keys(exact ?? {});
    expect(Object.keys(native ?? {})).toEqual(names);
    for (const name of names) {
      const wanted = exact?.[name] ?? [];
      const got = native?.[name];
      expect(got?.length).toBe(wanted.length);
      const worst = Array.from(wanted, (one, at) => Math.abs(one - (got?.[at] ?? NaN)));
      expect(Math.max(...worst)).toBeLessThanOrEqual(tolerance);
    }
  });

  it("carries biases as rows and keeps the names and order of its state", () => {
    const graph = traceStep(mlpStep(OPTIONS));
    const simple = simplifyStep(graph, "float64");
    expect(Object.keys(simple.body.inputs)).toEqual(Object.keys(graph.body.inputs));
    expect(Object.keys(simple.body.outputs)).toEqual(Object.keys(graph.body.outputs));
    expect(simple.body.inputs["state/b0"]?.shape).toEqual([1, 6]);
    expect(simple.body.outputs["state/b0"]?.shape).toEqual([1, 6]);
  });

  it("multiplies by the rate once, at the error of the last layer", () => {
    const { body } = simplifyStep(traceStep(mlpStep(OPTIONS)), "float32");
    const rate = body.inputs["step/rate"];
    const takers = body.nodes.filter(({ inputs }) => inputs.some((input) => input === rate));
    expect(takers.map(({ kernel }) => kernel)).toEqual(["Multiply"]);
  });
});

type Act = (tf: TraceTf, x: Tensor, y: Tensor) => Record<string, Tensor>;

/** Kernels that are left of a program of two 3 x 3 matrices after one pass, or after all of them. */
function kernelsOf(act: Act, name?: string): string[] {
  const program: FunctionProgram = {
    name: "small",
    inputs: { x: { shape: [3, 3] }, y: { shape: [3, 3] } },
    run: (tf, { x, y }) => act(tf, x as Tensor, y as Tensor),
  };
  const graph = traceFunction(program);
  const pass = passesFor("float32").find((one) => one.name === name);
  if (name !== undefined && pass === undefined) throw new Error(`no pass ${name}`);
  const after = pass === undefined ? simplify(graph, "float32") : pass.apply(graph);
  return after.nodes.map(({ kernel }) => kernel);
}

describe("a pattern that does not hold is left alone", () => {
  it.each<[string, Act, string[]]>([
    [
      "a product that something else needs is not folded into a sum",
      (tf, x, y) => {
        const product = tf.matMul(x, y);
        return { sum: tf.add(product, x), other: tf.tanh(product) };
      },
      ["Gemm", "Add", "Tanh"],
    ],
    [
      "a product that is an output is not folded into a sum",
      (tf, x, y) => {
        const product = tf.matMul(x, y);
        return { product, sum: tf.add(product, x) };
      },
      ["Gemm", "Add"],
    ],
    [
      "a sum that is larger than the product is not part of it",
      (tf, x, y) => ({ sum: tf.add(tf.matMul(x, y), tf.reshape(tf.stack([x, y]), [2, 3, 3])) }),
      ["Reshape", "Reshape", "Concat", "Gemm", "Add"],
    ],
    [
      "the slope of relu is computed where relu is not",
      (tf, x, y) => ({ slope: tf.mul(y, tf.step(x)) }),
      ["Step", "Multiply"],
    ],
    [
      "a slope other than 0 below 0 is no slope of relu",
      (tf, x) => ({ relu: tf.relu(x), slope: tf.step(x, 0.5) }),
      ["Relu", "Step"],
    ],
    [
      "0 times x stays: it is NaN where x is infinite",
      (tf, x) => ({ zero: tf.mul(x, tf.scalar(0)) }),
      ["Multiply"],
    ],
    [
      "a softmax along another axis is not the last one's",
      (tf, x) => {
        const shifted = tf.sub(x, tf.max(x, 0, true));
        return { logs: tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), 0, true))) };
      },
      ["Max", "Sub", "Exp", "Sum", "Log", "Sub"],
    ],
    [
      "a factor stays where the scaled array also goes elsewhere unscaled",
      (tf, x, y) => {
        const product = tf.matMul(x, y);
        return { scaled: tf.mul(product, tf.sum(y)), sum: tf.sum(tf.tanh(product)) };
      },
      ["Gemm", "Sum", "Multiply", "Tanh", "Sum"],
    ],
    [
      "a number with more axes than an array would give the product its own",
      (tf, x, y) => {
        const number = tf.sum(tf.reshape(y, [3, 1, 3]), [0, 1, 2], true);
        const source = tf.tanh(x);
        const [one, other] = [source, tf.transpose(source)];
        return {
          one: tf.mul(tf.reshape(one, [3, 1, 3]), number),
          other: tf.mul(tf.reshape(other, [3, 3, 1]), number),
        };
      },
      ["Sum", "Reshape", "Tanh", "Reshape", "Multiply", "Transpose", "Reshape", "Multiply"],
    ],
    [
      "deviations along rows do not add up to 0 along columns",
      (tf, x) => ({ sums: tf.sum(tf.sub(x, tf.mean(x, 1, true)), 0) }),
      ["Mean", "Sub", "Sum"],
    ],
    [
      "what differs along the axis of a sum stays in it",
      (tf, x, y) => ({ sums: tf.sum(tf.mul(x, tf.tanh(tf.sum(y, 1, true))), 0) }),
      ["Sum", "Tanh", "Multiply", "Sum"],
    ],
    [
      "the sum of columns is no update of a bias",
      (tf, x, y) => ({ row: tf.sub(tf.slice(y, [0, 0], [3, 1]), tf.sum(x, 1, true)) }),
      ["Slice", "Sum", "Sub"],
    ],
  ])("%s", (_, act, kernels) => {
    expect(kernelsOf(act).toSorted()).toEqual(kernels.toSorted());
  });

  it("a factor that is known only in float32 stays outside of products in float64", () => {
    const graph = traceFunction({
      name: "scaled",
      inputs: { x: { shape: [3, 3] } },
      run: (tf, { x }) => ({ y: tf.matMul(tf.mul(x as Tensor, tf.scalar(0.1)), x as Tensor) }),
    });
    const kernels = (precision: "float32" | "float64") =>
      simplify(graph, precision).nodes.map(({ kernel }) => kernel);
    expect(kernels("float32")).toEqual(["Gemm"]);
    expect(kernels("float64")).toEqual(["Multiply", "Gemm"]);
  });
});

describe("what a pass may not change", () => {
  it("0 and -0 are different constants", () => {
    const graph = traceFunction({
      name: "zeros",
      inputs: { x: { shape: [2] } },
      run: (tf, { x }) => ({
        a: tf.div(x as Tensor, tf.scalar(0)),
        b: tf.div(x as Tensor, tf.scalar(-0)),
      }),
    });
    const { a, b } = interpret(simplify(graph, "float64"), { x: Float64Array.of(1, -1) });
    expect([Array.from(a ?? []), Array.from(b ?? [])]).toEqual([
      [Infinity, -Infinity],
      [-Infinity, Infinity],
    ]);
  });

  it("what is done twice on the same arrays with other attributes is done twice", () => {
    const act: Act = (tf, x) => ({
      rows: tf.sum(x, 0),
      columns: tf.sum(x, 1),
      again: tf.sum(x, 1),
    });
    expect(kernelsOf(act)).toEqual(["Sum", "Sum"]);
  });
});
