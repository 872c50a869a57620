import { canonicalJson } from "../../../domain/canonical.ts";
import { digestOfGraph } from "../graph-digest.ts";
import type { Engine } from "./engine.ts";
import { isLong } from "./xla.ts";

interface Disposable {
  dispose(): Promise<void>;
}

/**
 * Things by key, the last few of which stay after their use. What is in use is never disposed of.
 *
 * @param most how many are kept that nobody uses
 */
function createShelf<T extends Disposable>(most: number) {
  const shelf = new Map<string, { readonly made: Promise<T>; uses: number }>();
  const clear = async (): Promise<void> => {
    const unused = [...shelf].filter(([, { uses }]) => uses === 0);
    for (const [key, { made }] of unused.slice(0, Math.max(0, unused.length - most))) {
      shelf.delete(key);
      await (await made).dispose();
    }
  };
  return async (key: string, make: () => Promise<T>): Promise<T> => {
    const entry = shelf.get(key) ?? { made: make(), uses: 0 };
    entry.uses += 1;
    // Last in the map is last used.
    shelf.delete(key);
    shelf.set(key, entry);
    try {
      const made = await entry.made;
      let isUsed = true;
      const dispose = async () => {
        if (isUsed) entry.uses -= 1;
        isUsed = false;
        await clear();
      };
      return { ...made, dispose };
    } catch (error) {
      shelf.delete(key);
      throw error;
    }
  };
}

/**
 * The same engine, with what it compiled kept by program, precision and length: seeds and arms of one process
 * run the same programs.
 */
export function keepCompiled(engine: Engine, most = 8): Engine {
  const functions = createShelf<Awaited<ReturnType<Engine["compileFunction"]>>>(most);
  const steps = createShelf<Awaited<ReturnType<Engine["compileSteps"]>>>(most);
  return {
    ...engine,
    compileFunction: (name, graph, precision) =>
      functions(`${precision} ${digestOfGraph(graph)}`, () =>
        engine.compileFunction(name, graph, precision),
      ),
    compileSteps(graph, precision, plan) {
      const { body, state, constants, perStep, metrics } = graph;
      const names = canonicalJson({ state, constants, perStep, metrics });
      const length = plan !== undefined && isLong(plan) ? "long" : "short";
      return steps(`${precision} ${length} ${digestOfGraph(body)} ${names}`, () =>
        engine.compileSteps(graph, precision, plan),
      );
    },
  };
}
