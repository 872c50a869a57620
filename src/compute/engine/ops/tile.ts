import { newData, sizeOf } from "../graph.ts";
import { misfit, primitive, type Operation } from "./operation.ts";

interface Tile {
  readonly reps: readonly number[];
}

/** Repeats an array along its axes; tfjs broadcasts with it too. */
export const tiling: readonly Operation[] = [
  primitive<Tile>({
    ...{ kernel: "Tile", inputs: ["x"], movesBytes: true },
    infer: ([x], { reps }) => {
      if (reps.length !== x.shape.length) {
        throw misfit(
          "Tile",
          [x],
          `${reps.length} numbers of repetitions for ${x.shape.length} axes`,
        );
      }
      return [{ shape: x.shape.map((length, axis) => length * (reps[axis] ?? 1)), type: x.type }];
    },
    evaluate: ([x], _, [output]) => {
      const data = newData(output.type, sizeOf(output.shape));
      data.forEach((_, element) => {
        let rest = element;
        let position = 0;
        let step = 1;
        for (let axis = output.shape.length - 1; axis >= 0; axis -= 1) {
          const [wide, length] = [output.shape[axis] ?? 1, x.shape[axis] ?? 1];
          position += ((rest % wide) % length) * step;
          rest = Math.floor(rest / wide);
          step *= length;
        }
        data[element] = x.data[position] ?? 0;
      });
      return [data];
    },
    tangent: ({ apply, tangents: [dx] }) => [dx === null ? null : apply([dx])],
    // That of tfjs is one addition for every repetition, and ends at rank 4.
    gradient: ({ tf, inputs: [x], dy, attributes: { reps } }) => {
      const split = x.shape.flatMap((length, axis) => [reps[axis] ?? 1, length]);
      const repeated = x.shape.map((_, axis) => 2 * axis);
      return [() => tf.sum(tf.reshape(dy, split), repeated)];
    },
    onnx: (builder, [x], { attributes: { reps }, outputs: [output] }) => {
      const isBroadcast = reps.every((count, axis) => count === 1 || x.shape[axis] === 1);
      if (isBroadcast) return [builder.node("Expand", [x, builder.int64(output.shape)], output)];
      return [builder.node("Tile", [x, builder.int64(reps)], output)];
    },
  }),
];
