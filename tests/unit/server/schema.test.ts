import { buildSchema, getIntrospectionQuery, isEnumType, isObjectType, parse } from "graphql";
import { describe, expect, it } from "vitest";
import { problemsOfDocument } from "../../../src/server/limits.ts";
import { printedSchema } from "../../../src/server/print-schema.ts";

describe("the printed schema", () => {
  it("shows the nouns under their public names", () => {
    const text = printedSchema();
    for (const noun of [
      "Paper",
      "Claim",
      "Experiment",
      "Run",
      "Evidence",
      "Release",
      "Regression",
    ]) {
      expect(text).toContain(`type ${noun} implements Node {`);
    }
    expect(text).not.toMatch(/Entity|Type \{|__typename|^ +key\b/m);
  });

  it("names budgets in capitals", () => {
    expect(printedSchema()).toMatch(/protocol\(budget: Budget! = QUICK\): Protocol/);
  });
});

describe("what a comparison answers with", () => {
  it.each([
    ...["Regression", "ComparedClaim", "ComparedEvidence", "QuantityDrift", "DriftRule"],
    ...["EvidenceCount", "Tier", "Gate", "DriftScale", "DriftMethod"],
  ])("is described to the last field: %s", (name) => {
    const type = buildSchema(printedSchema()).getType(name);
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    const words = isEnumType(type) ? [...type.getValues()] : fields;
    expect(words.length).toBeGreaterThan(1);
    expect(words.filter(({ description }) => !description)).toEqual([]);
    expect(type?.description).toBeTruthy();
  });
});

describe("introspection", () => {
  it("as a console asks it is within the limits", () => {
    expect(problemsOfDocument(parse(getIntrospectionQuery()))).toEqual([]);
  });
});
