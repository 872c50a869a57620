import "reflect-metadata";
import { vi } from "vitest";
import { PATIENCE_MS } from "./patience.ts";

// What a test waits for with patience ends before the test does, and says what did not come.
const LIMIT_MS = PATIENCE_MS + 60_000;
vi.setConfig({ testTimeout: LIMIT_MS, hookTimeout: LIMIT_MS });
