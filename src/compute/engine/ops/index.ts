import { PlatformError } from "../../../domain/errors.ts";
import { activations } from "./activations.ts";
import { arithmetic } from "./arithmetic.ts";
import { creation } from "./creation.ts";
import { matrix } from "./matrix.ts";
import type { Operation, Primitive } from "./operation.ts";
import { reductions } from "./reductions.ts";
import { shapes } from "./shape.ts";

/** The table: every kernel that a program may use. */
export const OPERATIONS: readonly Operation[] = [
  ...creation,
  ...arithmetic,
  ...activations,
  ...matrix,
  ...reductions,
  ...shapes,
];

const BY_KERNEL = new Map(OPERATIONS.map((row) => [row.kernel, row]));

export function operationOf(kernel: string): Operation {
  const row = BY_KERNEL.get(kernel);
  if (row !== undefined) return row;
  throw new PlatformError("BAD_PROGRAM", `the engine has no operation ${kernel}`);
}

/** The row of a kernel that graphs hold. */
export function primitiveOf(kernel: string): Primitive {
  const row = operationOf(kernel);
  if (!("compose" in row)) return row as unknown as Primitive;
  throw new Error(`${kernel} is written in other operations when it is traced`);
}
