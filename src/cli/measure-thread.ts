/** A thread that applies one measure, so that the terminal stays alive meanwhile. */
import { parentPort, workerData } from "node:worker_threads";
import { requestedMeasures } from "../compute/measures/requested/index.ts";
import { PlatformError } from "../domain/errors.ts";
import type { ThreadInput, ThreadOutput } from "./apply-measure.ts";

async function answer({ name, input }: ThreadInput): Promise<ThreadOutput> {
  const measure = requestedMeasures.find((one) => one.name === name);
  if (measure === undefined) throw new Error(`there is no measure ${name}`);
  try {
    return { answer: await measure.run(input) };
  } catch (error) {
    // A class does not pass from thread to thread.
    if (!(error instanceof PlatformError)) throw error;
    const { code, message, path } = error;
    return { refusal: { code, message, path } };
  }
}

parentPort?.postMessage(await answer(workerData as ThreadInput));
