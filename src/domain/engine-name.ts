/** What can compute a program; "none" stands in the environment of claims that need no engine. */
export const ENGINE_NAMES = ["onnx-cpu", "reference"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export const PRECISIONS = ["float32", "float64"] as const;
export type Precision = (typeof PRECISIONS)[number];

/** The engine of every claim that trains, unless COROLLARY_ENGINE forces another. */
export const DEFAULT_ENGINE: EngineName = "onnx-cpu";
