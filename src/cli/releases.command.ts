import type { Command } from "commander";
import { toEnumName } from "../domain/enum-name.ts";
import { toGlobalId } from "../domain/global-id.ts";
import type { ReleaseEntity } from "../entities/release.entity.ts";
import type { EvidenceCount } from "../services/release-evidence.ts";
import type { CliContext } from "./context.ts";
import { alignRows, printJson } from "./output.ts";
import type { Platform } from "./platform.ts";
import { withPlatform } from "./with-platform.ts";

interface Known {
  readonly release: ReleaseEntity;
  readonly current: boolean;
  readonly evidenceCounts: readonly EvidenceCount[];
}

const PAGE = 100;
const DIGITS = 8;
const HEADINGS = [
  "version",
  "sources",
  "dependencies",
  "commit",
  "first seen (UTC)",
  "evidence",
  "",
];

/** Newest first: all that this database has seen. */
async function knownReleases({ services, createLoaders }: Platform): Promise<Known[]> {
  const releases: ReleaseEntity[] = [];
  for (let more = true; more;) {
    const after = releases.at(-1)?.sequence;
    const page = await services.reads.releases().page({ first: PAGE, after });
    releases.push(...page.items);
    more = page.hasNext;
  }
  const counts = createLoaders().evidenceCountsByRelease;
  return Promise.all(
    releases.map(async (release) => ({
      release,
      current: services.system.isCurrent(release),
      evidenceCounts: await counts.load(release.id),
    })),
  );
}

function toJson({ release, current, evidenceCounts }: Known) {
  const { id, version, sourceDigest, dependencyDigest, commit, createdAt } = release;
  return {
    ...{ id: toGlobalId("Release", id), version, sourceDigest, dependencyDigest, commit },
    ...{ createdAt: createdAt.toISOString(), current },
    evidenceCounts: evidenceCounts.map(({ budget, count }) => ({
      budget: toEnumName(budget),
      count,
    })),
  };
}

function toRow({ release, current, evidenceCounts }: Known): string[] {
  const { version, sourceDigest, dependencyDigest, commit, createdAt } = release;
  const counted = evidenceCounts.map(({ budget, count }) => `${count} ${budget}`).join(", ");
  return [
    version,
    ...[sourceDigest, dependencyDigest, commit ?? ""].map((text) => text.slice(0, DIGITS)),
    createdAt.toISOString().slice(0, "2026-11-26T02:55".length).replace("T", " "),
    counted === "" ? "none" : counted,
    current ? "this one" : "",
  ];
}

async function list(context: CliContext, { json }: { json?: true }): Promise<void> {
  const known = await withPlatform(context, knownReleases);
  if (json) {
    const edges = known.map((one) => ({ node: toJson(one) }));
    printJson(context.output, { releases: { edges } });
  } else {
    context.output.out(alignRows([HEADINGS, ...known.map(toRow)]).join("\n"));
  }
}

export function releasesCommand(program: Command, context: CliContext): void {
  program
    .command("releases")
    .description("list the releases that this database has seen, newest first")
    .option("--json", "print one JSON document")
    .action((options: { json?: true }) => list(context, options));
}
