import { element } from "./dom.js";

/** MathML as it comes from the API. The page's policy lets styles in that a script sets, no attributes. */
function drawMathml(text) {
  // Quotes in what a formula says are escaped: these are attributes.
  const unstyled = text.replaceAll(' style="', ' data-style="');
  const { documentElement } = new DOMParser().parseFromString(unstyled, "text/xml");
  const math = document.importNode(documentElement, true);
  for (const styled of [math, ...math.querySelectorAll("[data-style]")]) {
    styled.style.cssText = styled.dataset.style;
  }
  return math;
}

/** A formula, drawn, with its LaTeX below to be copied; the LaTeX alone where it could not be converted. */
export function formulaParts({ formula, formulaMathml: mathml }) {
  const code = element("code", {}, formula);
  if (mathml === null) return [element("p", {}, code)];
  return [
    element("div", { class: "formula" }, drawMathml(mathml)),
    element("details", { class: "latex quiet" }, element("summary", {}, "LaTeX"), code),
  ];
}
