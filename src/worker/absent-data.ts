import { howToGet } from "../compute/datasets/define-dataset.ts";
import type { DataFolders } from "../compute/datasets/index.ts";
import type { ClaimDefinition } from "../verification/claim-spec.ts";

/** That a claim cannot be verified with what is here, and how it can be; null: it can. */
export function absentData(
  { slug, data }: Pick<ClaimDefinition, "slug" | "data">,
  folders: DataFolders,
): string | null {
  const absent = data.find((dataset) => dataset.locate(folders) === null);
  if (absent === undefined) return null;
  const what = `its data set ${absent.name} is not here`;
  return `${slug} was not verified: ${what}: ${howToGet(absent, folders)}`;
}
