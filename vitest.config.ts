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
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    retry: 0,
  },
});
