import { describe, expect, it } from "vitest";
import { papers } from "../../../src/papers/index.ts";
import { toMathml } from "../../../src/schema/mathml.ts";

const claims = papers.flatMap((paper) => paper.claims);

describe("a formula as MathML", () => {
  it.each(claims.map(({ slug, formula }) => [slug, formula]))("exists of %s", (_slug, formula) => {
    expect(toMathml(formula)).toMatch(/^<math xmlns="[^"]+" display="block".*<\/math>$/s);
  });

  it.each([["\\frac{"], ["\\unheardof x"], ["x^2 &"]])("does not exist of %s", (formula) => {
    expect(toMathml(formula)).toBeNull();
  });

  it("has what a formula says as text, never as markup", () => {
    const mathml = toMathml(String.raw`\text{<img src="x" style="y">} < y`);
    expect(mathml).toContain("&lt;");
    expect(mathml).not.toMatch(/<img|style="y"/);
  });

  it.each([
    [String.raw`\includegraphics{http://elsewhere/x.png}`],
    [String.raw`\class{other}{x}`],
    [String.raw`\data{a=b}{x}`],
    [String.raw`\style{color:red}{x}`],
    [String.raw`\id{other}{x}`],
  ])("does not exist of what a page would act on: %s", (formula) => {
    expect(toMathml(formula)).toBeNull();
  });
});
