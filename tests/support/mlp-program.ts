import { valueAndGradients } from "../../src/compute/engine/gradients.ts";
import type { StepProgram, Tensor, Tensors } from "../../src/compute/engine/program.ts";
import { RandomStream } from "../../src/compute/numerics/threefry.ts";

interface Options {
  readonly widths: readonly number[];
  readonly batch: number;
  /** A compile-time learning rate; without it the rate is an input of every step. */
  readonly rate?: number;
}

const need = (tensors: Tensors, name: string): Tensor => {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`no tensor ${name}`);
  return tensor;
};

/** One step of plain SGD on a relu network with softmax cross-entropy, as an author writes it. */
export function mlpStep({ widths, batch, rate }: Options): StepProgram {
  const layers = widths.slice(1).map((out, index) => ({ index, shape: [widths[index] ?? 1, out] }));
  const state = Object.fromEntries(
    layers.flatMap(({ index, shape }) => [
      [`w${index}`, { shape }],
      [`b${index}`, { shape: [shape[1] ?? 1] }],
    ]),
  );
  return {
    ...{ name: "mlp", state },
    constants: { x: { shape: [batch, widths[0] ?? 1] }, y: { shape: [batch, widths.at(-1) ?? 1] } },
    perStep: rate === undefined ? { rate: { shape: [] } } : {},
    step(tf, { state: parameters, constants, perStep }) {
      const loss = (at: Tensors) => {
        const logits = layers.reduce(
          (h, { index }) => {
            const z = tf.add(tf.matMul(h, need(at, `w${index}`)), need(at, `b${index}`));
            return index === layers.length - 1 ? z : tf.relu(z);
          },
          need(constants, "x"),
        );
        const fit = tf.mul(tf.logSoftmax(logits as never), need(constants, "y"));
        return tf.neg(tf.mean(tf.sum(fit, -1)));
      };
      const { value, gradients } = valueAndGradients(loss, parameters);
      const step = rate === undefined ? need(perStep, "rate") : tf.scalar(rate);
      const updated = Object.entries(parameters).map(([name, parameter]) => [
        name,
        tf.sub(parameter, tf.mul(need(gradients, name), step)),
      ]);
      return { state: Object.fromEntries(updated) as Tensors, metrics: { loss: value } };
    },
  };
}

/** Small normal parameters, normal data, labels in turn; rates where the step asks for them. */
export function mlpInputs({ widths, batch }: Options, count: number) {
  const random = new RandomStream(1, 5, 0);
  const normals = (length: number, scale: number) =>
    Float64Array.from({ length }, () => scale * random.normal());
  const state = Object.fromEntries(
    widths.slice(1).flatMap((out, index) => [
      [`w${index}`, normals((widths[index] ?? 1) * out, 0.3)],
      [`b${index}`, normals(out, 0.3)],
    ]),
  );
  const classes = widths.at(-1) ?? 1;
  const y = new Float64Array(batch * classes);
  for (let row = 0; row < batch; row += 1) y[row * classes + (row % classes)] = 1;
  const rates = Float64Array.from({ length: count }, (_, step) => 0.1 / (step + 1));
  return { state, constants: { x: normals(batch * (widths[0] ?? 1), 1), y }, rates };
}
