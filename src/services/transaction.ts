import type { EntityManager } from "typeorm";
import type { QueueTransaction } from "../queue/queue.ts";

/** The transaction of an entity manager as the queue takes it: enqueue and settle happen in ours. */
export function toQueueTransaction(manager: EntityManager): QueueTransaction {
  return {
    query: async (text, values) => {
      const runner = manager.queryRunner;
      if (runner === undefined) throw new Error("the queue was called outside a transaction");
      const { records } = await runner.query(text, [...values], true);
      return records as Record<string, unknown>[];
    },
  };
}

/** Waits for whoever holds the same name; let go when the transaction ends. */
export async function lockName(manager: EntityManager, ...name: string[]): Promise<void> {
  const text = JSON.stringify(name);
  await manager.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [text]);
}
