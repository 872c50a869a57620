import { DTYPES } from "./known.ts";
import { pass } from "./rewrite.ts";

/** A cast to the type that an array has is the array; ones and zeros are made in the type asked. */
export const casts = pass("casts", ["Cast"], ({ inputs: [x], outputs: [y] }, site) => {
  if (x === undefined || y === undefined) return null;
  if (x.type === y.type) return [x];
  const maker = site.makerOf(x);
  const dtype = DTYPES[y.type];
  if (maker?.kernel !== "OneHot" || dtype === undefined) return null;
  const { onValue, offValue } = maker.attributes as { onValue: number; offValue: number };
  const isExact = onValue === 1 && offValue === 0;
  return isExact ? [site.make("OneHot", maker.inputs, { ...maker.attributes, dtype })] : null;
});
