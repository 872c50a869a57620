import {
  bytesOf,
  commandToGet,
  howToGet,
  megabytesOf,
} from "../compute/datasets/define-dataset.ts";
import type { DataFolders } from "../compute/datasets/index.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";
import type { PaperDefinition } from "../verification/define-paper.ts";

type Needing = Pick<ClaimDefinition, "data">;

export interface AbsentDataset {
  readonly name: string;
  readonly title: string;
  /** What has to be downloaded. */
  readonly bytes: number;
  readonly megabytes: string;
  /** Gets it. */
  readonly command: string;
}

/** What a claim needs and is not in the folders; without it a claim cannot be verified. */
export function absentDatasets({ data }: Needing, folders: DataFolders): AbsentDataset[] {
  const absent = data.filter((dataset) => dataset.locate(folders) === null);
  return absent.map((dataset) => {
    const { name, title } = dataset;
    const size = { bytes: bytesOf(dataset), megabytes: megabytesOf(dataset) };
    return { name, title, ...size, command: commandToGet(dataset) };
  });
}

/** The same of each claim by its slug; nothing is missing of one that is not listed. */
export function absentBySlug(papers: readonly PaperDefinition[], folders: DataFolders) {
  const claims = new Map(papers.flatMap((one) => one.claims.map((claim) => [claim.slug, claim])));
  return (slug: string): AbsentDataset[] => {
    const claim = claims.get(slug);
    return claim === undefined ? [] : absentDatasets(claim, folders);
  };
}

/** That a claim cannot be verified with what is here, and how it can be; null: it can. */
export function absentData(
  { slug, data }: Needing & Pick<ClaimDefinition, "slug">,
  folders: DataFolders,
): string | null {
  const absent = data.find((dataset) => dataset.locate(folders) === null);
  if (absent === undefined) return null;
  const what = `its data set ${absent.name} is not here`;
  return `${slug} was not verified: ${what}: ${howToGet(absent, folders)}`;
}
