import type { EngineChoice } from "../domain/engine-name.ts";
import type { Budget } from "../domain/verdict.ts";
import { PlatformError } from "../domain/errors.ts";
import { configurationTable, LOOPBACK_HOSTS, variablesSchema, type Variable } from "./variables.ts";

export { configurationTable } from "./variables.ts";

/** Everything that can be set from outside, read once and passed down. */
export interface Config {
  /** Folder of the project: it holds package.json. */
  readonly root: string;
  readonly port: number;
  readonly host: string;
  /** Further names, in lower case, that requests may address the server by. */
  readonly hosts: readonly string[];
  readonly token: string | null;
  readonly databaseUrl: string | null;
  /** COROLLARY_HOME as given, absolute; null: .corollary in the project. */
  readonly home: string | null;
  /** What `npm start` verifies by itself. */
  readonly verify: Budget | "none";
  /** What computes the claims that train. */
  readonly engine: EngineChoice;
  /** Computing processes at a time; null: one a core. */
  readonly processes: number | null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const VALUE_SHOWN = 60;

/** Printable and short: a pasted certificate or a control character does not reach the terminal. */
function shown(variable: Variable, value: string): string {
  if (variable.secret) return "the value given";
  return JSON.stringify(value.length > VALUE_SHOWN ? `${value.slice(0, VALUE_SHOWN)}…` : value);
}

function unknownVariables(env: Environment): string[] {
  const known: readonly string[] = configurationTable.map(({ name }) => name);
  return Object.keys(env)
    .filter((name) => name.startsWith("COROLLARY_") && !known.includes(name))
    .toSorted()
    .map(
      (name) =>
        `${name}: there is no such variable. ` +
        `Known: ${known.filter((other) => other.startsWith("COROLLARY_")).join(", ")}.`,
    );
}

function isLoopback(host: string): boolean {
  return LOOPBACK_HOSTS.includes(host.toLowerCase()) || /^127(\.\d{1,3}){3}$/.test(host);
}

function fail(problems: readonly string[]): never {
  throw new PlatformError(
    "BAD_CONFIGURATION",
    ["The configuration is wrong:", ...problems.map((problem) => `  ${problem}`)].join("\n"),
  );
}

function problemWith(name: PropertyKey | undefined, given: Environment): string {
  const variable = configurationTable.find((entry) => entry.name === name);
  if (variable === undefined) throw new Error(`configurationTable lacks ${String(name)}`);
  const value = shown(variable, given[variable.name] ?? "");
  return `${variable.name}: ${value} is not ${variable.form}. Default: ${variable.default}.`;
}

/**
 * The configuration that an environment asks for. Reads nothing but its arguments.
 *
 * @param env usually process.env; an empty value counts as not set
 * @param root folder of the project
 * @throws PlatformError BAD_CONFIGURATION naming all problems at once
 */
export function loadConfig(env: Environment, root: string): Config {
  // An empty value is how a shell, a compose file or a CI form says "not set".
  const given = Object.fromEntries(
    configurationTable.flatMap(({ name }) => (env[name] ? [[name, env[name]]] : [])),
  );
  const parsed = variablesSchema.safeParse(given);
  const wrong = new Set(parsed.error?.issues.map(({ path }) => path[0]));
  const problems = [
    ...unknownVariables(env),
    ...[...wrong].map((name) => problemWith(name, given)),
  ];
  const host = given["HOST"] ?? "127.0.0.1";
  if (!wrong.has("HOST") && !isLoopback(host) && given["COROLLARY_TOKEN"] === undefined) {
    problems.push(
      `HOST: ${host} is reachable from other machines, so COROLLARY_TOKEN must be set ` +
        `(and TLS put in front); or leave HOST at 127.0.0.1.`,
    );
  }
  if (!parsed.success || problems.length > 0) return fail(problems);
  const { data } = parsed;
  return {
    root,
    port: data.PORT,
    host: data.HOST,
    hosts: data.COROLLARY_HOSTS,
    token: data.COROLLARY_TOKEN,
    databaseUrl: data.DATABASE_URL,
    home: data.COROLLARY_HOME,
    verify: data.COROLLARY_VERIFY,
    engine: data.COROLLARY_ENGINE,
    processes: data.COROLLARY_PROCESSES,
  };
}
