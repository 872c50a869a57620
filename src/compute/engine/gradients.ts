import { PlatformError } from "../../domain/errors.ts";
import type { Tensors } from "./program.ts";
import { core, type Tensor } from "./tfjs.ts";

let isDifferentiating = false;

/**
 * A scalar loss and its gradient with respect to each parameter, inside a program that is traced.
 * First derivatives only: derivatives of these come from `jvp` over the traced graph.
 *
 * @throws PlatformError BAD_PROGRAM where the loss is no scalar, or a parameter does not enter it
 */
export function valueAndGradients(
  loss: (parameters: Tensors) => Tensor,
  parameters: Tensors,
): { value: Tensor; gradients: Tensors } {
  if (isDifferentiating) {
    const told = "a gradient inside a gradient: differentiate the traced graph instead (jvp.ts)";
    throw new PlatformError("BAD_PROGRAM", told);
  }
  isDifferentiating = true;
  try {
    const names = Object.keys(parameters);
    const named = (tensors: readonly Tensor[]) =>
      Object.fromEntries(names.map((name, index) => [name, tensors[index]])) as Tensors;
    const ofList = (...tensors: Tensor[]) => loss(named(tensors));
    const { value, grads } = core.valueAndGrads(ofList)(Object.values(parameters));
    return { value, gradients: named(grads) };
  } finally {
    isDifferentiating = false;
  }
}
