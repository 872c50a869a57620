import { definePaper } from "../../verification/index.ts";
import { k1Gap } from "./k1-gap.claim.ts";
import { k4SharpFull } from "./k4-sharp-full.claim.ts";
import { k4SharpMagnitude } from "./k4-sharp-magnitude.claim.ts";

export const keskar2017LargeBatch = definePaper({
  slug: "keskar2017-large-batch",
  title: "On Large-Batch Training for Deep Learning: Generalization Gap and Sharp Minima",
  authors: [
    "Nitish Shirish Keskar",
    "Dheevatsa Mudigere",
    "Jorge Nocedal",
    "Mikhail Smelyanskiy",
    "Ping Tak Peter Tang",
  ],
  venue: "ICLR 2017 (oral)",
  year: 2017,
  arxivId: "1609.04836",
  doi: "10.48550/arXiv.1609.04836",
  versionRead: "v2, main body and appendices A to E",
  summary:
    "Large batches generalise worse and end in sharper minima; small batches leave sharp basins; " +
    "the remedies tried do not close the gap.",
  claims: [k1Gap, k4SharpFull, k4SharpMagnitude],
});
