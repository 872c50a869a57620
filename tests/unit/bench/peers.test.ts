import { expect, it } from "vitest";
import { strangers } from "../../../bench/peers/agreement.ts";
import { COMPARED, checkOf, JOB_STEPS } from "../../../bench/peers/compared.ts";
import { timeOurs } from "../../../bench/peers/ours.ts";
import { apart } from "../../../bench/peers/peer.ts";
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

it("who computes something else than most others is told by how much", () => {
  const said = [
    { who: "onnx-cpu", losses: WRONG },
    { who: "jax", losses: RIGHT },
    { who: "pytorch", losses: RIGHT },
  ] as const;
  expect(strangers(said, "losses", 1e-9)).toEqual({
    "onnx-cpu": "losses differ by 0.0020 of their size from those of jax",
  });
});

it("one wrong try of several is enough, and losses that are no numbers are nobody's", () => {
  const said = [
    { who: "jax", losses: RIGHT },
    { who: "jax", losses: WRONG },
    { who: "onnx-cpu", losses: [[NaN], [NaN]] },
    { who: "pytorch", losses: RIGHT },
  ] as const;
  expect(Object.keys(strangers(said, "losses", 1e-9))).toEqual(["jax", "onnx-cpu"]);
  const alone = strangers([{ who: "onnx-cpu", losses: [[NaN]] }], "losses", 1e-9);
  expect(Object.keys(alone)).toEqual(["onnx-cpu"]);
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
    { who: "tensorflow-cpu", losses: await losses(planted, "onnx-cpu") },
    { who: "onnx-cpu", losses: await losses(check, "onnx-cpu") },
    { who: "reference", losses: await losses(check, "reference") },
  ] as const;
  expect(strangers(said, "losses in float64", 1e-11)).toEqual({
    "tensorflow-cpu": expect.stringMatching(
      /^losses in float64 differ by [\d.e-]+ of their size from those of onnx-cpu$/,
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
