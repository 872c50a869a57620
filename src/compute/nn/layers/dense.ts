import { PlatformError } from "../../../domain/errors.ts";
import { describeShape } from "../../engine/graph.ts";
import { glorotUniform, zeros, type Initialiser } from "../initialisers.ts";
import { forExamples, type Layer } from "../layer.ts";

export interface DenseOptions {
  readonly weights?: Initialiser;
  /** null: no biases. */
  readonly biases?: Initialiser | null;
}

/**
 * x W + b on vectors.
 *
 * @param options weights Glorot uniform and biases 0 unless said
 */
export function dense(units: number, options: DenseOptions = {}): Layer {
  const { weights = glorotUniform, biases = zeros } = options;
  return {
    kind: "dense",
    fit(input) {
      const [length = 0] = input;
      if (input.length !== 1) {
        const told = `dense takes vectors, it is given ${describeShape(input)}: flatten first`;
        throw new PlatformError("BAD_PROGRAM", told);
      }
      const fans = { in: length, out: units };
      const shape = [length, units];
      return {
        output: [units],
        parameters: {
          weights: { shape, role: "weights", initial: weights, fans },
          ...(biases === null
            ? {}
            : { biases: { shape: [units], role: "biases", initial: biases, fans } as const }),
        },
        apply(pass, x) {
          const product = pass.tf.matMul(x, pass.parameter("weights"));
          if (biases === null) return product;
          return pass.tf.add(product, forExamples(pass, pass.parameter("biases"), 1));
        },
      };
    },
  };
}
