import type { DataType } from "./creation.ts";
import { composite, type Operation } from "./operation.ts";

/** Evenly spaced numbers: known when the program is traced, so they are constants. */
export const sequences: readonly Operation[] = [
  composite<{ start: number; stop: number; step: number; dtype: DataType }>({
    ...{ kernel: "Range", inputs: [] },
    compose: (tf, _, { start, stop, step, dtype }) => {
      const length = Math.max(0, Math.ceil((stop - start) / step));
      const values = Array.from({ length }, (_element, index) => start + index * step);
      return tf.tensor1d(values, dtype);
    },
  }),
  composite<{ start: number; stop: number; num: number }>({
    ...{ kernel: "LinSpace", inputs: [] },
    compose: (tf, _, { start, stop, num }) => {
      const step = num > 1 ? (stop - start) / (num - 1) : 0;
      const values = Array.from({ length: num }, (_element, index) => start + index * step);
      return tf.tensor1d(values, "float32");
    },
  }),
];
