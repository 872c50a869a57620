import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "./problem.mjs";

/** What `#tfjs` in package.json's imports leads to. */
const OUTPUT = "dist/tfjs.cjs";

/** The bundle of tfjs-core for Node has no gradients; registered from its modules, they are in. */
const ENTRY = `
export * from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
`;

const ROUNDED = "return new Float32Array(a);";
const EXACT = "return Float64Array.from(a);";

/**
 * tfjs rounds every constant of a program to float32 before a backend sees it: 0.003 becomes
 * 0.0030000000260. Our backend decides about precision itself, so constants reach it as written.
 */
const exactConstants = {
  name: "exact-constants",
  setup(bundler) {
    bundler.onLoad({ filter: /tfjs-core[\\/]dist[\\/]util\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (text.split(ROUNDED).length !== 2) {
        throw new Problem(`${path} is not the tfjs-core that scripts/lib/bundle-tfjs.mjs knows`);
      }
      return { contents: text.replace(ROUNDED, EXACT), loader: "js" };
    });
  },
};

/** Bundles the language of our programs into one CommonJS file; a quarter of a second, once. */
export async function bundleTfjs(root) {
  const { build } = await import("esbuild");
  const temporary = join(root, `${OUTPUT}.${process.pid}.tmp`);
  await build({
    stdin: { contents: ENTRY, resolveDir: root },
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    external: ["node-fetch", "string_decoder"],
    outfile: temporary,
    plugins: [exactConstants],
    logLevel: "error",
    legalComments: "inline",
  });
  renameSync(temporary, join(root, OUTPUT));
}

export function isTfjsBundled(root) {
  return existsSync(join(root, OUTPUT));
}

/** Whatever decides the bundle beside the script itself. */
export const BUNDLE_TOOLS = [
  "scripts/lib/bundle-tfjs.mjs",
  "node_modules/@tensorflow/tfjs-core/package.json",
  "node_modules/esbuild/package.json",
];
