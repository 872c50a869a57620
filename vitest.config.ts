import { createRequire } from "node:module";
import { defineConfig } from "vitest/config";
import { PlainLineReporter } from "./tests/support/plain-line-reporter.ts";

const require = createRequire(import.meta.url);

export default defineConfig({
  // One copy of graphql: Vitest would load it once as a module and once as CommonJS.
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve("graphql") }] },
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    setupFiles: ["tests/support/setup.ts"],
    reporters: ["default", new PlainLineReporter()],
    // A minute more than a test waits with patience (tests/support/patience.ts), which says what did
    // not come: limits end what hangs and decide nothing.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: "forks",
    maxWorkers: 2,
    retry: 0,
  },
});
