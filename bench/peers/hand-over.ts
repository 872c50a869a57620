import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HostData } from "../../src/compute/engine/engines/engine.ts";
import { dataOf, startOf, stepOf } from "../engine/training-run.ts";
import type { Compared } from "./compared.ts";

/** Offsets that any type may start at. */
const ALIGNMENT = 8;

const TYPES: Readonly<Record<string, string>> = {
  Float64Array: "float64",
  Int32Array: "int32",
  Uint8Array: "uint8",
};

/** What a peer needs to do the same, in a folder that handed.py reads. */
export function handOver(folder: string, compared: Compared): void {
  const { program, precision, network, steps, chunk, isSteady } = compared;
  const { batch, examples, rate, replicas, loss, optimiser } = program;
  const step = stepOf(program);
  const lead = replicas === null ? [] : [replicas];
  const data = dataOf(program, step);
  const arrays: [string, readonly number[], HostData][] = [
    ...Object.entries(startOf(program)).map(([name, values]): [string, number[], HostData] => [
      `parameter/${name}`,
      [...lead, ...(program.network.parameters[name]?.shape ?? [])],
      values,
    ]),
    ["inputs", step.constants["inputs"]?.shape ?? [], data.inputs],
    ["targets", step.constants["targets"]?.shape ?? [], data.targets],
  ];
  const bytes: Uint8Array[] = [];
  let offset = 0;
  const listed = arrays.map(([name, shape, values]) => {
    const about = { shape, type: TYPES[values.constructor.name], offset };
    const padding = (ALIGNMENT - (values.byteLength % ALIGNMENT)) % ALIGNMENT;
    bytes.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    bytes.push(new Uint8Array(padding));
    offset += values.byteLength + padding;
    return [name, about] as const;
  });
  const numbers = { batch, examples, rate, replicas, steps, chunk, isSteady };
  const words = { network, precision, loss: loss.name };
  const rule = { optimiser: optimiser.name, ...optimiser.settings };
  const task = { ...words, ...numbers, ...rule, arrays: Object.fromEntries(listed) };
  writeFileSync(join(folder, "task.json"), JSON.stringify(task));
  writeFileSync(join(folder, "arrays.bin"), Buffer.concat(bytes));
}
