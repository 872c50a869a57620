import { describe, expect, it } from "vitest";
import { checkCertificate } from "../../../src/compute/certificates/index.ts";
import type { IsolatedMinimum } from "../../../src/compute/certificates/minimum-certificate.ts";
import { square, type Formula } from "../../../src/compute/numerics/algebra.ts";
import {
  boxCertificate,
  cellCertificate,
  resealed,
  seal,
} from "../../support/small-certificate.ts";

const TANH = { activation: "tanh" as const, biases: false, skip: false };

/** F2 of the spec: v tanh(w x + b); parameters W^(1) = (w; b), W^(2) = (v). */
const F2_X = [-2, -1, 0, 1, 2];
const F2_Y = [0, -1, 1, 2, 2];
const f2: Formula = (algebra, [w, b, v]) =>
  F2_X.map((x, at) => {
    const z = algebra.add(algebra.scale(x, w as never), b as never);
    const output = algebra.multiply(v as never, algebra.tanh(z));
    const residual = algebra.subtract(output, algebra.constant(F2_Y[at] ?? 0));
    return algebra.scale(0.5, square(algebra, residual));
  }).reduce((sum, term) => algebra.add(sum, term));

const bad = boxCertificate({
  network: {
    ...TANH,
    layers: [
      [2, 1],
      [1, 1],
    ],
  },
  data: { inputs: F2_X.map((x) => [x, 1]), targets: F2_Y.map((y) => [y]) },
  point: [1.6144927447798223, 0.875835112049511, 1.3859507078218731],
  loss: f2,
  ...{ radius: 1e-4, curvature: 0.02, slack: 1e-3 },
});

/** out = w x, x = 3, y = 1: the minimum 1/3 is no double. */
const third = boxCertificate({
  network: { activation: "identity", layers: [[1, 1]], biases: false, skip: false },
  data: { inputs: [[3]], targets: [[1]] },
  point: [1 / 3],
  loss: (algebra, [w]) =>
    algebra.scale(
      0.5,
      square(algebra, algebra.subtract(algebra.scale(3, w as never), algebra.constant(1))),
    ),
  ...{ radius: 2 ** -50, curvature: 4, slack: 1e-15 },
});

/** out = tanh(w x), w alone free, x = 1, y = 1/2: the minimum is artanh(1/2). */
const artanh = boxCertificate({
  network: {
    ...TANH,
    layers: [
      [1, 1],
      [1, 1],
    ],
  },
  data: { inputs: [[1]], targets: [[0.5]] },
  point: [0.5493061443340549, 1],
  free: [0],
  loss: (algebra, [w]) =>
    algebra.scale(
      0.5,
      square(algebra, algebra.subtract(algebra.tanh(w as never), algebra.constant(0.5))),
    ),
  ...{ radius: 2 ** -48, curvature: 0.2, slack: 1e-15 },
});

function reasonOf(document: unknown): string {
  const outcome = checkCertificate(document);
  return outcome.holds ? "it holds" : outcome.reason;
}

/** With one number of a list replaced. */
const withAt = <T>(list: readonly T[], at: number, value: T): T[] =>
  list.map((one, index) => (index === at ? value : one));

describe("a certificate of an isolated minimum", () => {
  it("holds for the bad minimum of F2 in a box of 1e-4", () => {
    expect(checkCertificate(bad)).toMatchObject({ holds: true });
  });

  it.each<[string, Partial<IsolatedMinimum>]>([
    ["an input", { data: { ...bad.data, inputs: withAt(bad.data.inputs, 0, [-2.01, 1]) } }],
    ["a target", { data: { ...bad.data, targets: withAt(bad.data.targets, 2, [1.01]) } }],
    ["the centre", { point: withAt(bad.point, 0, 1.7) }],
    ["a box beside it", { box: withAt(bad.box, 1, { low: 0.8759, high: 0.876 }) }],
    [
      "a box too large",
      { box: bad.box.map(({ low, high }) => ({ low: low - 1, high: high + 1 })) },
    ],
    ["the preconditioner", { preconditioner: bad.preconditioner.map((row) => row.map((y) => -y)) }],
    ["a curvature that is not there", { curvature: 0.05 }],
    ["a curvature of 0", { curvature: 0 }],
    ["the low end of the value", { value: { low: 1.3243, high: 1.33 } }],
    ["the high end of the value", { value: { low: 1.32, high: 1.3242 } }],
  ])("fails with %s changed, although its digest fits", (_, changes) => {
    expect(reasonOf(resealed(bad, changes))).not.toBe("it holds");
  });

  it("fails with any entry changed and the digest left", () => {
    expect(reasonOf({ ...bad, curvature: 0.019 })).toMatch(/it was changed/);
  });

  it("is refused where the point is a saddle", () => {
    const saddle = boxCertificate({
      network: {
        ...TANH,
        layers: [
          [1, 1],
          [1, 1],
        ],
      },
      data: { inputs: [[1]], targets: [[1]] },
      point: [0, 0],
      loss: (algebra, [w, v]) => {
        const output = algebra.multiply(v as never, algebra.tanh(w as never));
        return algebra.scale(0.5, square(algebra, algebra.subtract(output, algebra.constant(1))));
      },
      ...{ radius: 1e-3, curvature: 0.5, slack: 1e-3 },
    });
    expect(reasonOf(saddle)).toMatch(/Hessian/);
  });

  it.each([
    ["1/3", third, 3n, 1n],
    ["artanh(1/2)", artanh, 10n ** 30n, 549306144334054845697622618461n],
  ] as const)(
    "encloses %s, which is no double, and its narrowed box is refused",
    (_, made, q, p) => {
      expect(checkCertificate(made)).toMatchObject({ holds: true });
      const { low, high } = made.box[0] ?? { low: NaN, high: NaN };
      const scaled = (end: number) => BigInt(end * 2 ** 60) * q;
      expect(scaled(low) < p * 2n ** 60n && p * 2n ** 60n < scaled(high)).toBe(true);
      const [centre = NaN] = made.point;
      for (const box of [
        [{ low, high: centre }],
        [{ low: centre, high }],
        [{ low: centre, high: centre }],
      ]) {
        const lies = box.every(
          (end) => scaled(end.low) <= p * 2n ** 60n && p * 2n ** 60n <= scaled(end.high),
        );
        if (!lies) expect(reasonOf(resealed(made, { box }))).not.toBe("it holds");
      }
      expect(reasonOf(resealed(made, { box: [{ low: centre, high: centre }] }))).toMatch(/box/);
    },
  );

  it("is refused where a unit may be on its kink inside the box", () => {
    const made = resealed(bad, {
      network: { ...bad.network, activation: "relu" },
      point: [1, 1, 1],
    });
    const box = made.point.map((one) => ({ low: one - 1e-3, high: one + 1e-3 }));
    expect(reasonOf(resealed(made, { box }))).toMatch(/kink/);
  });
});

describe("a certificate of a ReLU cell", () => {
  it("holds for the exact minimum 5/2 of F1", () => {
    expect(checkCertificate(cellCertificate())).toMatchObject({ holds: true });
  });

  it.each([
    ["a weight", { point: ["2", "-3/2", "1"] }],
    ["the value", { value: "3" }],
    ["a point on a kink", { point: ["1", "-1", "1"] }],
    [
      "leaky ReLU",
      {
        network: { ...cellCertificate().network, activation: "leaky-relu" as const, slope: "1/8" },
      },
    ],
    ["tanh", { network: { ...cellCertificate().network, activation: "tanh" as const } }],
  ])("fails with %s in it, although its digest fits", (_, changes) => {
    expect(reasonOf(resealed(cellCertificate(), changes))).not.toBe("it holds");
  });

  it("refuses the saddle v = 0, w = (-1, 12), where the gradient is exactly 0", () => {
    expect(
      reasonOf(resealed(cellCertificate(), { point: ["-1", "12", "0"], value: "15/2" })),
    ).toMatch(/moment/);
  });

  it("holds for a dead unit, whose moments are 0", () => {
    const dead = resealed(cellCertificate(), { point: ["0", "-1/20", "1"], value: "15/2" });
    expect(checkCertificate(dead)).toMatchObject({ holds: true });
  });
});

describe("a collection of certificates", () => {
  it("holds when each does, with the loss of each", () => {
    expect(checkCertificate({ minima: [cellCertificate(), bad] })).toEqual({
      holds: true,
      proved: [
        "minimum 0: its loss is exactly 5/2",
        expect.stringMatching(/^minimum 1: its loss lies in/) as string,
      ],
    });
  });

  it("fails with the place of the first that does not", () => {
    const wrong = resealed(cellCertificate(), { value: "3" });
    expect(reasonOf({ minima: [bad, wrong] })).toMatch(/^minima\.1: the loss is 5\/2/);
  });

  it.each([
    ["an empty one", [], /none to check/],
    ["one with something else in it", [bad, 3], /^minima\.1: /],
  ])("is wrong input: %s", (_, minima, told) => {
    expect(() => checkCertificate({ minima })).toThrow(told);
  });
});

describe("a proof of more than a minute", () => {
  const repeated = <T>(list: readonly T[], times: number) =>
    Array.from({ length: times }, () => list).flat();
  const cell = cellCertificate();
  const networkOf = (layers: [number, number][], samples: number, input = 1) => {
    const size = layers.reduce((sum, [rows, columns]) => sum + rows * columns, 0);
    const every = Array.from({ length: size }, (_, at) => at);
    const [[entering] = [0]] = layers;
    return resealed(third, {
      network: { ...third.network, layers },
      data: {
        inputs: Array.from({ length: samples }, () =>
          Array.from({ length: entering }, () => input),
        ),
        targets: Array.from({ length: samples }, () => [1]),
      },
      point: every.map(() => 1),
      free: every,
      box: every.map(() => ({ low: 0, high: 2 })),
      preconditioner: every.map(() => every.map(() => 0)),
    });
  };

  it.each([
    ["that many free parameters", networkOf([[140, 1]], 1), /^free: its proof is 1\.3 times/],
    ["that many samples", networkOf([[60, 1]], 2_000), /^data\.inputs: its proof is 2\.9 times/],
    [
      "that long numbers",
      networkOf(
        Array.from({ length: 20 }, () => [1, 1]),
        300,
        1e308,
      ),
      /times the work/,
    ],
    [
      "that long fractions",
      resealed(cell, {
        data: {
          inputs: repeated(cell.data.inputs, 10).map(([x = "1"], at) => [
            x,
            `1/${at + 1}${"0".repeat(500)}`,
          ]),
          targets: repeated(cell.data.targets, 10),
        },
      }),
      /times the work/,
    ],
  ])("is not begun: %s", (_, document, told) => {
    expect(() => checkCertificate(document)).toThrow(told);
  });

  it("is none of many samples with few parameters", () => {
    expect(checkCertificate(networkOf([[1, 1]], 2_000))).toMatchObject({ holds: false });
  });
});

describe("a document that is no certificate", () => {
  const { digest: _, ...withoutDigest } = bad;
  it.each([
    ["null", null],
    ["a number", 3],
    ["another format", { ...bad, format: "x" }],
    ["no digest", withoutDigest],
    ["a row too short", { ...bad, preconditioner: [[1], [2], [3]] }],
    ["a parameter too many", { ...bad, point: [...bad.point, 1] }],
    ["a free parameter that is not there", { ...bad, free: [0, 1, 7] }],
    [
      "layers that do not meet",
      seal({
        ...withoutDigest,
        network: {
          ...bad.network,
          layers: [
            [2, 2],
            [1, 1],
          ],
        },
      }),
    ],
    ["a fraction over 0", { ...cellCertificate(), value: "1/0" }],
  ])("is wrong input: %s", (__, document) => {
    expect(() => checkCertificate(document)).toThrow(
      expect.objectContaining({ code: "BAD_INPUT" }) as Error,
    );
  });
});
