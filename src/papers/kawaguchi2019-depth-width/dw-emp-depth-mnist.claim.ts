/**
 * Deeper networks end at a lower loss, if they are wide enough: MNIST.
 *
 * @source    Kawaguchi, Huang and Kaelbling 2019, abstract; spec 3.1, 3.2, 3.4
 * @precision trained in float32; losses and theory values of the weights in float64
 * @random    per block: start, and at paper the order of the batches; blocks have no image in common
 */
import { defineClaim } from "../../verification/index.ts";
import { imageTrend } from "./image-trend.ts";

export const dwEmpDepthMnist = defineClaim(
  imageTrend("depth", {
    ...{ slug: "dw-emp-depth-mnist", title: "MNIST" },
    set: { dataset: "mnist", pool: 2 },
  }),
);
