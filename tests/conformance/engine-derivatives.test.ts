import { beforeAll, describe, expect, it } from "vitest";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
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
  movingIn,
  runOn,
  secondTangents,
  traceGradients,
  traceLosses,
  traceValues,
} from "../support/engine-families.ts";
import { FAMILIES } from "../support/engine-samples/index.ts";
import { nameOf, type Sample } from "../support/engine-samples/sample.ts";

/** Samples that are at a point where they have derivatives. */
const SMOOTH = FAMILIES.map(({ family, samples }) => ({
  family,
  samples: samples.filter(({ derivatives = 2, inputs }) => {
    return derivatives > 0 && inputs.some(({ type }) => type === "float");
  }),
})).filter(({ samples }) => samples.length > 0);

type Host = Readonly<Record<string, HostData>>;

function picked(graph: Graph, given: Host): Record<string, Data> {
  const names = Object.keys(graph.inputs);
  return Object.fromEntries(names.map((name) => [name, given[name]])) as Record<string, Data>;
}

function roundedOf(arrays: Host): Record<string, Data> {
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

describe.each(SMOOTH)("derivatives of operations: $family", ({ samples }) => {
  const named = samples.map((one, index) => [nameOf(one), index, one] as const);
  const twice = named.filter(([, , { derivatives = 2 }]) => derivatives === 2);
  const moving = movingIn(samples);
  const inputs = inputsOf(samples, "float64");
  const directions = directionsOf(samples);
  const along = Object.entries(directions);
  const given: Host = {
    ...inputs,
    ...Object.fromEntries(along.map(([name, data]) => [`direction/${name}`, data])),
    ...Object.fromEntries(along.map(([name, data]) => [`again/${name}`, data])),
  };
  let values: Graph;
  let valuesMoving: Graph;
  let gradients: Graph;
  let gradientsMoving: Graph;
  /** Losses, their gradients and how both move. */
  let ofGradients: Arrays = {};

  beforeAll(() => {
    values = traceValues(samples);
    valuesMoving = firstTangents(values, moving);
    gradients = traceGradients(samples);
    gradientsMoving = firstTangents(gradients, moving);
    ofGradients = interpret(gradientsMoving, picked(gradientsMoving, given));
  });

  it.each(named)("%s: the gradient is that of differences", (_, index, one) => {
    const gradientOf = (input: string) => ofGradients[`gradient/${index}/${input}`] ?? [];
    expect(gradientByElements(one, gradientOf)).toBeNull();
  });

  it.each(named)("%s: the loss moves by gradient times direction", (_, index) => {
    const products = moving
      .filter((name) => name.startsWith(`${index}/`))
      .flatMap((name) => {
        const gradient = ofGradients[`gradient/${name}`];
        return Array.from(directions[name] ?? [], (part, at) => part * (gradient?.[at] ?? NaN));
      });
    const product = products.reduce((sum, term) => sum + term, 0);
    const size = products.reduce((sum, term) => sum + Math.abs(term), 1);
    const tolerance = { relative: 1e-12, magnitude: size };
    expect(differenceOf(ofGradients[`first/loss/${index}`], [product], tolerance)).toBeNull();
  });

  describe("along a direction", () => {
    let tangents: Arrays = {};
    let byDifferences: Arrays = {};

    beforeAll(() => {
      tangents = interpret(valuesMoving, picked(valuesMoving, given));
      byDifferences = slopesAlong(values, inputs, directions);
    });

    it.each(named)("%s: outputs move as differences do", (_, index) => {
      const floats = Object.entries(values.outputs).filter(([, { type }]) => type === "float");
      for (const [name] of floats.filter(([name]) => name.startsWith(`${index}/`))) {
        const [is, should] = [tangents[`first/${name}`], byDifferences[name]];
        expect(differenceOf(is, should, BY_DIFFERENCES)).toBeNull();
      }
    });
  });

  describe("twice", () => {
    let gradientsByDifferences: Arrays = {};
    let tangentsOfTangents: Arrays = {};
    let tangentsByDifferences: Arrays = {};

    beforeAll(() => {
      gradientsByDifferences = slopesAlong(gradients, inputs, directions);
      const again = secondTangents(values, moving);
      tangentsOfTangents = interpret(again, picked(again, given));
      tangentsByDifferences = slopesAlong(valuesMoving, given, directions);
    });

    it.each(twice)("%s: the gradient moves as differences do", (_, index) => {
      for (const name of moving.filter((one) => one.startsWith(`${index}/`))) {
        const is = ofGradients[`first/gradient/${name}`];
        const should = gradientsByDifferences[`gradient/${name}`];
        expect(differenceOf(is, should, BY_DIFFERENCES)).toBeNull();
      }
    });

    it.each(twice)("%s: tangents move as differences do", (_, index) => {
      const floats = Object.entries(values.outputs).filter(([, { type }]) => type === "float");
      for (const [name] of floats.filter(([name]) => name.startsWith(`${index}/`))) {
        const [is, should] = [
          tangentsOfTangents[`second/${name}`],
          tangentsByDifferences[`first/${name}`],
        ];
        expect(differenceOf(is, should, BY_DIFFERENCES)).toBeNull();
      }
    });
  });

  describe("on onnx-cpu", () => {
    let float64: Arrays = {};
    let float32: Arrays = {};
    let ofRounded: Arrays = {};

    beforeAll(async () => {
      const exact = picked(gradientsMoving, given);
      const rounded = roundedOf(exact);
      float64 = await runOn("onnx-cpu", "float64", gradientsMoving, exact);
      float32 = await runOn("onnx-cpu", "float32", gradientsMoving, rounded);
      ofRounded = interpret(gradientsMoving, rounded);
    });

    it.each(named)("%s: the gradient and its tangent agree in float64", (_, index) => {
      const tolerance = { relative: 1e-12, magnitude: 1 };
      for (const prefix of [`gradient/${index}/`, `first/gradient/${index}/`]) {
        expect(differencesOf(prefix, [float64, ofGradients], tolerance)).toBeNull();
      }
    });

    it.each(named)("%s: the gradient and its tangent agree in float32", (_, index) => {
      const tolerance = { relative: 1e-5, magnitude: 1 };
      for (const prefix of [`gradient/${index}/`, `first/gradient/${index}/`]) {
        expect(differencesOf(prefix, [float32, ofRounded], tolerance)).toBeNull();
      }
    });
  });
});
