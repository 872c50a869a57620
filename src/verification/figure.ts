import type { Figure } from "./claim-spec.ts";

/** A Vega-Lite figure with its title. */
export function figure(
  name: string,
  title: string,
  spec: Readonly<Record<string, unknown>>,
): Figure {
  const $schema = "https://vega.github.io/schema/vega-lite/v5.json";
  return { name, title, spec: { $schema, title, ...spec } };
}
