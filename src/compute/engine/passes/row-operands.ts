import { pass } from "./rewrite.ts";

/** C may be a row or a vector alike: what was reshaped from one to the other was not needed. */
export const rowOperands = pass("rows", ["Gemm"], ({ inputs: [a, b, c], attributes }, site) => {
  if (a === undefined || b === undefined || c === undefined) return null;
  const maker = site.makerOf(c);
  const row = maker?.kernel === "Reshape" ? maker.inputs[0] : undefined;
  const isSame = c.shape.length === 1 && row?.shape.join() === `1,${c.shape.join()}`;
  return isSame ? [site.make("Gemm", [a, b, row], attributes)] : null;
});
