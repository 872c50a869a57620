/** Who may import whom: down the list only (CONTRIBUTING.md). Each comment says what to do. */
const rooms = {
  domain: [],
  compute: ["domain"],
  verification: ["domain", "compute"],
  papers: ["verification", "compute", "domain"],
  entities: ["domain"],
  exports: ["domain"],
  queue: ["domain"],
  config: ["domain"],
  database: ["entities", "config", "domain"],
  services: ["entities", "papers", "verification", "exports", "queue", "domain"],
  schema: ["domain"],
  resolvers: ["schema", "domain", "services", "entities"],
  worker: ["services", "verification", "compute", "papers", "queue", "domain"],
  cli: [
    ...["services", "verification", "compute", "papers", "queue", "domain"],
    ...["database", "config", "worker", "exports", "entities"],
  ],
};

const advice = {
  domain: "Words that every room shares import nothing of ours: pass what you need as an argument.",
  compute: "Numbers are made without database, API, queue or environment: pass settings in.",
  verification: "A verdict is a function of measurements: no database, API or queue here.",
  papers: "A claim file imports verification/index.ts, index files of compute and domain only.",
  entities: "An entity knows its parent and domain words; whoever needs more is a service.",
  schema: "What the API shows knows nothing of rows: the resolver joins them.",
  resolvers: "A resolver is a sentence: ask a service or a loader.",
};

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports-down`,
  comment:
    advice[room] ??
    `src/${room} may import ${allowed.join(", ")}: move the code down, or pass it in.`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: "^src/", pathNot: `^src/(${[room, ...allowed].join("|")})/` },
}));

/** Inside of compute: numbers, then programs, then networks, then trainings, then measures. */
const parts = {
  numerics: [],
  certificates: [],
  datasets: ["numerics"],
  engine: ["numerics"],
  nn: ["engine", "numerics"],
  training: ["nn", "engine", "numerics"],
  measures: ["training", "nn", "engine", "datasets", "numerics", "certificates"],
};

const partRules = Object.entries(parts).map(([part, allowed]) => ({
  name: `compute-${part}-imports-down`,
  comment: `src/compute/${part} may import ${allowed.join(", ") || "none of its neighbours"}: move the code down, or pass it in.`,
  severity: "error",
  from: { path: `^src/compute/${part}/` },
  to: { path: "^src/compute/", pathNot: `^src/compute/(${[part, ...allowed].join("|")})/` },
}));

const claimImports = [
  "^src/verification/index\\.ts$",
  "^src/compute/[a-z]+/index\\.ts$",
  "^src/domain/",
  "^src/papers/[^/]+/[^/]+\\.ts$",
].join("|");

export default {
  forbidden: [
    {
      name: "checkers-stand-apart",
      comment: "Who makes a certificate knows its form only: import the types.",
      severity: "error",
      from: { path: "^src/compute/measures/" },
      to: { path: "^src/compute/certificates/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-rings",
      comment: "Rings crash at start and hide the architecture: move what both need down.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    ...roomRules,
    ...partRules,
    {
      name: "claims-see-the-contract-only",
      comment: advice.papers,
      severity: "error",
      from: { path: "^src/papers/[^/]+/" },
      to: { path: "^src/", pathNot: claimImports },
    },
    {
      name: "rows-come-from-services",
      comment: "Import the types of entities and services only; the values come in by context.",
      severity: "error",
      from: { path: "^src/(resolvers|cli)/" },
      to: { path: "^src/(entities|services)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "migrations-stand-alone",
      comment: "A migration must mean the same next year: plain SQL, nothing of ours.",
      severity: "error",
      from: { path: "^migrations/" },
      to: { path: "^src/" },
    },
    {
      name: "nobody-imports-tests",
      comment: "What production code needs lives in src.",
      severity: "error",
      from: { path: "^(src|migrations|scripts|bench)/" },
      to: { path: "^tests/" },
    },
    {
      name: "resolvable",
      comment: "This import leads nowhere: is the package in package.json?",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types", "require"],
    },
  },
};
