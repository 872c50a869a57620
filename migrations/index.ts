import { CreateTables1764100000000 } from "./1764100000000-create-tables.ts";

/** Every migration, oldest first. */
export const migrations = [CreateTables1764100000000];
