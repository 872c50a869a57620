/** What programs see as `tf`, and what is refused with a reason. */
import { PlatformError } from "../../domain/errors.ts";
import { located } from "./author-lines.ts";
import { FUNCTIONS } from "./functions.ts";
import type { TraceTf } from "./program.ts";
import { core } from "./tfjs.ts";

const FORBIDDEN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["grad", "grads", "valueAndGrad", "valueAndGrads", "variableGrads", "customGrad"].map(
      (name) => [
        name,
        "use the derivatives of the engine (gradients.ts, jvp.ts): those of tfjs are wrong when nested",
      ],
    ),
  ),
  ...Object.fromEntries(
    ["variable", "train"].map((name) => [name, "state enters and leaves a program as arrays"]),
  ),
  ...Object.fromEntries(
    [
      ...["dropout", "multinomial", "rand", "randomGamma", "randomNormal", "randomStandardNormal"],
      ...["randomUniform", "randomUniformInt", "truncatedNormal"],
    ].map((name) => [name, "random numbers come from the seeded generator"]),
  ),
  ...Object.fromEntries(
    [
      ...["engine", "env", "setBackend"],
      ...["registerBackend", "registerGradient", "registerKernel"],
    ].map((name) => [name, "it belongs to the tracer"]),
  ),
};

/** tfjs for programs. What is forbidden throws with the reason; types forbid it too. */
export const traceTf: TraceTf = new Proxy(core, {
  get(target, name) {
    const reason = typeof name === "string" ? FORBIDDEN[name] : undefined;
    const written = typeof name === "string" ? FUNCTIONS[name] : undefined;
    if (written !== undefined) return written(traceTf);
    if (reason === undefined) return Reflect.get(target, name) as unknown;
    throw located(
      new PlatformError("BAD_PROGRAM", `tf.${String(name)} is not for programs: ${reason}`),
    );
  },
});
