import { lstatSync, renameSync } from "node:fs";
import { join } from "node:path";

/** Whether a name is taken, be it by a link that leads nowhere. */
export function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Gives a finished folder its name, in place of what has it. At every moment the name has the old
 * one, the new one, or none; where the new one cannot be put there, the old one is put back.
 *
 * @param work receives what had the name, to be removed with it
 */
export function putInPlace(made: string, place: string, work: string): void {
  const replaced = join(work, "replaced");
  const hadOld = isTaken(place);
  if (hadOld) renameSync(place, replaced);
  try {
    renameSync(made, place);
  } catch (error) {
    // Another installation may have been quicker: then its engine stays.
    if (hadOld && !isTaken(place)) renameSync(replaced, place);
    throw error;
  }
}
