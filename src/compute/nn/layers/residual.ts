import { PlatformError } from "../../../domain/errors.ts";
import { describeShape } from "../../engine/graph.ts";
import type { Layer } from "../layer.ts";
import { chain } from "./chain.ts";

/**
 * main(x) + shortcut(x).
 *
 * @param shortcut nothing: x itself
 * @source He, Zhang, Ren, Sun 2016, eq. 1 and 2
 */
export function residual(main: readonly Layer[], shortcut: readonly Layer[] = []): Layer {
  return {
    kind: "residual",
    fit(input) {
      const ways = [chain("main", main, input), chain("shortcut", shortcut, input)] as const;
      const [long, short] = ways;
      if (long.output.join() !== short.output.join()) {
        const told = `residual: the main way gives ${describeShape(long.output)}, the shortcut ${describeShape(short.output)}`;
        throw new PlatformError("BAD_PROGRAM", told);
      }
      return {
        output: long.output,
        parameters: { ...long.parameters, ...short.parameters },
        moments: { ...long.moments, ...short.moments },
        isRandom: long.isRandom || short.isRandom,
        apply: (pass, x) => pass.tf.add(long.apply(pass, x), short.apply(pass, x)),
      };
    },
  };
}
