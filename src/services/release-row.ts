import type { EntityManager } from "typeorm";
import type { Release } from "../domain/evidence-record.ts";
import { ReleaseEntity } from "../entities/release.entity.ts";

const DIGITS_SHOWN = 8;

/** A release in a sentence; versions alone do not tell two apart. */
export function describeRelease({ version, sourceDigest, dependencyDigest }: Release): string {
  const [sources, dependencies] = [sourceDigest, dependencyDigest].map((digest) =>
    digest.slice(0, DIGITS_SHOWN),
  );
  return `${version} (sources ${sources ?? ""}, dependencies ${dependencies ?? ""})`;
}

/** The row of a release that `catalogue.sync` has written. */
export async function findReleaseId(manager: EntityManager, release: Release): Promise<string> {
  const { version, sourceDigest, dependencyDigest } = release;
  const row = await manager.findOneBy(ReleaseEntity, { version, sourceDigest, dependencyDigest });
  if (row === null) throw new Error("this release has no row: catalogue.sync has not run");
  return row.id;
}
