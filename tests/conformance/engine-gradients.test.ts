import { beforeAll, describe, expect, it } from "vitest";
import { interpret } from "../../src/compute/engine/engines/interpret.ts";
import type { Data, Graph } from "../../src/compute/engine/graph.ts";
import {
  BY_DIFFERENCES,
  differenceOf,
  differencesOf,
  slopesAlong,
  type Arrays,
} from "../support/engine-differences.ts";
import {
  directionsOf,
  firstTangents,
  inputsOf,
  movedInputsOf,
  movingIn,
  picked,
  runOn,
  smoothFamilies,
  traceGradients,
  traceLosses,
} from "../support/engine-families.ts";
import { NATIVE_ENGINES } from "../support/engines-here.ts";
import { NOT_ON_TAPE } from "../support/engine-kernels.ts";
import { nameOf, type Sample } from "../support/engine-samples/sample.ts";

const FAMILIES = smoothFamilies(1, ({ kernel }) => !NOT_ON_TAPE.includes(kernel));

function roundedOf(arrays: Readonly<Record<string, Data>>): Record<string, Data> {
  const rounded = Object.entries(arrays).map(([name, data]) => [
    name,
    data instanceof Float64Array ? data.map(Math.fround) : data,
  ]);
  return Object.fromEntries(rounded) as Record<string, Data>;
}

/** One element of one input at a time. */
function gradientByElements(one: Sample, gradientOf: (input: string) => ArrayLike<number>) {
  const graph = traceLosses([one]);
  const inputs = inputsOf([one], "float64");
  const told = movingIn([one]).map((name) => {
    const length = inputs[name]?.length ?? 0;
    const slopes = Array.from({ length }, (_, element) => {
      const unit = Array.from({ length }, (_, index) => Number(index === element));
      return slopesAlong(graph, inputs, { [name]: unit })["loss/0"]?.[0] ?? NaN;
    });
    return differenceOf(gradientOf(name.slice(2)), slopes, BY_DIFFERENCES);
  });
  return told.find((words) => words !== null) ?? null;
}

describe.each(FAMILIES)("gradients of operations: $family", ({ samples }) => {
  const named = samples.map((one, index) => [nameOf(one), index, one] as const);
  const twice = named.filter(([, , { derivatives = 2 }]) => derivatives === 2);
  const moving = movingIn(samples);
  const directions = directionsOf(samples);
  const given = movedInputsOf(samples);
  let gradients: Graph;
  let gradientsMoving: Graph;
  /** Losses, their gradients and how both move. */
  let reference: Arrays = {};

  beforeAll(() => {
    gradients = traceGradients(samples);
    gradientsMoving = firstTangents(gradients, moving);
    reference = interpret(gradientsMoving, picked(gradientsMoving, given));
  });

  it.each(named)("%s: the gradient is that of differences", (_, index, one) => {
    const gradientOf = (input: string) => reference[`gradient/${index}/${input}`] ?? [];
    expect(gradientByElements(one, gradientOf)).toBeNull();
  });

  it.each(named)("%s: the loss moves by gradient times direction", (_, index) => {
    const products = moving
      .filter((name) => name.startsWith(`${index}/`))
      .flatMap((name) => {
        const gradient = reference[`gradient/${name}`];
        return Array.from(directions[name] ?? [], (part, at) => part * (gradient?.[at] ?? NaN));
      });
    const product = products.reduce((sum, term) => sum + term, 0);
    const size = products.reduce((sum, term) => sum + Math.abs(term), 1);
    const tolerance = { relative: 1e-12, magnitude: size };
    expect(differenceOf(reference[`first/loss/${index}`], [product], tolerance)).toBeNull();
  });

  describe("moving", () => {
    let byDifferences: Arrays = {};

    beforeAll(() => {
      const slopes = Object.entries(slopesAlong(gradients, given, directions));
      byDifferences = Object.fromEntries(slopes.map(([name, slope]) => [`first/${name}`, slope]));
    });

    it.each(twice)("%s: the gradient moves as differences do", (_, index) => {
      const prefix = `first/gradient/${index}/`;
      expect(differencesOf(prefix, [reference, byDifferences], BY_DIFFERENCES)).toBeNull();
    });
  });

  describe.each(NATIVE_ENGINES)("on %s", (engine) => {
    let float64: Arrays = {};
    let float32: Arrays = {};
    let ofRounded: Arrays = {};

    beforeAll(async () => {
      const exact = picked(gradientsMoving, given);
      const rounded = roundedOf(exact);
      float64 = await runOn(engine, "float64", gradientsMoving, exact);
      float32 = await runOn(engine, "float32", gradientsMoving, rounded);
      ofRounded = interpret(gradientsMoving, rounded);
    });

    it.each(named)("%s: the gradient and its tangent agree in float64", (_, index, one) => {
      const tolerance = { relative: 1e-12, magnitude: one.magnitude ?? 1 };
      for (const prefix of [`gradient/${index}/`, `first/gradient/${index}/`]) {
        expect(differencesOf(prefix, [float64, reference], tolerance)).toBeNull();
      }
    });

    it.each(named)("%s: the gradient and its tangent agree in float32", (_, index, one) => {
      const tolerance = { relative: 1e-5, magnitude: one.magnitude ?? 1 };
      for (const prefix of [`gradient/${index}/`, `first/gradient/${index}/`]) {
        expect(differencesOf(prefix, [float32, ofRounded], tolerance)).toBeNull();
      }
    });
  });
});
