/**
 * What the measures of this paper's claims give, in the words of the claims. "of 1/2 ||Y||^2": divided
 * by it. PN[J] projects on what J's columns leave, sigma is its least singular value that is not 0.
 */

const WORDS = {
  halfTargets: "1/2 ||Y||^2",
  kinkMargin: "least relative distance of a ReLU's argument from 0",
  saturation: "largest slope of the unit furthest saturated",
  parameterNorm: "||theta||",
  stationarity: "||grad L|| / (||J|| ||y||)",
  gradientMismatch: "||grad L - J^T r|| / (||J|| ||r||), r the residuals",
  outputsOutside: "length of the outputs' part outside of J's columns, of ||y||",
  gap: "first singular value of J that counts as 0, over the last that does not",
  cutSensitivity: "change of L - 1/2 ||PN[J] y||^2 where more counts as 0, of 1/2 ||Y||^2",
  relativeBound: "1/2 ||grad L||^2 / sigma^2, of 1/2 ||Y||^2",
  relativeDefect: "|L - 1/2 ||PN[J] y||^2|, of 1/2 ||Y||^2",
  worstDefect: "largest |L - 1/2 ||PN[J] y||^2|, of 1/2 ||Y||^2",
  excess: "|L - 1/2 ||PN[J] y||^2| beyond its bound, of 1/2 ||Y||^2",
  worstExcess: "largest |L - 1/2 ||PN[J] y||^2| beyond its bound, of 1/2 ||Y||^2",
  leastDefect: "least L - 1/2 ||PN[J] y||^2, of 1/2 ||Y||^2",
  resolved: "ends whose rank is resolved, fewest of a seed",
  certified: "ends that are shown to be local minima, fewest of a seed",
  judged: "such ends, fewest of a seed",
  rankViolations: "such ends",
  rankGap: "difference of the two ranks of J",
  conditioning: "sigma over the largest singular value of J",
  leastTerm: "least T_q, of 1/2 ||Y||^2",
  sumExcess: "|sum - 1/2 ||P[J] y||^2| beyond rounding, of 1/2 ||Y||^2",
  worstSumExcess: "largest |sum - 1/2 ||P[J] y||^2| beyond rounding, of 1/2 ||Y||^2",
  orderExcess: "largest difference of two sums beyond rounding, of 1/2 ||Y||^2",
  orderMove: "largest change of a term in the nearest order, of 1/2 ||Y||^2",
  valueExcess: "|L - (1/2 ||Y||^2 - sum)| beyond its bound, of 1/2 ||Y||^2",
  worstValueExcess: "largest |L - (1/2 ||Y||^2 - sum)| beyond its bound, of 1/2 ||Y||^2",
  valueGap: "|L - (1/2 ||Y||^2 - sum)|, of 1/2 ||Y||^2",
  hiddenAfterOutputs: "sum of the hidden units' terms, of 1/2 ||Y||^2",
  freedom: "m d_y - rank J",
  leak: "||PN[J] J|| / ||J||",
} as const;

export type WordedQuantity = keyof typeof WORDS;

export function inWords(quantity: WordedQuantity): string {
  return WORDS[quantity];
}
