import temml from "temml";

/**
 * A formula as MathML, which browsers draw and screen readers read.
 *
 * @returns null for LaTeX that cannot be converted
 */
export function toMathml(latex: string): string | null {
  try {
    return temml.renderToString(latex, { displayMode: true, throwOnError: true, xml: true });
  } catch {
    return null;
  }
}
