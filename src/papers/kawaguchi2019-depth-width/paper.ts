import { definePaper } from "../../verification/index.ts";
import { dwBlocks } from "./dw-blocks.claim.ts";
import { dwDeepIdentity } from "./dw-deep-identity.claim.ts";
import { dwOverparam } from "./dw-overparam.claim.ts";
import { dwRankLaw } from "./dw-rank-law.claim.ts";
import { dwEmpDepthMnist } from "./dw-emp-depth-mnist.claim.ts";
import { dwEmpDepthFashionMnist } from "./dw-emp-depth-fashion-mnist.claim.ts";
import { dwEmpDepthCifar10 } from "./dw-emp-depth-cifar10.claim.ts";
import { dwEmpDepthSvhn } from "./dw-emp-depth-svhn.claim.ts";
import { dwEmpWidthMnist } from "./dw-emp-width-mnist.claim.ts";
import { dwEmpWidthFashionMnist } from "./dw-emp-width-fashion-mnist.claim.ts";
import { dwEmpWidthCifar10 } from "./dw-emp-width-cifar10.claim.ts";
import { dwEmpWidthSvhn } from "./dw-emp-width-svhn.claim.ts";
import { dwEmpDepth } from "./dw-emp-depth.claim.ts";
import { dwEmpWidth } from "./dw-emp-width.claim.ts";
import { dwClassical } from "./dw-classical.claim.ts";
import { dwDeepLinear } from "./dw-deep-linear.claim.ts";
import { dwShallowClassical } from "./dw-shallow-classical.claim.ts";
import { dwShallowIdentity } from "./dw-shallow-identity.claim.ts";

export const kawaguchi2019DepthWidth = definePaper({
  slug: "kawaguchi2019-depth-width",
  title: "Effect of Depth and Width on Local Minima in Deep Learning",
  authors: ["Kenji Kawaguchi", "Jiaoyang Huang", "Leslie Pack Kaelbling"],
  venue: "Neural Computation 31(7), 1462-1498",
  year: 2019,
  arxivId: "1811.08150",
  doi: "10.1162/neco_a_01195",
  versionRead: "abstract and start of the introduction",
  summary:
    "The value of a local minimum equals a projection formula; more units and layers lower it; " +
    "it is no worse than the best classical model on the same features.",
  claims: [
    dwDeepIdentity,
    dwBlocks,
    dwEmpWidth,
    dwEmpDepth,
    dwEmpWidthMnist,
    dwEmpDepthMnist,
    dwEmpWidthFashionMnist,
    dwEmpDepthFashionMnist,
    dwEmpWidthCifar10,
    dwEmpDepthCifar10,
    dwEmpWidthSvhn,
    dwEmpDepthSvhn,
    dwShallowIdentity,
    dwShallowClassical,
    dwClassical,
    dwDeepLinear,
    dwOverparam,
    dwRankLaw,
  ],
});
