import type { HostArrays, HostData, StepInputs, StepOutputs } from "./engine.ts";

function mapArrays(arrays: HostArrays, map: (data: HostData, name: string) => HostData) {
  const entries = Object.entries(arrays).map(([name, data]) => [name, map(data, name)]);
  return Object.fromEntries(entries) as Record<string, HostData>;
}

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
  { count, state, constants, perStep }: StepInputs,
  most: number,
  run: (inputs: StepInputs) => StepOutputs,
): StepOutputs {
  const made: StepOutputs[] = [];
  for (let first = 0; first < count; first += most) {
    const last = Math.min(first + most, count);
    const slices = mapArrays(perStep, (data) => {
      const size = data.length / count;
      return data.subarray(first * size, last * size);
    });
    const before = made.at(-1)?.state ?? state;
    made.push(run({ count: last - first, state: before, constants, perStep: slices }));
  }
  const metrics = mapArrays(made[0]?.metrics ?? {}, (_, name) =>
    joined(made.map((one) => one.metrics[name] as HostData)),
  );
  return { state: made.at(-1)?.state ?? {}, metrics };
}
