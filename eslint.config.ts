import type { Linter } from "eslint";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Functions and files that read well: a warning, to be exceeded where the reader gains. */
const SIZES = {
  "max-lines-per-function": ["warn", { max: 60, skipBlankLines: true, skipComments: true }],
  "max-lines": ["warn", { max: 250, skipBlankLines: true, skipComments: true }],
  "max-depth": ["warn", 3],
  "max-params": ["warn", 4],
} satisfies Linter.RulesRecord;

const LIBRARY_OWNERS = [
  ["typeorm", ["entities", "services", "database"]],
  ["type-graphql", ["schema", "resolvers", "server"]],
  ["pg-boss", ["queue"]],
  ["@tensorflow/*", ["compute"]],
  ["onnxruntime-node", ["compute"]],
] as const;

const ROOMS = [
  ...["app", "bin", "cli", "compute", "config", "database", "domain", "entities"],
  ...["papers", "queue", "resolvers", "schema", "server", "services", "verification", "worker"],
];

/** Each library is known to its own rooms only; the message says where to go instead. */
const libraryFences: Linter.Config[] = ROOMS.map((room) => ({
  files: [`src/${room}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: LIBRARY_OWNERS.filter(
          ([, owners]) => !(owners as readonly string[]).includes(room),
        ).map(([library, owners]) => ({
          group: [library],
          message: `${library} is known to src/{${owners.join(",")}} only: ask the room that owns it.`,
        })),
      },
    ],
  },
}));

export default defineConfig(
  { ignores: ["dist/", "node_modules/", ".corollary/", "docs/generated/"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      ...SIZES,
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-extraneous-class": ["error", { allowWithDecorator: true }],
      // Naming what is left out of a copy is how it is left out.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // Services are records of functions; none of them uses `this`.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "Draw from the seeded generator in compute/numerics.",
        },
        { object: "process", property: "env", message: "Only src/config reads the environment." },
      ],
    },
  },
  ...libraryFences,
  {
    files: ["src/{domain,compute,verification,papers}/**/*.ts"],
    ignores: ["src/domain/canonical.ts", "src/verification/release.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "Date", message: "A result must not depend on the clock." },
        { name: "fetch", message: "A result must not depend on the network." },
      ],
    },
  },
  {
    files: ["src/**/*.ts"],
    ignores: ["src/compute/engine/gradients.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "MemberExpression[property.name=/^(grads?|valueAndGrads?|variableGrads|customGrad)$/]",
          message:
            "Use valueAndGradients (engine/gradients.ts), then jvp: tfjs nests them wrongly.",
        },
      ],
    },
  },
  {
    // What runs before the program, and what starts it from outside.
    files: ["src/{config,bin}/**/*.ts", "scripts/**", "tests/**"],
    rules: { "no-restricted-properties": "off" },
  },
  { files: ["tests/**/*.ts"], rules: { "max-lines-per-function": "off", "max-lines": "off" } },
  // Plain SQL of a whole schema reads best in one piece.
  { files: ["migrations/**/*.ts"], rules: { "max-lines-per-function": "off" } },
  { files: ["**/*.{js,mjs,cjs}"], ...tseslint.configs.disableTypeChecked },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
);
