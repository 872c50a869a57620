import type { FittedLayer, Layer, Shape } from "../layer.ts";

function prefixed<T>(prefix: string, record: Readonly<Record<string, T>> = {}) {
  const entries = Object.entries(record).map(([name, one]) => [
    name === "" ? prefix : `${prefix}.${name}`,
    one,
  ]);
  return Object.fromEntries(entries) as Record<string, T>;
}

/** Layers one after the other; each is called by its kind and its place, as in `dense0`. */
export function chain(
  prefix: string,
  layers: readonly Layer[],
  input: Shape,
): Required<FittedLayer> {
  let shape = input;
  const fitted = layers.map((layer, place) => {
    const one = layer.fit(shape);
    shape = one.output;
    return { name: `${prefix}${prefix === "" ? "" : "."}${layer.kind}${place}`, ...one };
  });
  const collect = <T>(take: (one: FittedLayer) => Readonly<Record<string, T>> | undefined) =>
    Object.assign({}, ...fitted.map((one) => prefixed(one.name, take(one)))) as Record<string, T>;
  return {
    output: shape,
    parameters: collect(({ parameters }) => parameters),
    moments: collect(({ moments }) => moments),
    isRandom: fitted.some(({ isRandom = false }) => isRandom),
    apply: (pass, x) => fitted.reduce((y, one) => one.apply(pass.within(one.name), y), x),
  };
}
