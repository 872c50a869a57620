import { newData, sizeOf, type Spec } from "../graph.ts";
import { axisOf, stridesOf, writeBox } from "./boxes.ts";
import { composite, misfit, primitive, type Operation } from "./operation.ts";

export interface Along {
  readonly axis: number;
}

function joinedShape(inputs: readonly Spec[], { axis }: Along): number[] {
  const [first] = inputs;
  if (first === undefined) throw misfit("Concat", inputs, "there is nothing to join");
  const along = axisOf(axis, first.shape.length);
  const total = inputs.reduce((sum, { shape }) => sum + (shape[along] ?? 0), 0);
  const fits = inputs.every(
    ({ shape, type }) =>
      type === first.type &&
      shape.length === first.shape.length &&
      shape.every((length, other) => other === along || length === first.shape[other]),
  );
  if (!fits || along < 0 || along >= first.shape.length) {
    throw misfit("Concat", inputs, `they must agree but along axis ${axis}, also in their types`);
  }
  return first.shape.map((length, other) => (other === along ? total : length));
}

interface Split extends Along {
  readonly numOrSizeSplits: number | readonly number[];
}

/** How long each part is; one length may be -1: what is left. */
function partsOf(x: Spec, { numOrSizeSplits, axis }: Split): number[] {
  const length = x.shape[axisOf(axis, x.shape.length)] ?? 0;
  const parts =
    typeof numOrSizeSplits === "number"
      ? new Array<number>(numOrSizeSplits).fill(length / numOrSizeSplits)
      : [...numOrSizeSplits];
  const known = parts.reduce((sum, part) => (part === -1 ? sum : sum + part), 0);
  const full = parts.map((part) => (part === -1 ? length - known : part));
  const sum = full.reduce((total, part) => total + part, 0);
  if (sum === length && full.every((part) => Number.isInteger(part) && part >= 1)) return full;
  const told = `axis ${axis} cannot be split into ${JSON.stringify(numOrSizeSplits)}`;
  throw misfit("SplitV", [x], told);
}

/** Arrays put together and taken apart. */
export const joining: readonly Operation[] = [
  primitive<Along>({
    ...{ kernel: "Concat", inputs: "list", movesBytes: true },
    infer: (inputs, attributes) => [
      { shape: joinedShape(inputs, attributes), type: inputs[0].type },
    ],
    evaluate: (inputs, { axis }, [output]) => {
      const data = newData(output.type, sizeOf(output.shape));
      const strides = stridesOf(output.shape);
      const along = axisOf(axis, output.shape.length);
      let start = 0;
      for (const input of inputs) {
        writeBox(data, input, { start, strides });
        start += (input.shape[along] ?? 0) * (strides[along] ?? 0);
      }
      return [data];
    },
    tangent: ({ tf, inputs, tangents, apply }) => [
      apply(inputs.map((input, index) => tangents[index] ?? tf.zerosLike(input))),
    ],
    onnx: (builder, inputs, { attributes: { axis }, outputs: [output] }) => {
      const attributes = { axis: axisOf(axis, output.shape.length) };
      return [builder.node("Concat", inputs, output, { attributes })];
    },
  }),
  composite<Along>({
    ...{ kernel: "Pack", inputs: "list" },
    compose: (tf, inputs, { axis }) => {
      const along = axisOf(axis, inputs[0].shape.length + 1);
      return tf.concat(
        inputs.map((input) => tf.expandDims(input, along)),
        along,
      );
    },
  }),
  composite<Along>({
    ...{ kernel: "Unpack", inputs: ["value"] },
    compose: (tf, [x], { axis }) => {
      const along = axisOf(axis, x.shape.length);
      const size = x.shape.map((length, other) => (other === along ? 1 : length));
      const shape = x.shape.filter((_, other) => other !== along);
      return Array.from({ length: x.shape[along] ?? 0 }, (_, index) => {
        const begin = size.map((_length, other) => (other === along ? index : 0));
        return tf.reshape(tf.slice(x, begin, size), shape);
      });
    },
    // That of tfjs fails where there is one part; so does that of a split.
    gradient: ({ tf, dys, attributes: { axis } }) => [() => tf.stack([...dys], axis)],
  }),
  composite<Split>({
    ...{ kernel: "SplitV", inputs: ["x"] },
    compose: (tf, [x], attributes) => {
      const along = axisOf(attributes.axis, x.shape.length);
      let from = 0;
      return partsOf({ shape: x.shape, type: "float" }, attributes).map((part) => {
        const begin = x.shape.map((_, other) => (other === along ? from : 0));
        from += part;
        const size = x.shape.map((length, other) => (other === along ? part : length));
        return tf.slice(x, begin, size);
      });
    },
    gradient: ({ tf, dys, attributes: { axis } }) => [() => tf.concat([...dys], axis)],
  }),
];
