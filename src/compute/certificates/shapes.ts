/** Whether the parts of a certificate fit together; what does not is wrong input, not a wrong proof. */
import { badInput } from "../../domain/bad-input.ts";
import type { CertifiedNetwork, MinimumCertificate } from "./minimum-certificate.ts";
import { WORK_MAX, workOf } from "./work.ts";

/** Beyond these a document is no small network's. */
export const PARAMETERS_MAX = 200;
const SAMPLES_MAX = 2_000;

type Path = readonly (string | number)[];

function assertLength(path: Path, list: readonly unknown[], length: number, why: string): void {
  if (list.length !== length)
    throw badInput(path, `it has ${list.length} entries, not ${length}, ${why}`);
}

/** Rows of W^(l) that are inputs of the layer: not its bias. */
export function inputsOf({ layers, biases }: CertifiedNetwork, layer: number): number {
  const rows = layers[layer]?.[0] ?? 0;
  return biases && layer < layers.length - 1 ? rows - 1 : rows;
}

export function outputsOf({ layers }: CertifiedNetwork): number {
  return layers.at(-1)?.[1] ?? 0;
}

export function parameterCount(network: CertifiedNetwork): number {
  const ofLayers = network.layers.reduce((sum, [rows, columns]) => sum + rows * columns, 0);
  return ofLayers + (network.skip ? inputsOf(network, 0) * outputsOf(network) : 0);
}

function assertLayers(network: CertifiedNetwork): void {
  network.layers.forEach(([, columns], layer) => {
    const next = network.layers[layer + 1];
    if (next === undefined) return;
    const entering = inputsOf(network, layer + 1);
    if (entering === columns) return;
    const told = `layer ${layer + 1} gives ${columns} numbers and the next takes ${entering}`;
    throw badInput(["network", "layers", layer + 1], told);
  });
  if (inputsOf(network, 0) < 1) throw badInput(["network", "layers", 0], "it takes no inputs");
}

function assertData(network: CertifiedNetwork, { data }: MinimumCertificate): void {
  const { inputs, targets } = data;
  if (inputs.length > SAMPLES_MAX) {
    throw badInput(
      ["data", "inputs"],
      `${inputs.length} samples, at most ${SAMPLES_MAX} are checked`,
    );
  }
  assertLength(["data", "targets"], targets, inputs.length, "one for each sample");
  inputs.forEach((row, at) => {
    assertLength(["data", "inputs", at], row, inputsOf(network, 0), "what the first layer takes");
  });
  targets.forEach((row, at) => {
    assertLength(["data", "targets", at], row, outputsOf(network), "what the last layer gives");
  });
}

function assertBox(certificate: MinimumCertificate & { kind: "isolated-minimum" }): void {
  const { free, box, preconditioner, point } = certificate;
  free.forEach((place, at) => {
    if (place >= point.length) throw badInput(["free", at], `there is no parameter ${place}`);
    if (at > 0 && place <= (free[at - 1] ?? 0)) throw badInput(["free", at], "places ascend");
  });
  assertLength(["box"], box, free.length, "one for each free parameter");
  assertLength(["preconditioner"], preconditioner, free.length, "a row for each free parameter");
  preconditioner.forEach((row, at) => {
    assertLength(["preconditioner", at], row, free.length, "a column for each free parameter");
  });
}

function assertWork(certificate: MinimumCertificate): void {
  const times = workOf(certificate) / WORK_MAX;
  if (times <= 1) return;
  const path =
    certificate.kind === "isolated-minimum" && certificate.free.length ** 4 > WORK_MAX
      ? ["free"]
      : ["data", "inputs"];
  const told =
    `its proof is ${times.toPrecision(2)} times the work that is done, about a minute: ` +
    "take fewer samples, let fewer parameters move, or write shorter fractions";
  throw badInput(path, told);
}

/** @throws PlatformError BAD_INPUT with the path of what does not fit, or is too much work */
export function assertShapes(certificate: MinimumCertificate): void {
  const { network, point } = certificate;
  assertLayers(network);
  const count = parameterCount(network);
  if (count > PARAMETERS_MAX) {
    throw badInput(
      ["network", "layers"],
      `${count} parameters, at most ${PARAMETERS_MAX} are checked`,
    );
  }
  if ((network.slope === undefined) === (network.activation === "leaky-relu")) {
    throw badInput(["network", "slope"], "leaky ReLU, and it alone, has one");
  }
  assertLength(["point"], point, count, "one for each parameter of the network");
  assertData(network, certificate);
  if (certificate.kind === "isolated-minimum") assertBox(certificate);
  assertWork(certificate);
}
