/** What a claim file may import from the verification room. */
export { arm } from "./protocol.ts";
export type { Arm, Arms, FigureResults, Protocol, Results } from "./protocol.ts";
export { condition, CONCLUSIONS, type Condition, type Measured } from "./checks/condition.ts";
export { defineClaim } from "./define-claim.ts";
export { definePaper } from "./define-paper.ts";
export type { ClaimDefinition, ClaimSpec, ControlSpec, Figure } from "./claim-spec.ts";
export { figure } from "./figure.ts";
export { effectConditions, effectNames, type EffectSpec } from "./checks/effect.ts";
export { pairedT } from "./statistics/paired-t.ts";
export { signTest } from "./statistics/sign-test.ts";
export { kendallTau } from "./statistics/kendall.ts";
export { median, medianUpperLimit } from "./statistics/median-limit.ts";
export { pageTrend, shuffledBlocks, shufflesReaching } from "./statistics/page-trend.ts";
