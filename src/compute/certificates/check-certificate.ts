/**
 * Checks a certificate of a local minimum from its numbers alone, in integers and fractions: nothing
 * is shared with what found the minimum, and no floating point decides.
 *
 * @source spec kawaguchi2019-depth-width, sections 2.3, 4.5
 */
import { z } from "zod";
import { digestOf } from "../../domain/canonical.ts";
import { PlatformError } from "../../domain/errors.ts";
import { fit } from "../../domain/fit.ts";
import { checkIsolated } from "./check-isolated.ts";
import { checkReluCell } from "./check-relu-cell.ts";
import { minimumCertificateSchema, type MinimumCertificate } from "./minimum-certificate.ts";
import { Refusal, refuseUnless } from "./refusal.ts";
import { assertShapes } from "./shapes.ts";

export type CertificateOutcome =
  /** What is proved, in sentences. */
  | { readonly holds: true; readonly proved: readonly string[] }
  /** The step of the proof that fails. */
  | { readonly holds: false; readonly reason: string };

const formatSchema = z.looseObject({ format: z.literal("corollary-minimum") });

/** Evidence keeps documents of other forms, too: records, from which nothing is proved. */
function assertFormat(document: unknown): void {
  if (formatSchema.safeParse(document).success) return;
  const told =
    'format: it is not "corollary-minimum": this is no certificate of a local minimum. ' +
    "Other certificates of evidence record data and bounds, and nothing is proved from them";
  throw new PlatformError("BAD_INPUT", told, { path: ["format"] });
}

function read(document: unknown): MinimumCertificate {
  assertFormat(document);
  const fitted = fit(minimumCertificateSchema, document);
  if ("data" in fitted) return fitted.data;
  const { path, told } = fitted.misfit;
  throw new PlatformError("BAD_INPUT", told, { path });
}

function prove(certificate: MinimumCertificate): readonly string[] {
  const { digest, ...rest } = certificate;
  const found = digestOf(rest);
  refuseUnless(
    found === digest,
    () => `its digest is ${digest}, and that of its contents ${found}: it was changed`,
  );
  return certificate.kind === "relu-cell" ? checkReluCell(certificate) : checkIsolated(certificate);
}

function checkOne(document: unknown): CertificateOutcome {
  const certificate = read(document);
  assertShapes(certificate);
  try {
    return { holds: true, proved: prove(certificate) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { holds: false, reason: error.message };
  }
}

/** Errors name the place in the collection. */
function checkAt(document: unknown, place: number): CertificateOutcome {
  try {
    return checkOne(document);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const path = ["minima", place, ...(error.path ?? [])];
    throw new PlatformError(error.code, `minima.${place}: ${error.message}`, { path });
  }
}

/** All of them hold, or the first that does not says why. */
function checkAll(documents: readonly unknown[]): CertificateOutcome {
  const proved: string[] = [];
  for (const [place, document] of documents.entries()) {
    const outcome = checkAt(document, place);
    if (!outcome.holds) return { holds: false, reason: `minima.${place}: ${outcome.reason}` };
    proved.push(`minimum ${place}: ${outcome.proved.at(-1) ?? "it holds"}`);
  }
  if (proved.length > 0) return { holds: true, proved };
  throw new PlatformError("BAD_INPUT", "minima: there is none to check", { path: ["minima"] });
}

const collectionSchema = z.strictObject({ minima: z.array(z.unknown()) });

/**
 * Checks one certificate, or each of a collection `{ "minima": [...] }`.
 *
 * @throws PlatformError BAD_INPUT, with the path, for a document that is no certificate of a minimum,
 *   whose parts do not fit together, or that is too large to be checked
 */
export function checkCertificate(document: unknown): CertificateOutcome {
  const collection = collectionSchema.safeParse(document);
  return collection.success ? checkAll(collection.data.minima) : checkOne(document);
}
