/**
 * Wider networks end at a lower loss: CIFAR-10.
 *
 * @source    Kawaguchi, Huang and Kaelbling 2019, abstract; spec 3.1, 3.2, 3.4
 * @precision trained in float32; losses and theory values of the weights in float64
 * @random    per block: start, and at paper the order of the batches; blocks have no image in common
 */
import { defineClaim } from "../../verification/index.ts";
import { imageTrend } from "./image-trend.ts";

export const dwEmpWidthCifar10 = defineClaim(
  imageTrend("width", {
    ...{ slug: "dw-emp-width-cifar10", title: "CIFAR-10" },
    set: { dataset: "cifar10", pool: 4 },
  }),
);
