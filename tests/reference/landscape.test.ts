import { expect, test } from "vitest";
import { loadEngine } from "../../src/compute/engine/engines/index.ts";
import type { PointwiseLoss } from "../../src/compute/measures/landscape/landscape.ts";
import { openLandscape } from "../../src/compute/measures/landscape/landscape.ts";
import { curvatureAt } from "../../src/compute/measures/landscape/curvature.ts";
import { boxSharpness } from "../../src/compute/measures/landscape/maximise.ts";
import { randomSubspace } from "../../src/compute/measures/landscape/subspace.ts";
import { boxHalfWidths } from "../../src/compute/numerics/sharpness.ts";
import type { Tensor } from "../../src/compute/engine/program.ts";

const engine = await loadEngine("onnx-cpu", { threads: 1 });

/** L = (1/n) sum 1/2 (w.x_i - y_i)^2. */
function linearModel(inputs: number, examples: number): PointwiseLoss {
  return {
    ...{ name: "linear model", penalty: 0 },
    parameters: { w: { shape: [inputs, 1] } },
    data: { x: { shape: [examples, inputs] }, y: { shape: [examples, 1] } },
    losses(tf, { w }, { x, y }) {
      const residual = tf.sub(tf.matMul(x as Tensor, w as Tensor), y as Tensor);
      return tf.mul(0.5, tf.sum(tf.square(residual), -1));
    },
  };
}

const vertex = (randomStarts: number, precision: "float32" | "float64" = "float64") =>
  ({ name: "vertex", steps: 10, randomStarts, precision }) as const;

/** The reported fault: a sharpness of 5e-8 that float32 turns into 0, at a point without slope. */
async function tinyLandscape() {
  const root = Math.sqrt(0.003);
  return openLandscape(engine, linearModel(2, 3), {
    parameters: { w: Float64Array.of(0, 0) },
    data: {
      x: Float64Array.of(root, 0, 0, root, 0, 0),
      y: Float64Array.of(0, 0, Math.sqrt(6)),
    },
  });
}

test("a rise of 1e-9 beside a loss of 1 gives a sharpness of 5e-8 to six digits", async () => {
  const landscape = await tinyLandscape();
  const box = { halfWidths: boxHalfWidths(landscape.point, 1e-3) };
  const phi = await boxSharpness(landscape, box, { maximiser: vertex(2), seed: 1 });
  expect(Math.abs(phi / 5e-8 - 1)).toBeLessThan(1e-6);
});

test("slopes in float32 find the same vertex, and the rise there is that of float64", async () => {
  const landscape = await tinyLandscape();
  const box = { halfWidths: boxHalfWidths(landscape.point, 1e-3) };
  const phi = await boxSharpness(landscape, box, { maximiser: vertex(2, "float32"), seed: 1 });
  expect(Math.abs(phi / 5e-8 - 1)).toBeLessThan(1e-6);
});

test("where the slope is 0 and no random start is tried there is no sharpness, not one of 0", async () => {
  const landscape = await tinyLandscape();
  const box = { halfWidths: boxHalfWidths(landscape.point, 1e-3) };
  expect(await boxSharpness(landscape, box, { maximiser: vertex(0), seed: 1 })).toBeNaN();
});

/** Model D: Hessian diag(4, 4, 4, 1 seven times, 0 ten times) at every w. */
function modelD() {
  const eigenvalues = [4, 4, 4, ...Array<number>(7).fill(1), ...Array<number>(10).fill(0)];
  const x = new Float64Array(400);
  eigenvalues.forEach((value, index) => {
    x[21 * index] = Math.sqrt(20 * value);
  });
  const w = Float64Array.from({ length: 20 }, (_, index) => Math.sin(index + 1));
  const data = { x, y: new Float64Array(20) };
  return openLandscape(engine, linearModel(20, 20), { parameters: { w }, data });
}

test("the curvature of a linear model is that of its spectrum, and its trace exact for any probes", async () => {
  const landscape = await modelD();
  const { lambdaMax, ritzSum, trace } = await curvatureAt(landscape, {
    ...{ steps: 10, probes: 3, seed: 5 },
  });
  expect(lambdaMax.value).toBeCloseTo(4, 12);
  expect(trace).toBeCloseTo(19, 12);
  // Lanczos sees each distinct eigenvalue once.
  expect(ritzSum).toBeCloseTo(5, 10);
});

test("a penalty enters loss, rise, gradient and curvature", async () => {
  const penalty = 0.5;
  const w = Float64Array.of(1, -2);
  const landscape = await openLandscape(
    engine,
    { ...linearModel(2, 1), penalty },
    { parameters: { w }, data: { x: Float64Array.of(0, 0), y: Float64Array.of(0) } },
  );
  expect(landscape.loss).toBeCloseTo(1.25, 14);
  const { rise, gradient } = await landscape.riseAndGradient(Float64Array.of(0.5, 0));
  expect(rise).toBeCloseTo(0.25 * (2.25 + 4 - 5), 14);
  expect([...gradient]).toEqual([0.75, -1]);
  const [product] = await landscape.hessian([Float64Array.of(3, 4)]);
  expect([...(product ?? [])]).toEqual([1.5, 2]);
});

test("both maximisers find the vertex of a convex quadratic, and rescaled variables do not", async () => {
  const landscape = await modelD();
  const box = { halfWidths: boxHalfWidths(landscape.point, 0.05) };
  const expected = box.halfWidths.reduce((sum, width, index) => {
    const eigenvalue = index < 3 ? 4 : index < 10 ? 1 : 0;
    const at = Math.abs(landscape.point[index] ?? 0);
    return sum + (eigenvalue / 2) * ((at + width) ** 2 - at ** 2);
  }, 0);
  const truth = (100 * expected) / (1 + landscape.loss);
  const measure = (maximiser: Parameters<typeof boxSharpness>[2]["maximiser"]) =>
    boxSharpness(landscape, box, { maximiser, seed: 1 });
  expect(await measure(vertex(0))).toBeCloseTo(truth, 10);
  const plain = { name: "l-bfgs-b", iterations: 10, rescaled: false } as const;
  expect(await measure(plain)).toBeCloseTo(truth, 10);
});

test("in a subspace that is the whole space the box is that of A's coordinates", async () => {
  const landscape = await modelD();
  const subspace = randomSubspace(landscape.point, { dimension: 20, seed: 3 });
  const { halfWidths, embed } = subspace.box(1);
  // |(A+ x)_i| + 1 with A square: A+ x solves A z = x.
  const z = halfWidths.map((width) => width - 1);
  const g = Float64Array.from({ length: 20 }, (_, index) => Math.cos(index));
  const direct = embed?.displacement(z).reduce((sum, one, index) => sum + one * (g[index] ?? 0), 0);
  const pulled = embed?.pullBack(g).reduce((sum, one, index) => sum + one * (z[index] ?? 0), 0);
  expect(direct).toBeCloseTo(pulled ?? NaN, 10);
});

test("a loss that takes more than the memory holds is refused before it is compiled", async () => {
  const size = 2 ** 20;
  const loss: PointwiseLoss = {
    ...{ name: "all pairs", penalty: 0, parameters: { x: { shape: [size, 1] } }, data: {} },
    losses(tf, { x }) {
      const column = x as Tensor;
      const pairs = tf.matMul(column, column, false, true);
      return tf.reshape(tf.matMul(pairs, column), [size]);
    },
  };
  const at = { parameters: { x: new Float64Array(size) }, data: {} };
  await expect(openLandscape(engine, loss, at)).rejects.toMatchObject({
    code: "NOT_ENOUGH_MEMORY",
    message: expect.stringContaining("measuring all pairs around a point needs") as string,
  });
});

test("each random start is another one: a second finds what a first does not", async () => {
  const [inputs, examples] = [12, 8];
  const data = {
    x: Float64Array.from({ length: inputs * examples }, (_, index) => Math.sin(index ** 2)),
    y: new Float64Array(examples),
  };
  const at = { parameters: { w: new Float64Array(inputs) }, data };
  const landscape = await openLandscape(engine, linearModel(inputs, examples), at);
  const box = { halfWidths: boxHalfWidths(landscape.point, 1) };
  const found = [];
  for (let seed = 1; seed <= 10; seed += 1) {
    const [one, two] = [
      await boxSharpness(landscape, box, { maximiser: vertex(1), seed }),
      await boxSharpness(landscape, box, { maximiser: vertex(2), seed }),
    ];
    expect(two).toBeGreaterThanOrEqual(one);
    found.push(two > one);
  }
  expect(found).toContain(true);
});
