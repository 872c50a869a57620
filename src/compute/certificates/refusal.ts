/** Why a certificate proves nothing: a sentence that names the step and the numbers. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

export function refuseUnless(holds: boolean, reason: () => string): void {
  if (!holds) throw new Refusal(reason());
}
