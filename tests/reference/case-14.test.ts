/** Case 14 of the field: enclosures must round outward, and a bound that was narrowed is refused. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  isolatedMinimumSchema,
  type IsolatedMinimum,
} from "../../src/compute/certificates/minimum-certificate.ts";
import { certifyMinimum } from "../../src/compute/measures/minima/certify.ts";
import type { DenseNetwork } from "../../src/compute/measures/minima/dense-network.ts";
import { minimumDocument } from "../../src/compute/measures/minima/minimum-document.ts";
import { requestedMeasures } from "../../src/compute/measures/requested/index.ts";
import { intervals } from "../../src/compute/numerics/interval.ts";
import { wide } from "../../src/compute/numerics/wide-interval.ts";
import { runCommandLine } from "../support/command-line.ts";
import { resealed } from "../support/small-certificate.ts";
import { isBetween } from "../support/wide-decimal.ts";

interface Case {
  readonly network: DenseNetwork;
  readonly data: { inputs: number[][]; targets: number[][] };
  readonly free: readonly number[];
  /** 40 digits of the minimum. */
  readonly truth: string;
  readonly nearest: number;
}

const LINE: Case = {
  network: { activation: "identity", weights: [[[0.3]]] },
  data: { inputs: [[3]], targets: [[1]] },
  free: [0],
  truth: "0.3333333333333333333333333333333333333333",
  nearest: 1 / 3,
};

const TANH: Case = {
  network: { activation: "tanh", weights: [[[0.3]], [[1]]] },
  data: { inputs: [[1]], targets: [[0.5]] },
  free: [0],
  truth: "0.549306144334054845697622618461262852323",
  nearest: 0.5493061443340549,
};

const CASES = [
  ["w x = 1 at x = 3", LINE],
  ["tanh(w x) = 1/2 at x = 1", TANH],
] as const;

const folder = mkdtempSync(join(tmpdir(), "case-14-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What `corollary measure certify-minimum` makes of the case. */
async function certificateOf({ network, data, free }: Case): Promise<IsolatedMinimum> {
  const measure = requestedMeasures.find(({ name }) => name === "certify-minimum");
  const answer = await measure?.run({ network, data, free, search: true });
  expect(answer?.status).toBe("MEASURED");
  return isolatedMinimumSchema.parse(answer?.certificate);
}

async function check(document: IsolatedMinimum) {
  const file = join(folder, "certificate.json");
  writeFileSync(file, JSON.stringify(document));
  return await runCommandLine(["check-certificate", file]);
}

describe("case 14", () => {
  it.each(CASES)("the box of %s holds the true minimum, in 40 digits", async (_, one) => {
    const [side] = (await certificateOf(one)).box;
    expect(isBetween(one.truth, wide(side?.low ?? NaN), wide(side?.high ?? NaN))).toBe(true);
    expect((side?.high ?? NaN) - (side?.low ?? NaN)).toBeGreaterThan(0);
  });

  it.each(CASES)("so does the smallest box that is proven of %s", (_, one) => {
    const { network, data, free, truth } = one;
    const radii = [1e-12, 1e-13, 1e-14, 1e-15, 1e-16];
    const found = certifyMinimum(network, data, { free, search: true, radii });
    const smallest = found.boxes.at(-1);
    expect(smallest).toBeDefined();
    const [side] = smallest?.test.box ?? [];
    expect(isBetween(truth, wide(side?.low ?? NaN), wide(side?.high ?? NaN))).toBe(true);
    expect(smallest && minimumDocument(found, smallest, data).box[0]).toEqual(side);
  });

  it("1/3 is enclosed as the field's row says", () => {
    const third = intervals.reciprocal(intervals.constant(3));
    expect(third.low).toBeLessThanOrEqual(0.33333333333333331483);
    expect(third.high).toBeGreaterThanOrEqual(0.33333333333333337034);
  });

  it.each(CASES)("the certificate of %s is accepted, with exit code 0", async (_, one) => {
    expect(await check(await certificateOf(one))).toMatchObject({ code: 0 });
  });

  it.each(CASES)(
    "with a bound narrowed to the nearest double it is refused: %s",
    async (_, one) => {
      const certificate = await certificateOf(one);
      const { truth, nearest } = one;
      const isBelow = isBetween(truth, wide(nearest), wide(1));
      const [side] = certificate.box;
      const box = isBelow
        ? { low: side?.low ?? NaN, high: nearest }
        : { low: nearest, high: side?.high ?? NaN };
      const narrowed = resealed(certificate, { box: [box], point: pointAt(certificate, nearest) });
      expect(await check(narrowed)).toMatchObject({ code: 1 });
    },
  );
});

/** The centre at the nearest double: it lies in the narrowed box, so that only the proof can tell. */
function pointAt({ point }: IsolatedMinimum, nearest: number): number[] {
  return [nearest, ...point.slice(1)];
}
