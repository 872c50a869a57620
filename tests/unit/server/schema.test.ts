import { getIntrospectionQuery, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { problemsOfDocument } from "../../../src/server/limits.ts";
import { printedSchema } from "../../../src/server/print-schema.ts";

describe("the printed schema", () => {
  it("shows the nouns under their public names", () => {
    const text = printedSchema();
    for (const noun of ["Paper", "Claim", "Experiment", "Run", "Evidence", "Release"]) {
      expect(text).toContain(`type ${noun} implements Node {`);
    }
    expect(text).not.toMatch(/Entity|Type \{|__typename|^ +key\b/m);
  });

  it("names budgets in capitals", () => {
    expect(printedSchema()).toMatch(/currentVerdict\(budget: Budget! = QUICK\): CurrentVerdict/);
  });
});

describe("introspection", () => {
  it("as a console asks it is within the limits", () => {
    expect(problemsOfDocument(parse(getIntrospectionQuery()))).toEqual([]);
  });
});
