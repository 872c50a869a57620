/** ["network", "weights", 1] as "network.weights[1]", the way that people write it. */
export function jsonPath(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return steps.join("").replace(/^\./, "");
}
