import type { TensorflowName } from "../../compute/engine/engines/tensorflow-folder.ts";
import { PlatformError } from "../../domain/errors.ts";
import { askChild } from "../ask-child.ts";

/** What a process says that has loaded the library. */
export interface Checked {
  readonly version: string;
  /** [1 2; 3 4] times [1; 1]. */
  readonly product: readonly number[];
  readonly sawGpu: boolean;
}
const PRODUCT = [3, 7];

/**
 * Loads what was built in a process of its own, and computes with it.
 *
 * @throws PlatformError ENGINE_UNAVAILABLE where it crashes, hangs or computes something else
 */
export async function checkBuilt(folder: string, name: TensorflowName): Promise<Checked> {
  const asked = await askChild<Checked>("./tensorflow/check-child", [folder, name]);
  const told = "TensorFlow was built, and does not work here";
  if (!asked.ok) throw new PlatformError("ENGINE_UNAVAILABLE", `${told}: ${asked.end}`);
  const { product } = asked.answer;
  if (product.join() === PRODUCT.join()) return asked.answer;
  const wrong = `it computed ${product.join(", ")}, not ${PRODUCT.join(", ")}`;
  throw new PlatformError("ENGINE_UNAVAILABLE", `${told}: ${wrong}`);
}
