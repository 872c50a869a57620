import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../domain/canonical.ts";
import { OPTIMISATION } from "../../compute/engine/engines/onnx-session.ts";
import type {
  RecordedArray,
  RecordedCall,
  RecordedOutput,
} from "../../compute/engine/engines/record-sessions.ts";
import type {
  InputSource,
  ReplayCall,
  ReplayDocument,
  ReplayGraph,
  ReplayOutput,
} from "../../exports/replay-document.ts";
import { createArrayFile } from "./array-file.ts";

const INPUTS = "inputs.safetensors";
const OUTPUTS = "outputs.safetensors";

/**
 * Other processors and versions add the terms of a sum in another order. For n terms that is about
 * the root of n roundings; these stand for sums of a thousand.
 */
const ROUNDINGS = 32;
const TOLERANCE = {
  roundings: ROUNDINGS,
  meaning:
    "measured: all was computed a second time, with every number that enters from outside moved by " +
    "one rounding (whole numbers excepted), and with what that made of the numbers that calls hand " +
    `on; an output may be off by ${ROUNDINGS} times the farthest that it was moved in this or an ` +
    "earlier call of its graph, one rounding of its largest number at least. Null: it was finite in " +
    "one of the two only",
};

/** Where an array was made, and what is said of it there. */
interface Made {
  readonly call: number;
  readonly name: string;
  readonly array: RecordedArray;
  readonly output: ReplayOutput;
}

export interface ReplayFolder {
  add(call: RecordedCall): void;
  /** Closes its files; nothing is added then. */
  finish(): Pick<ReplayDocument, "tolerance" | "files" | "graphs" | "calls">;
}

/**
 * Outputs as they are said. Two trainings that drift apart come close to each other again now and
 * then: the farthest that they were apart is what bounds a third one.
 */
function createOutputs() {
  const farthest = new Map<string, number>();
  return (graph: number, name: string, array: RecordedOutput): ReplayOutput => {
    const { type, shape, digest } = array;
    const key = `${graph} ${name}`;
    const spread = Math.max(farthest.get(key) ?? 0, array.spread);
    farthest.set(key, spread);
    const tolerance = Number.isFinite(spread) ? ROUNDINGS * spread : null;
    return { type, shape: [...shape], digest, tolerance };
  };
}

/** Writes calls down as they are made: graphs, inputs and outputs, each distinct one once. */
export function openReplayFolder(folder: string): ReplayFolder {
  const inputs = createArrayFile(join(folder, INPUTS));
  const outputs = createArrayFile(join(folder, OUTPUTS));
  const files: Record<string, string> = {};
  const graphs: ReplayGraph[] = [];
  const calls: ReplayCall[] = [];
  const graphsByDigest = new Map<string, number>();
  const outputOf = createOutputs();
  const made = new WeakMap<object, Made>();
  /** Of each graph, what its last call gave: its next may take it up again. */
  const last = new Map<number, readonly Made[]>();

  const graphOf = ({ model, settings: { precision } }: RecordedCall): number => {
    const digest = sha256(model);
    const known = graphsByDigest.get(digest);
    if (known !== undefined) return known;
    const file = graphs.length === 0 ? "graph.onnx" : `graph-${graphs.length + 1}.onnx`;
    writeFileSync(join(folder, file), model, { flag: "wx" });
    files[file] = digest;
    graphsByDigest.set(digest, graphs.length);
    return graphs.push({ file, precision, optimisation: OPTIMISATION[precision] }) - 1;
  };

  /** What was handed on and changed on the way is an input like any other. */
  const sourceOf = (array: RecordedArray, takenUp: Set<Made>): InputSource => {
    const from = made.get(array.data);
    if (from?.output.digest !== array.digest) return { array: inputs.add(array) };
    takenUp.add(from);
    return { call: from.call, output: from.name };
  };

  const keep = (graph: number, takenUp: ReadonlySet<Made> = new Set()): void => {
    for (const one of last.get(graph) ?? []) {
      if (!takenUp.has(one)) one.output.array = outputs.add(one.array);
    }
  };

  return {
    add(recorded) {
      const graph = graphOf(recorded);
      const takenUp = new Set<Made>();
      const sources = Object.entries(recorded.inputs).map(([name, array]) => {
        return [name, sourceOf(array, takenUp)] as const;
      });
      keep(graph, takenUp);
      const given = Object.entries(recorded.outputs).map(([name, array]) => {
        const one = { call: calls.length, name, array, output: outputOf(graph, name, array) };
        made.set(array.data, one);
        return one;
      });
      last.set(graph, given);
      calls.push({
        graph,
        inputs: Object.fromEntries(sources),
        outputs: Object.fromEntries(given.map(({ name, output }) => [name, output])),
      });
    },
    finish() {
      for (const graph of last.keys()) keep(graph);
      files[INPUTS] = inputs.close();
      files[OUTPUTS] = outputs.close();
      return { tolerance: TOLERANCE, files, graphs, calls };
    },
  };
}
