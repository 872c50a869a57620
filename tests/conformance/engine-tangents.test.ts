import { beforeAll, describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import type { Graph } from "../../src/compute/engine/graph.ts";
import {
  BY_DIFFERENCES,
  differenceOf,
  slopesAlong,
  type Arrays,
} from "../support/engine-differences.ts";
import {
  directionsOf,
  firstTangents,
  movedInputsOf,
  movingIn,
  picked,
  secondTangents,
  smoothFamilies,
  traceValues,
} from "../support/engine-families.ts";
import { nameOf } from "../support/engine-samples/sample.ts";

/** The outputs of one sample that hold floats: others have no tangents. */
function floatsOf(graph: Graph, index: number): string[] {
  return Object.entries(graph.outputs).flatMap(([name, { type }]) =>
    type === "float" && name.startsWith(`${index}/`) ? [name] : [],
  );
}

describe.each(smoothFamilies(1))("tangents of operations: $family", ({ samples }) => {
  const named = samples.map((one, index) => [nameOf(one), index] as const);
  const twice = named.filter(([, index]) => (samples[index]?.derivatives ?? 2) === 2);
  const moving = movingIn(samples);
  const directions = directionsOf(samples);
  const given = movedInputsOf(samples);
  let values: Graph;
  let first: Arrays = {};
  let slopes: Arrays = {};
  let second: Arrays = {};
  let slopesOfFirst: Arrays = {};

  beforeAll(() => {
    values = traceValues(samples);
    const once = firstTangents(values, moving);
    const again = secondTangents(values, moving);
    first = interpret(once, picked(once, given));
    slopes = slopesAlong(values, given, directions);
    second = interpret(again, picked(again, given));
    slopesOfFirst = slopesAlong(once, given, directions);
  });

  it.each(named)("%s: it moves as differences do", (_, index) => {
    for (const name of floatsOf(values, index)) {
      expect(differenceOf(first[`first/${name}`], slopes[name], BY_DIFFERENCES)).toBeNull();
    }
  });

  it.each(twice)("%s: its tangent moves as differences do", (_, index) => {
    for (const name of floatsOf(values, index)) {
      const is = second[`second/${name}`];
      expect(differenceOf(is, slopesOfFirst[`first/${name}`], BY_DIFFERENCES)).toBeNull();
    }
  });
});
