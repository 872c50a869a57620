/** What can compute a program; "none" stands in the environment of claims that need no engine. */
export const ENGINE_NAMES = ["onnx-cpu", "reference", "tensorflow-cpu", "tensorflow-gpu"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export const PRECISIONS = ["float32", "float64"] as const;
export type Precision = (typeof PRECISIONS)[number];

/** What a person may ask for: an engine by its name, or the one that the platform takes. */
export const ENGINE_CHOICES = ["auto", ...ENGINE_NAMES] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** What a program spends its time on: products of matrices, or windows that move over images. */
export const PROGRAM_KINDS = ["dense", "convolutional"] as const;
export type ProgramKind = (typeof PROGRAM_KINDS)[number];

/** The engine of one verification, and why it is that one. */
export interface ChosenEngine {
  readonly engine: EngineName;
  /** A sentence without its end. */
  readonly because: string;
}
