/** What claims and measures may import of training. */
export { openStateStore } from "./state-store.ts";
export type { StateStore, StoredState } from "./state-store.ts";
