import type { Check } from "../../domain/evidence-record.ts";

/** A control that fails where nothing was changed either, against the same number, shows nothing. */
export function saysNothing(ofControl: Check, unchanged: readonly Check[]): boolean {
  const own = unchanged.find(({ name }) => name === ofControl.name);
  const isHeldToTheSame =
    own?.threshold === ofControl.threshold && own.thresholdExact === ofControl.thresholdExact;
  return ofControl.outcome === "FAIL" && own?.outcome === "FAIL" && isHeldToTheSame;
}
