import { describe, expect, it } from "vitest";
import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import { jvp } from "../../src/compute/engine/jvp.ts";
import type { Tensor, TraceTf } from "../../src/compute/engine/program.ts";
import { traceFunction } from "../../src/compute/engine/trace.ts";
import { runOn } from "../support/engine-families.ts";
import { ENGINES_HERE } from "../support/engines-here.ts";

type Scalar = (tf: TraceTf, x: Tensor) => Tensor;

function need(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new Error("the input is there");
  return tensor;
}

/** A function of each element with its slope, by the tape. */
function traceSlopes(f: Scalar, length: number) {
  return traceFunction({
    ...{ name: "slopes", inputs: { x: { shape: [length] } } },
    run(tf, { x }) {
      const { gradients } = valueAndGradients((all) => tf.sum(f(tf, need(all["x"]))), {
        x: need(x),
      });
      return { value: f(tf, need(x)), slope: need(gradients["x"]) };
    },
  });
}

/** Values, slopes and second derivatives (the tangent of the slope along 1) in float64. */
async function derivativesOf(
  engine: (typeof ENGINES_HERE)[number],
  f: Scalar,
  at: readonly number[],
) {
  const moving = jvp(traceSlopes(f, at.length), ["x"]);
  const inputs = { x: Float64Array.from(at), "tangent/x": new Float64Array(at.length).fill(1) };
  const outputs = await runOn(engine, "float64", moving, inputs);
  const list = (name: string) => Array.from(outputs[name] ?? []);
  return { value: list("value"), slope: list("slope"), second: list("tangent/slope") };
}

function expectNear(got: readonly number[], wanted: readonly number[], relative = 1e-14): void {
  expect(got).toHaveLength(wanted.length);
  wanted.forEach((value, index) => {
    const error = Math.abs((got[index] ?? NaN) - value);
    expect(error).toBeLessThanOrEqual(relative * Math.abs(value));
  });
}

describe.each(ENGINES_HERE)("closed forms on %s", (engine) => {
  it("x sigmoid(1.702 x), which ONNX Runtime would fuse into a kernel for float32 only", async () => {
    // Golden numbers: mpmath with 40 digits.
    const f: Scalar = (tf, x) => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702)));
    const { value, slope, second } = await derivativesOf(engine, f, [1, -0.7]);
    expectNear(value, [0.845795765932822, -0.16310604827685], 2e-14);
    expectNear(slope.slice(0, 1), [1.06777960655634], 5e-14);
    expectNear(second, [0.182672991501656, 0.414836417616338], 5e-14);
  });

  it("tanh squared, whose second derivative tfjs gets wrong when its gradient is nested", async () => {
    const f: Scalar = (tf, x) => tf.square(tf.tanh(x));
    const { second } = await derivativesOf(engine, f, [-0.7]);
    // 2 s^2 - 4 t^2 s with t = tanh x and s = 1 - t^2.
    const t = Math.tanh(-0.7);
    const s = 1 - t * t;
    expectNear(second, [2 * s * s - 4 * t * t * s], 1e-13);
    expect(second[0]).toBeCloseTo(-0.122, 3);
  });

  it("the error function", async () => {
    // Abramowitz and Stegun, table 7.1, and mpmath with 30 digits.
    const { value, slope } = await derivativesOf(engine, (tf, x) => tf.erf(x), [0.1, 0.5, 1, 2, 3]);
    const golden = [
      ...[0.112462916018284892, 0.520499877813046538, 0.842700792949714869],
      ...[0.995322265018952734, 0.999977909503001415],
    ];
    expectNear(value, golden, 5e-16);
    expectNear(slope.slice(2, 3), [(2 / Math.sqrt(Math.PI)) * Math.exp(-1)]);
  });

  it("logarithm and exponential next to where they vanish", async () => {
    // x - x^2 / 2 and x + x^2 / 2, the next term being 1e-30.
    const logarithms = await derivativesOf(engine, (tf, x) => tf.log1p(x), [1e-10, -1e-10]);
    expectNear(logarithms.value, [9.9999999995e-11, -1.00000000005e-10], 1e-15);
    const exponentials = await derivativesOf(engine, (tf, x) => tf.expm1(x), [1e-10, -1e-10]);
    expectNear(exponentials.value, [1.00000000005e-10, -9.9999999995e-11], 1e-15);
  });

  it("tails of the logistic function and of softplus", async () => {
    const sigmoid = await derivativesOf(engine, (tf, x) => tf.sigmoid(x), [-40, -700]);
    expectNear(sigmoid.value, [Math.exp(-40), Math.exp(-700)], 1e-15);
    const softplus = await derivativesOf(engine, (tf, x) => tf.softplus(x), [-40, -700]);
    expectNear(softplus.value, [Math.exp(-40), Math.exp(-700)], 1e-15);
  });

  it("angles", async () => {
    const { value, slope, second } = await derivativesOf(engine, (tf, x) => tf.atan(x), [1, -1]);
    expectNear(value, [Math.PI / 4, -Math.PI / 4]);
    expectNear(slope, [1 / 2, 1 / 2]);
    expectNear(second, [-1 / 2, 1 / 2]);
  });

  it("the softmax of logarithms is their numbers over their sum, and moves like that", async () => {
    const graph = traceFunction({
      ...{ name: "softmax", inputs: { x: { shape: [3] } } },
      run: (tf, { x }) => ({ p: tf.softmax(need(x)) }),
    });
    const inputs = {
      x: Float64Array.of(0, Math.log(2), Math.log(3)),
      "tangent/x": Float64Array.of(1, 0, 0),
    };
    const outputs = await runOn(engine, "float64", jvp(graph, ["x"]), inputs);
    expectNear(Array.from(outputs["p"] ?? []), [1 / 6, 1 / 3, 1 / 2]);
    expectNear(Array.from(outputs["tangent/p"] ?? []), [5 / 36, -2 / 36, -3 / 36]);
  });

  it("at kinks: 0 for |x|, 0 for relu, the first of two for maximum", async () => {
    expect((await derivativesOf(engine, (tf, x) => tf.abs(x), [0])).slope).toEqual([0]);
    expect((await derivativesOf(engine, (tf, x) => tf.relu(x), [0])).slope).toEqual([0]);
    const first: Scalar = (tf, x) => tf.maximum(x, tf.zerosLike(x));
    expect((await derivativesOf(engine, first, [0])).slope).toEqual([1]);
    const second: Scalar = (tf, x) => tf.maximum(tf.zerosLike(x), x);
    expect((await derivativesOf(engine, second, [0])).slope).toEqual([0]);
  });

  it("the gradient of x through identities and casts is 1, not 2", async () => {
    const f: Scalar = (tf, x) => tf.clone(tf.cast(tf.clone(x), "float32"));
    expect((await derivativesOf(engine, f, [3, -1])).slope).toEqual([1, 1]);
  });

  it("a cast to integers stops gradients", async () => {
    const f: Scalar = (tf, x) => tf.mul(x, tf.cast(tf.cast(x, "int32"), "float32"));
    expect((await derivativesOf(engine, f, [3.5, -1.5])).slope).toEqual([3, -1]);
  });
});

describe("the derivative of a derivative", () => {
  const cubes = () =>
    traceFunction({
      ...{ name: "cubes", inputs: { x: { shape: [2] } } },
      run: (tf, { x }) => ({ y: tf.mul(need(x), tf.square(need(x))) }),
    });

  it("takes another prefix and is exact: x^3 moves by 6 x", async () => {
    const twice = jvp(jvp(cubes(), ["x"]), ["x"], "again");
    const one = Float64Array.of(1, 1);
    const inputs = { x: Float64Array.of(2, -0.5), "tangent/x": one, "again/x": one };
    const outputs = await runOn("onnx-cpu", "float64", twice, inputs);
    expect(Array.from(outputs["again/tangent/y"] ?? [])).toEqual([12, -3]);
  });

  it("is refused under the same prefix: its directions would take the place of the first", () => {
    const again = () => jvp(jvp(cubes(), ["x"]), ["x"]);
    expect(again).toThrow("input tangent/x is there from a first derivative");
  });
});
