import type { Tensor } from "@tensorflow/tfjs-core";
import { PlatformError } from "../../../domain/errors.ts";
import { newData, sizeOf, type Spec } from "../graph.ts";
import type { TraceTf } from "../program.ts";
import { axisOf } from "./boxes.ts";
import { assertTaken } from "./elementwise.ts";
import { misfit, primitive, type Inputs, type Operation } from "./operation.ts";

export interface Gather {
  readonly axis: number;
  readonly batchDims: number;
}

/** A gather as [batches, before, length, behind] by [batches, taken], all of them one number. */
function partsOf([x, indices]: readonly [Spec, Spec, ...Spec[]], attributes: Gather) {
  const axis = axisOf(attributes.axis, x.shape.length);
  const batchDims = axisOf(attributes.batchDims, indices.shape.length);
  const batch = x.shape.slice(0, batchDims);
  const agrees = batch.join() === indices.shape.slice(0, batchDims).join();
  if (axis < batchDims || axis >= x.shape.length || !agrees) {
    const told = `axis ${attributes.axis} with ${attributes.batchDims} batch axes`;
    throw misfit("GatherV2", [x, indices], told);
  }
  const [before, behind] = [x.shape.slice(batchDims, axis), x.shape.slice(axis + 1)];
  const taken = indices.shape.slice(batchDims);
  return {
    ...{ axis, batchDims, shape: [...batch, ...before, ...taken, ...behind] },
    ...{ batches: sizeOf(batch), before: sizeOf(before), length: x.shape[axis] ?? 1 },
    ...{ behind: sizeOf(behind), taken: sizeOf(taken) },
  };
}

/** As in ONNX Runtime: -1 is the last; beyond that there is nothing to read. */
function checkedIndex(index: number, length: number): number {
  if (index >= -length && index < length) return index < 0 ? index + length : index;
  const told = `index ${index} is out of range: the axis has ${length} elements`;
  throw new PlatformError("VERIFICATION_FAILED", told);
}

/** The transpose of a gather: every row of dy is added to the row of x that it came from. */
function gatherGradient(tf: TraceTf, dy: Tensor, [x, indices]: Inputs<Tensor>, attributes: Gather) {
  const specs = [x, indices].map(({ shape }): Spec => ({ shape, type: "float" }));
  const { batches, before, length, behind, taken } = partsOf(specs as [Spec, Spec], attributes);
  const rows = tf.transpose(tf.reshape(dy, [batches, before, taken, behind]), [0, 2, 1, 3]);
  const offsets = tf.mul(tf.range(0, batches, 1, "int32"), tf.scalar(length, "int32"));
  const isFromEnd = tf.less(indices, tf.scalar(0, "int32"));
  const fromFront = tf.add(indices, tf.scalar(length, "int32"));
  const flat = tf.reshape(tf.where(isFromEnd, fromFront, indices), [batches, taken]);
  const places = batches === 1 ? flat : tf.add(flat, tf.reshape(offsets, [batches, 1]));
  const sums = tf.unsortedSegmentSum(
    tf.reshape(rows, [batches * taken, before * behind]),
    tf.reshape(places, [batches * taken]) as never,
    batches * length,
  );
  const back = tf.reshape(sums, [batches, length, before, behind]);
  return tf.reshape(tf.transpose(back, [0, 2, 1, 3]), x.shape);
}

/** Rows by their numbers, and its transpose. */
export const gathering: readonly Operation[] = [
  primitive<Gather>({
    ...{ kernel: "GatherV2", inputs: ["x", "indices"], movesBytes: true },
    infer: ([x, indices], attributes) => [
      { shape: partsOf([x, indices], attributes).shape, type: x.type },
    ],
    evaluate: ([x, indices], attributes, [output]) => {
      const { batches, before, length, behind, taken } = partsOf([x, indices], attributes);
      const data = newData(output.type, sizeOf(output.shape));
      let element = 0;
      for (let batch = 0; batch < batches; batch += 1) {
        for (let outer = 0; outer < before; outer += 1) {
          for (let which = 0; which < taken; which += 1) {
            const index = checkedIndex(indices.data[batch * taken + which] ?? 0, length);
            const row = ((batch * before + outer) * length + index) * behind;
            data.set(x.data.subarray(row, row + behind), element);
            element += behind;
          }
        }
      }
      return [data];
    },
    tangent: ({ apply, inputs: [, indices], tangents: [dx] }) => [
      dx === null ? null : apply([dx, indices]),
    ],
    gradient: ({ tf, dy, inputs, attributes }) => [
      () => gatherGradient(tf, dy, inputs, attributes),
      null,
    ],
    onnx: (builder, [x, indices], { attributes, outputs: [output] }) => {
      const parts = partsOf([x as Spec, indices as Spec], attributes);
      const { axis, batchDims, batches, before, length, behind, taken } = parts;
      if (batchDims === 0) {
        return [builder.node("Gather", [x, indices], output, { attributes: { axis } })];
      }
      const flat = builder.reshape(x, [batches, before, length, behind]);
      const table = builder.transpose(flat, [0, 2, 1, 3]);
      const places = builder.reshape(builder.cast(indices, "int64"), [batches, taken, 1]);
      const spec = { shape: [batches, taken, before, behind], type: output.type };
      const options = { attributes: { batch_dims: 1 } };
      const found = builder.node("GatherND", [table, places], spec, options);
      return [builder.reshape(builder.transpose(found, [0, 2, 1, 3]), output.shape)];
    },
  }),
  /** Rows with a number that is negative are left out, as in TensorFlow. */
  primitive<{ numSegments: number }>({
    ...{ kernel: "UnsortedSegmentSum", inputs: ["x", "segmentIds"] },
    infer: ([x, ids], { numSegments }) => {
      assertTaken("UnsortedSegmentSum", [x], "numbers");
      if (x.shape.slice(0, ids.shape.length).join() !== ids.shape.join()) {
        throw misfit("UnsortedSegmentSum", [x, ids], "every row needs the number of a segment");
      }
      return [{ shape: [numSegments, ...x.shape.slice(ids.shape.length)], type: x.type }];
    },
    evaluate: ([x, ids], { numSegments }, [output]) => {
      const data = newData(output.type, sizeOf(output.shape));
      const width = sizeOf(output.shape.slice(1));
      ids.data.forEach((id, row) => {
        if (id < 0) return;
        const start = checkedIndex(id, numSegments) * width;
        for (let column = 0; column < width; column += 1) {
          data[start + column] = (data[start + column] ?? 0) + (x.data[row * width + column] ?? 0);
        }
      });
      return [data];
    },
    tangent: ({ apply, inputs: [, ids], tangents: [dx] }) => [
      dx === null ? null : apply([dx, ids]),
    ],
    onnx: (builder, [x, ids], { attributes: { numSegments }, outputs: [output] }) => {
      // One row more takes what is left out.
      const width = sizeOf(output.shape.slice(1));
      const rows = sizeOf(ids.shape);
      const isLeftOut = builder.node("Less", [ids, builder.scalar(0, "int32")], {
        ...{ shape: ids.shape, type: "bool" },
      });
      const places = builder.node("Where", [isLeftOut, builder.scalar(numSegments, "int32"), ids], {
        ...{ shape: ids.shape, type: "int32" },
      });
      const padded = { shape: [numSegments + 1, width], type: output.type };
      const zeros = builder.node(
        "Expand",
        [builder.scalar(0, output.type), builder.int64(padded.shape)],
        padded,
      );
      const sums = builder.node(
        "ScatterND",
        [
          zeros,
          builder.reshape(builder.cast(places, "int64"), [rows, 1]),
          builder.reshape(x, [rows, width]),
        ],
        padded,
        { attributes: { reduction: "add" } },
      );
      const kept = builder.node(
        "Slice",
        [sums, builder.int64([0]), builder.int64([numSegments]), builder.int64([0])],
        { shape: [numSegments, width], type: output.type },
      );
      return [builder.reshape(kept, output.shape)];
    },
  }),
];
