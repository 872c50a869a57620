/**
 * The document from which anyone can check that a point is a local minimum: the network, the data, the
 * numbers of the proof. Makers import its types alone; the checker shares no code with them.
 *
 * @source spec kawaguchi2019-depth-width, sections 2.3 (relu-cell) and 4.5 (isolated-minimum)
 * @shape  inputs [m, d_0], targets [m, d_y]; the parameters of a network are W^(1) row by row, ..,
 *         W^(H+1), then A where there is a skip; `layers` gives [rows, columns] of each W^(l)
 * @units  loss: 1/2 ||Yhat - Y||_F^2
 */
import { z } from "zod";

const double = z.number().describe("a double, written so that it reads back to the same one");
const fraction = z
  .string()
  .max(20_000)
  .regex(/^-?\d+(\/[1-9]\d*)?$/)
  .describe("an integer or p/q");
const count = z.int().positive().max(10_000);

const network = z.strictObject({
  activation: z.enum(["identity", "tanh", "relu", "leaky-relu", "softplus"]),
  /** Of leaky ReLU below 0; of no other. */
  slope: fraction.optional(),
  /** Rows and columns of W^(1) .. W^(H+1). */
  layers: z
    .array(z.tuple([count, count]))
    .min(1)
    .max(50),
  /** A column of ones is appended to the input of every hidden layer. */
  biases: z.boolean(),
  /** X A is added to the output. */
  skip: z.boolean(),
});
export type CertifiedNetwork = z.infer<typeof network>;

const common = {
  format: z.literal("corollary-minimum"),
  version: z.literal(1),
  network,
  /** SHA-256 of the document without this entry, in canonical JSON (RFC 8785). */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
};

/**
 * Krawczyk: with c = `point` on the free parameters, T = `box` and Y = `preconditioner`, the set
 * c - Y g(c) + (I - Y H(T)) (T - c) lies inside of T, so that exactly one point of T is critical; and
 * H(T) >= `curvature` > 0, so that it is a strict local minimum. Its loss lies in `value`.
 */
export const isolatedMinimumSchema = z.strictObject({
  ...common,
  kind: z.literal("isolated-minimum"),
  data: z.strictObject({
    inputs: z.array(z.array(double)).min(1),
    targets: z.array(z.array(double)).min(1),
  }),
  /** Every parameter; those that are not free are exactly these. */
  point: z.array(double).min(1),
  /** Places of the parameters that may move, ascending. */
  free: z.array(z.int().nonnegative()).min(1),
  /** One interval for each free parameter. */
  box: z.array(z.strictObject({ low: double, high: double })).min(1),
  /** Square, one row for each free parameter: near the inverse of the Hessian. */
  preconditioner: z.array(z.array(double)).min(1),
  /** Every eigenvalue of the Hessian in the free parameters is at least this, all over the box. */
  curvature: double,
  value: z.strictObject({ low: double, high: double }),
});
export type IsolatedMinimum = z.infer<typeof isolatedMinimumSchema>;

/**
 * One hidden layer of (leaky) ReLU, one output: no pre-activation is 0, and X^T Lambda_k r = 0 exactly
 * for every unit k, Lambda_k the slopes of unit k. Then the point is a local minimum (2.3).
 */
export const reluCellSchema = z.strictObject({
  ...common,
  kind: z.literal("relu-cell"),
  data: z.strictObject({
    inputs: z.array(z.array(fraction)).min(1),
    targets: z.array(z.array(fraction)).min(1),
  }),
  point: z.array(fraction).min(1),
  value: fraction,
});
export type ReluCell = z.infer<typeof reluCellSchema>;

export const minimumCertificateSchema = z.discriminatedUnion("kind", [
  isolatedMinimumSchema,
  reluCellSchema,
]);
export type MinimumCertificate = z.infer<typeof minimumCertificateSchema>;
