import { expect, it } from "vitest";
import { interpret } from "../../../src/compute/engine/engines/interpret.ts";
import type { InputSpecs, Tensor, Tensors, TraceTf } from "../../../src/compute/engine/program.ts";
import { primitiveOf } from "../../../src/compute/engine/ops/index.ts";
import {
  BILINEAR,
  ELEMENTWISE,
  LINEAR_IN_FIRST,
  REPEATING,
} from "../../../src/compute/engine/passes/kernels.ts";
import { simplify } from "../../../src/compute/engine/passes/index.ts";
import { traceFunction } from "../../../src/compute/engine/trace.ts";

const KERNELS = {
  repeating: REPEATING,
  elementwise: ELEMENTWISE,
  "linear in the first": LINEAR_IN_FIRST,
  bilinear: BILINEAR,
};

it.each(Object.entries(KERNELS))("graphs hold every kernel that is %s to passes", (_, kernels) => {
  for (const kernel of kernels) expect(primitiveOf(kernel).kernel).toBe(kernel);
});

type Act = (tf: TraceTf, given: Tensors) => Tensors;

function kernelsLeft(inputs: InputSpecs, run: Act): string[] {
  const graph = traceFunction({ name: "large", inputs, run });
  return simplify(graph, "float32").nodes.map(({ kernel }) => kernel);
}

/** More than any fixed number of rounds in which nothing ends would allow. */
const MANY = 120;

it("a rule that goes along a long chain step by step comes to its end", () => {
  const left = kernelsLeft({ x: { shape: [3] } }, (tf, { x }) => {
    const turned = Array.from({ length: MANY }).reduce((one: Tensor) => tf.neg(one), x as Tensor);
    return { sum: tf.sum(turned) };
  });
  expect(left).toEqual(["Sum", ...Array.from({ length: MANY }, () => "Neg")]);
});

it("as many factors move to their sources as a program has", () => {
  const names = Array.from({ length: MANY }, (_, at) => `w${at}`);
  const inputs: InputSpecs = {
    rate: { shape: [] },
    ...Object.fromEntries(names.map((name) => [name, { shape: [2, 8] }])),
  };
  const left = kernelsLeft(inputs, (tf, { rate, ...weights }) => {
    const multiples = Object.entries(weights).map(([name, one]) => {
      const source = tf.tanh(tf.sum(one, 1, true));
      const wide = tf.reverse(tf.tile(source, [1, 3]), 0);
      return [name, tf.mul(wide, rate as Tensor)] as const;
    });
    return Object.fromEntries(multiples);
  });
  const first = left.filter((_, at) => left[at - 1] === "Tanh");
  expect(first).toEqual(names.map(() => "Multiply"));
});

it("long constants are left to the engine where the result is long, too", () => {
  const length = 5000;
  const numbers = Array.from({ length }, (_, at) => (at % 2) + 1);
  const others = numbers.map((one) => 2 / one);
  const act =
    (isSummed: boolean): Act =>
    (tf, { x }) => {
      const twos = tf.mul(tf.tensor1d(numbers), tf.tensor1d(others));
      return { y: tf.add(x as Tensor, isSummed ? tf.sum(twos) : twos) };
    };
  const inputs = { x: { shape: [length] } };
  expect([kernelsLeft(inputs, act(false)), kernelsLeft(inputs, act(true))]).toEqual([
    ["Multiply", "Add"],
    ["Multiply", "Sum", "Add"],
  ]);
});

it("two transposes in a row are the one that both make", () => {
  const graph = traceFunction({
    ...{ name: "turned", inputs: { x: { shape: [2, 3, 4] } } },
    run: (tf, { x }) => ({ y: tf.transpose(tf.transpose(x as Tensor, [1, 2, 0]), [1, 0, 2]) }),
  });
  const simple = simplify(graph, "float64");
  const x = Float64Array.from({ length: 24 }, (_, at) => at);
  expect(simple.nodes.map(({ kernel }) => kernel)).toEqual(["Transpose"]);
  expect(interpret(simple, { x })).toEqual(interpret(graph, { x }));
});
