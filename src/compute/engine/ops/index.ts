import { PlatformError } from "../../../domain/errors.ts";
import { activations } from "./activations.ts";
import { arithmetic } from "./arithmetic.ts";
import { blocks } from "./blocks.ts";
import { comparisons } from "./comparison.ts";
import { convolutions } from "./convolution.ts";
import { creation } from "./creation.ts";
import { cumulative } from "./cumulative.ts";
import { depthwiseConvolutions } from "./depthwise.ts";
import { erf } from "./erf.ts";
import { fused } from "./fused.ts";
import { gathering } from "./gathering.ts";
import { joining } from "./joining.ts";
import { matrix } from "./matrix.ts";
import { oneHot } from "./one-hot.ts";
import type { Operation, Primitive } from "./operation.ts";
import { padding } from "./padding.ts";
import { pieces } from "./pieces.ts";
import { pooling } from "./pooling.ts";
import { powers } from "./powers.ts";
import { ranking } from "./ranking.ts";
import { reductions } from "./reductions.ts";
import { sequences } from "./sequences.ts";
import { shapes } from "./shape.ts";
import { slicing } from "./slicing.ts";
import { randomness } from "./threefry.ts";
import { tiling } from "./tile.ts";
import { trigonometry } from "./trigonometry.ts";

/** The table: every kernel that a program may use. */
export const OPERATIONS: readonly Operation[] = [
  ...creation,
  ...arithmetic,
  ...powers,
  ...pieces,
  ...trigonometry,
  ...activations,
  ...erf,
  ...comparisons,
  ...matrix,
  ...reductions,
  ...cumulative,
  ...ranking,
  ...tiling,
  ...shapes,
  ...slicing,
  ...joining,
  ...padding,
  ...blocks,
  ...gathering,
  ...oneHot,
  ...convolutions,
  ...depthwiseConvolutions,
  ...pooling,
  ...sequences,
  ...randomness,
];

/** Programs use the table; graphs also hold what passes make of it. */
const BY_KERNEL = new Map([...OPERATIONS, ...fused].map((row) => [row.kernel, row]));

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
