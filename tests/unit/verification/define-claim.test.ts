import { describe, expect, it } from "vitest";
import { fashionMnist, mnist } from "../../../src/compute/datasets/index.ts";
import { convAc, matricizationRank } from "../../../src/compute/measures/index.ts";
import type { ConvAcNetwork } from "../../../src/compute/measures/index.ts";
import type { PlatformError } from "../../../src/domain/errors.ts";
import { arm, defineClaim, definePaper } from "../../../src/verification/index.ts";
import { protocolOf, scratchClaim, stated, type ScratchSpec } from "../../support/scratch-claim.ts";

function refusalOf(changes: Partial<ScratchSpec>): PlatformError {
  try {
    defineClaim(scratchClaim(changes));
  } catch (error) {
    return error as PlatformError;
  }
  throw new Error("the claim was not refused");
}

const withArms = (arms: ReturnType<typeof protocolOf>["arms"]) => ({
  protocol: () => ({ ...protocolOf({}), arms }),
});

const circuit = convAc(4, 4, 2, [
  [3, 1, 2],
  [4, 4, 1],
]);

const rankOf = (network: ConvAcNetwork, primes: readonly [number, number] = [97, 67108859]) =>
  withArms({
    rod: arm(matricizationRank, {
      ...{ network, cut: "left-right", sample: null, weights: "uniform", primes },
    }),
  });

describe("a claim is refused when it is defined", () => {
  it.each([
    ["without a negative control", { controls: [] }, "it has no negative control"],
    [
      "with a malformed slug",
      { slug: "S1 upper" },
      'slug "S1 upper" is not lower case with dashes',
    ],
    ["without a locator", { source: { locator: " ", version: "v1" } }, "source has no locator"],
    ["without a version", { source: { locator: "1", version: "" } }, "source has no version"],
    [
      "with a data set that there is none of",
      { data: ["mnist", "cifar"] },
      "there is no data set cifar; there are mnist, fashion-mnist",
    ],
    [
      "with a control twice",
      { controls: [...scratchClaim().controls, ...scratchClaim().controls] },
      "control short rod is defined twice",
    ],
    ["without seeds", { protocol: () => ({ ...protocolOf({}), seeds: [] }) }, "quick has no seeds"],
    [
      "with a seed that stands twice",
      { protocol: () => ({ ...protocolOf({}), seeds: [1, 2, 1] }) },
      "protocol at smoke: the seed 1 stands twice",
    ],
    [
      "with a seed that no record can hold",
      { protocol: () => ({ ...protocolOf({}), seeds: [-1] }) },
      "protocol at smoke: the seed -1 is not a whole number from 0 on",
    ],
    [
      "with an arm's own seed that stands twice",
      withArms({ rod: arm(stated, { value: 3 }, { seeds: [4, 4] }) }),
      "protocol at smoke, arm rod: the seed 4 stands twice",
    ],
    [
      "with an impossible setting",
      { protocol: () => protocolOf({ rod: -1 }) },
      "arm rod: the value -1",
    ],
    [
      "with an impossible setting in a control",
      {
        controls: scratchClaim().controls.map((one) => {
          return { ...one, changes: () => ({ arms: { rod: arm(stated, { value: -1 }) } }) };
        }),
      },
      "control short rod at smoke, arm rod: the value -1 is not possible",
    ],
    [
      "with a setting that is not plain JSON",
      withArms({ rod: arm(stated, { value: Number.NaN }) }),
      "arm rod: its setting is not plain JSON",
    ],
    [
      "with a setting of which digests show no sign",
      withArms({ rod: arm(stated, { value: -0 }) }),
      "arm rod: its setting is not plain JSON",
    ],
    [
      "with thresholds that no digest shows",
      { protocol: () => ({ ...protocolOf({}), thresholds: { least: 10, rows: new Map() } }) },
      "protocol at smoke: its thresholds are not plain JSON",
    ],
    [
      "with a control's thresholds that no digest shows",
      {
        controls: scratchClaim().controls.map((one) => {
          return { ...one, changes: () => ({ thresholds: { least: Infinity } }) };
        }),
      },
      "control longer at smoke: its thresholds are not plain JSON",
    ],
    ["with a modulus that is no prime", rankOf(circuit, [91, 97]), "the modulus 91 is not a prime"],
    ["with a modulus too large", rankOf(circuit, [97, 4294967291]), "is not below 2^31"],
    ["with one prime twice", rankOf(circuit, [97, 97]), "it names a prime twice"],
    [
      "with a grid too large to fill",
      rankOf({ ...circuit, templates: 3 }),
      "the grid is too large to fill: its matrix is 3^8 x 3^8, the limit 2048 rows and columns",
    ],
    [
      "with a window smaller than its stride",
      rankOf(
        convAc(4, 4, 2, [
          [3, 1, 2],
          [1, 2, 2],
          [2, 2, 1],
        ]),
      ),
      "layer 2: window 1 is smaller than stride 2",
    ],
    ["with an open output", rankOf(convAc(4, 4, 2, [[3, 1, 2]])), "its output is 4 x 4, not 1 x 1"],
    [
      "with no channels",
      rankOf(convAc(4, 4, 2, [[4, 4, 0]])),
      "channels 0 is not a positive integer",
    ],
    ["with half a pixel", rankOf(convAc(4, 3.5, 2, [[4, 4, 1]])), "width 3.5 is not a positive"],
    ["with a stride of zero", rankOf(convAc(4, 4, 2, [[4, 0, 1]])), "stride 0 is not a positive"],
    ["with no layers", rankOf(convAc(4, 4, 2, [])), "it has no layers"],
    [
      "with a template matrix of another size",
      rankOf({ ...circuit, templateMatrix: [[1, 0]] }),
      "its template matrix is not 2 x 2 integers",
    ],
  ] as const)("%s", (_name, changes, message) => {
    const error = refusalOf(changes);
    expect(error.code).toBe("BAD_CLAIM");
    expect(error.message).toContain(message);
  });

  it("with all problems at once, and its name", () => {
    const { message } = refusalOf({
      slug: "Rod",
      controls: [],
      source: { locator: "", version: "" },
    });
    expect(message).toBe(
      'Claim Rod: slug "Rod" is not lower case with dashes; source has no locator; source has no version; it has no negative control',
    );
  });

  it("with more sampled rows than there are", () => {
    const sample = { rows: 257, columns: 10 };
    const primes = [97, 67108859] as const;
    const setting = { network: circuit, cut: "left-right", weights: "uniform", primes } as const;
    expect(matricizationRank.problems({ ...setting, sample })).toEqual([
      "257 distinct rows cannot be sampled from 256",
    ]);
  });
});

describe("a claim is refused for its rules of drift", () => {
  const rule = protocolOf({}).drift[0];
  if (rule === undefined) throw new Error("the scratch claim has changed");
  const withDrift = (drift: readonly unknown[], changes: Partial<ScratchSpec> = {}) => ({
    ...changes,
    protocol: () => ({ ...protocolOf({}), drift: drift as readonly (typeof rule)[] }),
  });
  const STATISTICAL = { evidenceKind: "STATISTICAL" } as const;

  it.each([
    [
      "a statistical one without any",
      withDrift([], STATISTICAL),
      "protocol at quick: it states no rule of drift",
    ],
    [
      "a statistical one that lets nothing drift",
      withDrift([{ ...rule, margin: 0 }], STATISTICAL),
      "drift of value of rod: a margin of 0 is for exact numbers",
    ],
    ["one stated twice", withDrift([rule, rule]), "drift of value of rod twice"],
    [
      "an arm that is not there",
      withDrift([{ ...rule, arm: "pole" }]),
      "drift of value of pole: there is no arm pole",
    ],
    [
      "a second arm that is not there",
      withDrift([{ ...rule, minus: "pole" }]),
      "drift of value of rod minus pole: there is no arm pole",
    ],
    [
      "a quantity that is not measured",
      withDrift([{ ...rule, quantity: "weight" }]),
      "drift of weight of rod: stated measures no weight",
    ],
    ["a negative margin", withDrift([{ ...rule, margin: -1 }]), "drift of value of rod: "],
  ] as const)("%s", (_name, changes, message) => {
    const error = refusalOf(changes);
    expect(error.code).toBe("BAD_CLAIM");
    expect(error.message).toContain(message);
  });

  it("but an exact one needs none", () => {
    expect(() => defineClaim(scratchClaim(withDrift([])))).not.toThrow();
  });
});

describe("the data sets that a claim names", () => {
  it("are known when it is defined", () => {
    const { data } = defineClaim(scratchClaim({ data: ["fashion-mnist", "mnist"] }));
    expect(data).toEqual([fashionMnist, mnist]);
    expect(defineClaim(scratchClaim()).data).toEqual([]);
  });
});

describe("a claim's digests", () => {
  const digests = (changes: Partial<ScratchSpec> = {}) => {
    const claim = defineClaim(scratchClaim(changes));
    return { claim: claim.claimDigest, protocol: claim.protocolDigest("quick") };
  };
  const original = digests();

  it("are the same for the same text", () => {
    expect(digests()).toEqual(original);
  });

  it("change with the statement, not with the title", () => {
    expect(digests({ statement: "The rod is long." }).claim).not.toBe(original.claim);
    expect(digests({ title: "A rod" }).claim).toBe(original.claim);
  });

  it("change with settings, thresholds and controls, not with seeds", () => {
    const protocol = (changes: object) => ({ protocol: () => ({ ...protocolOf({}), ...changes }) });
    expect(digests({ protocol: () => protocolOf({ rod: 13 }) }).protocol).not.toBe(
      original.protocol,
    );
    expect(digests(protocol({ thresholds: { least: 11 } })).protocol).not.toBe(original.protocol);
    const controls = scratchClaim().controls.slice(0, 1);
    expect(digests({ controls }).protocol).not.toBe(original.protocol);
    expect(digests(protocol({ seeds: [3] })).protocol).toBe(original.protocol);
  });
});

describe("a claim that needs an engine", () => {
  it("has another protocol in each precision, and the same words", () => {
    const claims = [{}, { engine: { precision: "float32" } }, { engine: { precision: "float64" } }];
    const defined = (claims as Partial<ScratchSpec>[]).map((one) => defineClaim(scratchClaim(one)));
    expect(defined.map(({ engine }) => engine?.precision ?? null)).toEqual([
      null,
      "float32",
      "float64",
    ]);
    expect(new Set(defined.map((claim) => claim.protocolDigest("quick"))).size).toBe(3);
    expect(new Set(defined.map(({ claimDigest }) => claimDigest)).size).toBe(1);
  });
});

describe("a plan", () => {
  it("has the controls first, then the protocol, arm by arm and seed by seed", () => {
    const plan = defineClaim(scratchClaim()).plan("quick");
    expect(plan.map(({ control, arm: name, seed }) => [control, name, seed])).toEqual([
      ...[1, 2].map((seed) => ["short rod", "rod", seed]),
      ...["calibration", "moisture", "rod"].flatMap((name) =>
        [1, 2].map((seed) => [null, name, seed]),
      ),
    ]);
  });

  it("lets an arm have seeds of its own, which the claim's seeds include", () => {
    const { arms } = protocolOf({});
    const own = { ...arms, rod: arm(stated, { value: 12 }, { seeds: [9, 0] }) };
    const claim = defineClaim(scratchClaim(withArms(own)));
    expect(claim.seeds("quick")).toEqual([0, 1, 2, 9]);
  });
});

describe("a paper", () => {
  const paper = {
    ...{ slug: "rods2020-length", title: "On rods", authors: ["A. Rod"], venue: "Rods" },
    ...{ year: 2020, arxivId: null, doi: null, versionRead: "v1", summary: "Rods are long." },
    claims: [],
  };

  it.each([
    [{ slug: "Rods" }, 'slug "Rods" is not lower case'],
    [{ authors: [] }, "it has no authors"],
    [{ venue: " " }, "venue is empty"],
    [
      { claims: [defineClaim(scratchClaim()), defineClaim(scratchClaim())] },
      "claim scratch-length is listed twice",
    ],
  ])("is refused with %o", (changes, message) => {
    expect(() => definePaper({ ...paper, ...changes })).toThrow(message);
  });
});
