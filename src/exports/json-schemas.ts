/**
 * JSON Schemas of what leaves this product as files, written from the schemas that it reads them with.
 * They say the form; that a digest is that of its contents, or that lines are sorted, no schema can say.
 */
import { z } from "zod";
import { acceptanceSchema, BASELINE_VERSION, baselineHeaderSchema } from "../domain/baseline.ts";
import { disagreementSchema } from "../domain/disagreement.ts";
import { driftRuleSchema } from "../domain/drift-rule.ts";
import { environmentSchema } from "../domain/environment.ts";
import {
  certificateReferenceSchema,
  checkSchema,
  controlSchema,
  crossCheckSchema,
  digestSchema,
  EVIDENCE_VERSION,
  evidenceRecordSchema,
  releaseSchema,
  runRecordSchema,
} from "../domain/evidence-record.ts";
import { exactValue, measurementSchema } from "../domain/measurement.ts";

/** What has a name of its own in them. */
const names = z.registry<{ id: string }>();
names.add(digestSchema, { id: "digest" });
names.add(exactValue, { id: "exactValue" });
names.add(measurementSchema, { id: "measurement" });
names.add(certificateReferenceSchema, { id: "certificate" });
names.add(runRecordSchema, { id: "run" });
names.add(checkSchema, { id: "check" });
names.add(controlSchema, { id: "control" });
names.add(driftRuleSchema, { id: "driftRule" });
names.add(crossCheckSchema, { id: "crossCheck" });
names.add(disagreementSchema, { id: "disagreement" });
names.add(environmentSchema, { id: "environment" });
names.add(releaseSchema, { id: "release" });
names.add(acceptanceSchema, { id: "acceptance" });

interface Head {
  readonly $id: string;
  readonly title: string;
  readonly description: string;
}

function page(head: Head, schema: z.ZodType): string {
  const { $schema, ...rest } = z.toJSONSchema(schema, { metadata: names });
  return `${JSON.stringify({ $schema, ...head, ...rest }, null, 2)}\n`;
}

/** docs/generated/evidence.schema.json */
export function evidenceSchemaPage(): string {
  const head = {
    $id: `urn:corollary:evidence:${EVIDENCE_VERSION}`,
    title: `Evidence, schema version ${EVIDENCE_VERSION}`,
    description:
      "One record of evidence: a verdict with all it rests on. As a file, it is canonical JSON " +
      "(RFC 8785) on one line that ends with a line feed.",
  };
  return page(head, evidenceRecordSchema);
}

/** docs/generated/baseline.schema.json */
export function baselineSchemaPage(): string {
  const head = {
    $id: `urn:corollary:baseline:${BASELINE_VERSION}`,
    title: `A line of a baseline, schema version ${BASELINE_VERSION}`,
    description:
      "A baseline is JSON Lines: first a header, then one record of evidence a line, sorted by " +
      "paper and claim; each line is canonical JSON (RFC 8785) and ends with a line feed. " +
      "This is the schema of each line.",
  };
  return page(head, z.union([baselineHeaderSchema, evidenceRecordSchema]));
}
