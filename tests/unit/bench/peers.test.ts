import { expect, it } from "vitest";
import { strangers, type Runner } from "../../../bench/peers/agreement.ts";
import { COMPARED, checkOf, JOB_STEPS } from "../../../bench/peers/compared.ts";
import { timeOurs } from "../../../bench/peers/ours.ts";
import { apart, type Timing } from "../../../bench/peers/peer.ts";
import { peersTable } from "../../../bench/peers/report.ts";
import type { PeerRow } from "../../../bench/peers/turns.ts";
import type { EngineName } from "../../../src/domain/engine-name.ts";

it("losses are as far apart as the farthest step, relative to its size", () => {
  expect(apart([[1], [200]], [[1], [201]])).toBeCloseTo(1 / 201, 12);
});

it("losses of which one is no number or missing are infinitely far apart", () => {
  expect(apart([[1], [2]], [[1], [NaN]])).toBe(Infinity);
  expect(apart([[1], [2]], [[1]])).toBe(Infinity);
  expect(apart([], [])).toBe(Infinity);
});

it("what is timed and what is checked ends with a whole chunk", () => {
  const all = COMPARED.flatMap((one) => [one, checkOf(one)]);
  expect(all.filter(({ steps, chunk }) => steps % chunk !== 0 || steps > JOB_STEPS)).toEqual([]);
});

const RIGHT = [[1], [0.5]];
const WRONG = [[1], [0.501]];

const OTHER = [[1], [0.6]];

/** Who is refused of those who said these losses. */
const refusedOf = (...said: readonly (readonly [Runner, Timing["losses"]])[]) => {
  const all = said.map(([who, losses]) => ({ who, losses }));
  return Object.keys(strangers(all, "losses", 1e-9)).toSorted();
};

it("an engine that differs from peers who agree is told from whom and by how much", () => {
  const said = [
    { who: "onnx-cpu", losses: WRONG },
    { who: "jax", losses: RIGHT },
    { who: "pytorch", losses: RIGHT },
  ] as const;
  expect(strangers(said, "losses", 1e-9)).toEqual({
    "onnx-cpu": "losses differ by 0.0020 of their size from those of jax",
  });
});

it("engines are no witnesses for one another: both are refused beside peers who agree", () => {
  const peers = [
    ["jax", RIGHT],
    ["pytorch", RIGHT],
  ] as const;
  const ours = ["onnx-cpu", "tensorflow-cpu", "reference"] as const;
  const wrong = ours.map((who) => [who, WRONG] as const);
  expect(refusedOf(...wrong, ...peers)).toEqual(ours.toSorted());
  expect(refusedOf(["onnx-cpu", RIGHT], ["tensorflow-cpu", WRONG], ...peers)).toEqual([
    "tensorflow-cpu",
  ]);
});

it("a peer that differs from an engine and from the other peer is refused", () => {
  const ours = [
    ["onnx-cpu", RIGHT],
    ["tensorflow-cpu", RIGHT],
  ] as const;
  expect(refusedOf(...ours, ["jax", WRONG], ["pytorch", RIGHT])).toEqual(["jax"]);
  expect(refusedOf(...ours, ["jax", RIGHT], ["pytorch", WRONG])).toEqual(["pytorch"]);
});

it("a second engine that differs from the only peer who is confirmed is refused with the other", () => {
  const ours = [
    ["onnx-cpu", RIGHT],
    ["tensorflow-cpu", OTHER],
  ] as const;
  expect(refusedOf(...ours, ["jax", WRONG], ["pytorch", RIGHT])).toEqual(["jax", "tensorflow-cpu"]);
});

it("all are refused where nobody agrees, or each peer with another engine", () => {
  expect(refusedOf(["onnx-cpu", RIGHT], ["jax", WRONG], ["pytorch", OTHER])).toEqual([
    ...["jax", "onnx-cpu", "pytorch"],
  ]);
  const ours = [
    ["onnx-cpu", RIGHT],
    ["tensorflow-cpu", WRONG],
  ] as const;
  expect(refusedOf(...ours, ["jax", WRONG], ["pytorch", RIGHT])).toEqual([
    ...["jax", "onnx-cpu", "pytorch", "tensorflow-cpu"],
  ]);
  // Engines that agree do not outnumber them.
  const alike = ours.map(([who]) => [who, RIGHT] as const);
  expect(refusedOf(...alike, ["jax", WRONG], ["pytorch", OTHER])).toHaveLength(4);
});

it("an engine between two peers who differ is refused with both", () => {
  const losses = (off: number) => [[1 + off * 1e-9], [0.5]];
  const between = ["onnx-cpu", losses(0.8)] as const;
  expect(refusedOf(between, ["jax", losses(0)], ["pytorch", losses(1.6)])).toHaveLength(3);
});

it("one peer or none is one word against another: all are refused, each beside the farthest", () => {
  const said = [
    { who: "onnx-cpu", losses: RIGHT },
    { who: "tensorflow-cpu", losses: RIGHT },
    { who: "jax", losses: WRONG },
  ] as const;
  const from = (who: string) => `losses differ by 0.0020 of their size from those of ${who}`;
  expect(strangers(said, "losses", 1e-9)).toEqual({
    ...{ "onnx-cpu": from("jax"), "tensorflow-cpu": from("jax"), jax: from("onnx-cpu") },
  });
  expect(refusedOf(["onnx-cpu", RIGHT], ["tensorflow-cpu", WRONG])).toEqual([
    ...["onnx-cpu", "tensorflow-cpu"],
  ]);
});

it("nobody is refused where all agree, with peers and without", () => {
  expect(refusedOf(["onnx-cpu", RIGHT], ["jax", RIGHT], ["pytorch", RIGHT])).toEqual([]);
  expect(refusedOf(["onnx-cpu", RIGHT], ["jax", RIGHT])).toEqual([]);
  expect(refusedOf(["onnx-cpu", RIGHT])).toEqual([]);
});

it("one wrong try of several is enough, however many there are", () => {
  const tries = [RIGHT, WRONG, WRONG, WRONG].map((losses) => ["jax", losses] as const);
  expect(refusedOf(["onnx-cpu", RIGHT], ...tries, ["pytorch", RIGHT])).toEqual(["jax"]);
});

it("losses that are no numbers or are missing are nobody's", () => {
  const peers = [
    ["jax", RIGHT],
    ["pytorch", RIGHT],
  ] as const;
  expect(refusedOf(["onnx-cpu", [[NaN], [NaN]]], ...peers)).toEqual(["onnx-cpu"]);
  expect(refusedOf(["onnx-cpu", []], ...peers)).toEqual(["onnx-cpu"]);
  expect(refusedOf(["onnx-cpu", [[NaN]]])).toEqual(["onnx-cpu"]);
});

it("an engine with another learning rate is refused", async () => {
  const [first] = COMPARED;
  if (first === undefined) expect.fail("nothing is compared");
  const check = checkOf(first);
  const { program } = check;
  const planted = { ...check, program: { ...program, rate: 1.001 * program.rate } };
  const losses = async (compared: typeof check, engine: EngineName) =>
    (await timeOurs(compared, { engine, cores: 1 })).losses;
  const said = [
    { who: "onnx-cpu", losses: await losses(planted, "onnx-cpu") },
    { who: "jax", losses: await losses(check, "onnx-cpu") },
    { who: "pytorch", losses: await losses(check, "reference") },
  ] as const;
  expect(strangers(said, "losses in float64", 1e-11)).toEqual({
    "onnx-cpu": expect.stringMatching(
      /^losses in float64 differ by [\d.e-]+ of their size from those of (jax|pytorch)$/,
    ) as unknown,
  });
});

it("an engine that is refused has no times and no ratios in the table", () => {
  const row: PeerRow = {
    ...{ program: "P", precision: "float32", cores: 1, engine: "onnx-cpu", refused: "losses" },
    ...{ peers: { jax: { stepMs: 3, jobMs: 4200 } }, ratios: null },
  };
  expect(peersTable([row]).split("\n").at(-1)).toBe(
    "| P | float32 | 1 | onnx-cpu | refused | refused | 3.0 | 4200 |  |  |  |  |",
  );
});

it("a peer that computes something else stands in the table without its times", () => {
  const row: PeerRow = {
    ...{ program: "P", precision: "float32", cores: 1, engine: "onnx-cpu", stepMs: 2, jobMs: 2100 },
    peers: { jax: { refused: "losses differ" }, pytorch: { stepMs: 3, jobMs: 4200 } },
    ratios: { step: 1.5, job: 2 },
  };
  const line = peersTable([row]).split("\n").at(-1);
  expect(line).toBe(
    "| P | float32 | 1 | onnx-cpu | 2.0 | 2100 | refused | refused | 3.0 | 4200 | 1.50 | 2.00 |",
  );
});
