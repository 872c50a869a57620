import { z } from "zod";
import { sha256 } from "../domain/canonical.ts";
import { environmentSchema } from "../domain/environment.ts";
import { PRECISIONS } from "../domain/engine-name.ts";
import { digestSchema, releaseSchema, runRecordSchema } from "../domain/evidence-record.ts";
import { BUDGETS } from "../domain/verdict.ts";

/** Of the folders that `export-graph` writes; a reader refuses every other. */
export const REPLAY_VERSION = 1;

const place = z.int().nonnegative();

/** A number of the file of inputs, or what an earlier call gave. */
const sourceSchema = z.union([
  z.strictObject({ array: place }),
  z.strictObject({ call: place, output: z.string() }),
]);
export type InputSource = z.infer<typeof sourceSchema>;

const outputSchema = z.strictObject({
  type: z.string(),
  shape: z.array(place),
  /** SHA-256 of its numbers, row by row, little-endian. */
  digest: digestSchema,
  /** Its place in the file of outputs; absent where the same graph takes it up again. */
  array: place.optional(),
  /** How far it may be off on another machine; null: rounding alone moves it without bound. */
  tolerance: z.number().nonnegative().nullable(),
});
export type ReplayOutput = z.infer<typeof outputSchema>;

const callSchema = z.strictObject({
  graph: place,
  inputs: z.record(z.string(), sourceSchema),
  outputs: z.record(z.string(), outputSchema),
});
export type ReplayCall = z.infer<typeof callSchema>;

const graphSchema = z.strictObject({
  file: z.string(),
  precision: z.enum(PRECISIONS),
  /** How far ONNX Runtime's own optimiser went. */
  optimisation: z.enum(["all", "basic"]),
});
export type ReplayGraph = z.infer<typeof graphSchema>;

const storedSchema = z.strictObject({
  /** Its id in the API of the installation that stored it. */
  run: z.string(),
  release: releaseSchema,
  /** Null where its verification had not come to its end. */
  environment: environmentSchema.nullable(),
  /** What is not equal to the last bit: the names of measurements, or of another field of the run. */
  differences: z.array(
    z.strictObject({ name: z.string(), stored: z.unknown(), computed: z.unknown() }),
  ),
});
export type StoredRun = z.infer<typeof storedSchema>;

/** expected.json, all but its digest: what was computed, of what, and what must come out again. */
const replaySchema = z.strictObject({
  format: z.literal("corollary-replay"),
  version: z.literal(REPLAY_VERSION),
  /** Of the product that wrote it. */
  release: releaseSchema,
  paper: z.string(),
  claim: z.string(),
  claimDigest: digestSchema,
  protocolDigest: digestSchema,
  budget: z.enum(BUDGETS),
  /** What the calls compute: one arm with one seed. */
  run: runRecordSchema,
  /** The seeds that were computed in the same calls. */
  seeds: z.array(place),
  /** The run as it is stored, against which it was held; null where none is. */
  stored: storedSchema.nullable(),
  environment: environmentSchema,
  runtime: z.strictObject({
    /** The least version of ONNX Runtime that knows the operators. */
    oldest: z.string(),
    threads: z.int().positive(),
  }),
  tolerance: z.strictObject({ roundings: z.number(), meaning: z.string() }),
  /** SHA-256 of every other file of the folder. */
  files: z.record(z.string(), digestSchema),
  graphs: z.array(graphSchema),
  calls: z.array(callSchema),
});
export type ReplayDocument = z.infer<typeof replaySchema>;

/** Stands in for the digest while it is computed. */
const NO_DIGEST = "0".repeat(64);

/** expected.json; its digest is that of its text with zeros in the digest's place. */
export function formatReplay(document: ReplayDocument): { text: string; digest: string } {
  const parsed = replaySchema.parse(document);
  const text = `${JSON.stringify({ digest: NO_DIGEST, ...parsed }, null, 1)}\n`;
  const digest = sha256(text);
  return { text: text.replace(NO_DIGEST, digest), digest };
}
