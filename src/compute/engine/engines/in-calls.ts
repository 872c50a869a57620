import { mapValues } from "../names.ts";
import type { HostData, StepInputs, StepOutputs } from "./engine.ts";

/** The arrays one after the other, in one of the first one's type. */
function joined(parts: readonly HostData[]): HostData {
  const Kind = (parts[0] ?? new Int32Array()).constructor as new (length: number) => HostData;
  const all = new Kind(parts.reduce((length, part) => length + part.length, 0));
  let from = 0;
  for (const part of parts) {
    all.set(part, from);
    from += part.length;
  }
  return all;
}

/** The steps of one call in calls of at most `most`: each goes on from the state of the one before. */
export function inCalls(
  { count, constants, perStep, ...given }: StepInputs,
  most: number,
  run: (inputs: StepInputs) => StepOutputs,
): StepOutputs {
  const told: StepOutputs["metrics"][] = [];
  let state: StepOutputs["state"] = given.state;
  for (let first = 0; first < count; first += most) {
    const last = Math.min(first + most, count);
    const slices = mapValues(perStep, (data) => {
      const size = data.length / count;
      return data.subarray(first * size, last * size);
    });
    const made = run({ count: last - first, state, constants, perStep: slices });
    state = made.state;
    told.push(made.metrics);
  }
  const metrics = mapValues(told[0] ?? {}, (_, name) =>
    joined(told.map((one) => one[name] as HostData)),
  );
  return { state, metrics };
}
