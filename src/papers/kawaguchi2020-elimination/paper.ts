import { definePaper } from "../../verification/index.ts";
import { elExists } from "./el-exists.claim.ts";
import { elLossTable } from "./el-loss-table.claim.ts";
import { elVacuous } from "./el-vacuous.claim.ts";
import { elVanish } from "./el-vanish.claim.ts";
import { elGlobal } from "./el-global.claim.ts";
import { elPointwise } from "./el-pointwise.claim.ts";
import { elDestroyed } from "./el-destroyed.claim.ts";
import { elFailure } from "./el-failure.claim.ts";
import { elFailureRate } from "./el-failure-rate.claim.ts";
import { elExamples } from "./el-examples.claim.ts";
import { elPgb } from "./el-pgb.claim.ts";

export const kawaguchi2020Elimination = definePaper({
  slug: "kawaguchi2020-elimination",
  title: "Elimination of All Bad Local Minima in Deep Learning",
  authors: ["Kenji Kawaguchi", "Leslie Pack Kaelbling"],
  venue: "AISTATS 2020, PMLR 108:853-863",
  year: 2020,
  arxivId: "1901.00279",
  doi: null,
  versionRead: "abstract and start of the introduction",
  summary:
    "With one exponential neuron added per output, every local minimum is global and the neuron " +
    "vanishes there; the failure mode is divergence.",
  claims: [
    elVanish,
    elGlobal,
    elPointwise,
    elExists,
    elVacuous,
    elLossTable,
    elDestroyed,
    elFailure,
    elFailureRate,
    elExamples,
    elPgb,
  ],
});
