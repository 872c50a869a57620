/** What can compute a program; "none" stands in the environment of claims that need no engine. */
export const ENGINE_NAMES = ["onnx-cpu", "reference", "tensorflow-cpu", "tensorflow-gpu"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export const PRECISIONS = ["float32", "float64"] as const;
export type Precision = (typeof PRECISIONS)[number];

/** The engine of every claim that trains, unless COROLLARY_ENGINE forces another. */
export const DEFAULT_ENGINE: EngineName = "onnx-cpu";

/** What a person may ask for: an engine by its name, or the one that the platform takes. */
export const ENGINE_CHOICES = ["auto", ...ENGINE_NAMES] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** Names one engine. One that turns out not to be available is refused later, never replaced. */
export function resolveEngine(choice: EngineChoice): EngineName {
  return choice === "auto" ? DEFAULT_ENGINE : choice;
}
