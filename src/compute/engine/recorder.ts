import { PlatformError } from "../../domain/errors.ts";
import { located } from "./author-lines.ts";
import { BACKEND } from "./backend.ts";
import type { Graph, Value } from "./graph.ts";
import type { Tensors } from "./program.ts";
import { valueOf, whileRecording } from "./recording.ts";
import { core } from "./tfjs.ts";

const STACK_DEPTH = 60;

type Body = () => { inputs: Readonly<Record<string, Value>>; outputs: Tensors };

function graphOf(body: Body): Graph {
  return whileRecording(({ constants, nodes }) => {
    const made: Graph[] = [];
    core.tidy(() => {
      const { inputs, outputs } = body();
      const named = Object.entries(outputs).map(([name, tensor]) => [name, valueOf(tensor)]);
      const values = Object.fromEntries(named) as Graph["outputs"];
      made.push({ inputs, constants, nodes, outputs: values });
    });
    const [graph] = made;
    if (graph === undefined) throw new Error("nothing was recorded");
    return graph;
  });
}

/**
 * Records what a body does with tensors as a graph.
 *
 * @param body is given nothing and returns the graph's inputs and outputs by name
 * @throws PlatformError BAD_PROGRAM, naming the operation, the shapes and the line of the program
 */
export function record(body: Body): Graph {
  const { stackTraceLimit } = Error;
  // Gradients run deep inside of tfjs; the author's line stands further down.
  Error.stackTraceLimit = STACK_DEPTH;
  try {
    void core.setBackend(BACKEND);
    return graphOf(body);
  } catch (error) {
    throw error instanceof PlatformError ? error : located(error);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
