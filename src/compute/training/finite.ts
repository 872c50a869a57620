import type { HostArrays, HostData, StepOutputs } from "../engine/engines/engine.ts";

/** A number times 0 is 0, unless it is not finite. */
function isFiniteArray(data: HostData): boolean {
  // A large state is looked at after every chunk: four sums, since an addition waits for the one before.
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = data.length % 4; at < data.length; at += 4) {
    a += (data[at] as number) * 0;
    b += (data[at + 1] as number) * 0;
    c += (data[at + 2] as number) * 0;
    d += (data[at + 3] as number) * 0;
  }
  const isRestFinite = data.subarray(0, data.length % 4).every(Number.isFinite);
  return isRestFinite && a + b + c + d === 0;
}

export function isFiniteState(state: HostArrays): boolean {
  return Object.values(state).every(isFiniteArray);
}

/**
 * Which step of a chunk was the first whose loss or new state is not finite; null: none.
 *
 * @param made      what the chunk gave
 * @param runAgain  the first so many steps of the chunk, from where it started
 * @returns from 1
 */
export async function firstBadStep(
  made: StepOutputs,
  count: number,
  runAgain: (count: number) => Promise<StepOutputs>,
): Promise<number | null> {
  const losses = made.metrics["loss"] ?? new Float64Array();
  const width = losses.length / count;
  const badLoss = losses.findIndex((loss) => !Number.isFinite(loss));
  if (badLoss === -1 && isFiniteState(made.state)) return null;
  // What is not finite stays so: updates add to it. So the first bad state is found by halving.
  let good = 0;
  let bad = badLoss === -1 ? count : Math.floor(badLoss / width) + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const { state } = await runAgain(middle);
    if (isFiniteState(state)) good = middle;
    else bad = middle;
  }
  return bad;
}
