/** Length of an idempotency key in characters; the schema tells it and the service checks it. */
export const IDEMPOTENCY_KEY_LENGTH = { min: 1, max: 200 } as const;
