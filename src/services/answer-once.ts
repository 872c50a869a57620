import type { EntityManager } from "typeorm";
import { PlatformError } from "../domain/errors.ts";
import { IDEMPOTENCY_KEY_LENGTH } from "../domain/idempotency-key.ts";
import { BUDGETS, type Budget } from "../domain/verdict.ts";
import { RequestEntity } from "../entities/request.entity.ts";
import { assertText } from "./assert-text.ts";
import { lockName } from "./transaction.ts";

/** Who asks, and the word by which a repeated request is known. */
export interface Asking {
  /** Makes a repeated request answer as the first did; see IDEMPOTENCY_KEY_LENGTH. */
  readonly idempotencyKey?: string | null;
  /** Who asks; keys are theirs alone. */
  readonly caller: string;
}

/** @throws PlatformError BAD_INPUT */
export function assertAsking({ budget, idempotencyKey }: Asking & { budget: Budget }): void {
  if (!BUDGETS.includes(budget)) {
    const known = BUDGETS.join(", ");
    throw new PlatformError("BAD_INPUT", `budget "${budget as string}" is none of ${known}`, {
      path: ["budget"],
    });
  }
  if (idempotencyKey === undefined || idempotencyKey === null) return;
  assertText("idempotencyKey", idempotencyKey, IDEMPOTENCY_KEY_LENGTH);
}

/**
 * What a question is answered with, as ids: what its key was answered with before, or what the work
 * gives now. Of several with one key at once, one works and the others wait for it.
 *
 * @param inputDigest of the operation and its input
 * @throws PlatformError IDEMPOTENCY_CONFLICT when the key came with another question before
 */
export async function answerOnce(
  manager: EntityManager,
  { caller, idempotencyKey: key = null }: Asking,
  inputDigest: string,
  work: () => Promise<string[]>,
): Promise<readonly string[]> {
  if (key === null) return work();
  await lockName(manager, "request", caller, key);
  const asked = await manager.findOneBy(RequestEntity, { caller, key });
  if (asked === null) {
    const answerIds = await work();
    await manager.insert(RequestEntity, { caller, key, inputDigest, answerIds });
    return answerIds;
  }
  if (asked.inputDigest === inputDigest) return asked.answerIds;
  throw new PlatformError(
    "IDEMPOTENCY_CONFLICT",
    `idempotencyKey "${key}" was used before with another input: use a new key`,
    { path: ["idempotencyKey"] },
  );
}
