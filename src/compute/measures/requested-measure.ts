/** Measures for anyone's numbers: a model, data and parameters that a user gives, as one document. */
import type { z } from "zod";

/** Numbers by name; a vector or a matrix where one number does not tell it. */
export type RequestedNumbers = Readonly<
  Record<string, number | boolean | string | readonly number[] | readonly (readonly number[])[]>
>;

/**
 * What a measure answers. PRECONDITION_FAILED: a hypothesis does not hold of this input, such as
 * a loss that is not squared error. INCONCLUSIVE: these numbers cannot tell, such as a rank that is
 * not resolvable. Both say why in one sentence, and carry what was measured until then.
 */
export type RequestedAnswer = (
  | { readonly status: "MEASURED" }
  | { readonly status: "PRECONDITION_FAILED" | "INCONCLUSIVE"; readonly reason: string }
) & {
  readonly numbers: RequestedNumbers;
  /** A document that someone else can check, where the measure makes one; plain JSON. */
  readonly certificate?: unknown;
};

/** A measure that claims use, applied to what a user gives: the same functions, nothing beside them. */
export interface RequestedMeasure<Input = unknown> {
  /** Lower case with dashes, as it is called on the command line. */
  readonly name: string;
  /** One sentence: what is measured. */
  readonly title: string;
  /** Paper and equation, or section of the spec. */
  readonly source: string;
  /** What may be given: every field says its shape and meaning with `describe`. */
  readonly input: z.ZodType<Input>;
  /** A small valid input: one of the golden cases. */
  readonly example: Input;
  /** What each of the numbers means, with its unit where it has one. */
  readonly meanings: Readonly<Record<string, string>>;
  /**
   * Of an input that fits the schema: never an exception because of its mathematics.
   *
   * @throws PlatformError BAD_INPUT with the path of what does not fit together, such as ["weights", 1],
   *   or is more than is measured, with the limit
   */
  run(input: Input): RequestedAnswer | Promise<RequestedAnswer>;
}
