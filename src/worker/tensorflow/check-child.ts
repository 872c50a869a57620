/**
 * Loads an engine's native library, multiplies two matrices with it and says what it is. Arguments:
 * the engine's folder and its name.
 */
import {
  loadBinding,
  TENSORFLOW_NAMES,
  type TensorflowBinding,
} from "../../compute/engine/engines/tensorflow-folder.ts";
import type { Checked } from "./check.ts";

/** TensorFlow's numbers for a type and for kinds of attributes (tf_datatype.h, tf_attrtype.h). */
const FLOAT = 1;
const ATTRIBUTE = { type: 4, bool: 3 };

/** [1 2; 3 4] times [1; 1]. */
function multiply(binding: TensorflowBinding): number[] {
  const matrix = binding.createTensor([2, 2], FLOAT, Float32Array.of(1, 2, 3, 4));
  const vector = binding.createTensor([2, 1], FLOAT, Float32Array.of(1, 1));
  const attributes = [
    { name: "transpose_a", type: ATTRIBUTE.bool, value: false },
    { name: "transpose_b", type: ATTRIBUTE.bool, value: false },
    { name: "T", type: ATTRIBUTE.type, value: FLOAT },
  ];
  const [product] = binding.executeOp("MatMul", attributes, [matrix, vector], 1);
  return product === undefined ? [] : [...binding.tensorDataSync(product.id)];
}

function check(folder: string, word: string): Checked {
  const name = TENSORFLOW_NAMES.find((one) => one === word);
  if (name === undefined) throw new Error(`there is no engine ${word}`);
  const binding = loadBinding(folder, name);
  const version = binding.TF_Version;
  return { version, product: multiply(binding), sawGpu: binding.isUsingGpuDevice() };
}

const [folder = "", word = ""] = process.argv.slice(2);
const checked = check(folder, word);
process.send?.(checked, () => process.exit(0));
