import { CreateTables1764100000000 } from "./1764100000000-create-tables.ts";
import { Engines1764200000000 } from "./1764200000000-engines.ts";
import { Regressions1764300000000 } from "./1764300000000-regressions.ts";
import { Drawings1764400000000 } from "./1764400000000-drawings.ts";
import { CrossChecks1764500000000 } from "./1764500000000-cross-checks.ts";
import { EngineReasons1764600000000 } from "./1764600000000-engine-reasons.ts";

/** Every migration, oldest first. */
export const migrations = [
  CreateTables1764100000000,
  Engines1764200000000,
  Regressions1764300000000,
  Drawings1764400000000,
  CrossChecks1764500000000,
  EngineReasons1764600000000,
];
