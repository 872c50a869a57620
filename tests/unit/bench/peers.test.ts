import { expect, it } from "vitest";
import { COMPARED, checkOf, JOB_STEPS } from "../../../bench/peers/compared.ts";
import { apart } from "../../../bench/peers/peer.ts";
import { peersTable } from "../../../bench/peers/report.ts";
import type { PeerRow } from "../../../bench/peers/turns.ts";

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
