import { isAbsolute } from "node:path";
import { z } from "zod";
import { ENGINE_CHOICES } from "../domain/engine-name.ts";
import { BUDGETS } from "../domain/verdict.ts";

/** What a variable's value is, with the words that a person needs to give a right one. */
export interface Variable {
  readonly name: string;
  /** The form of a value, in words. */
  readonly form: string;
  readonly default: string;
  readonly sentence: string;
  /** A secret is named in errors, its value never. */
  readonly secret: boolean;
}

/** Shorter ones could be guessed over the network. */
export const TOKEN_MIN_LENGTH = 32;
export const LOOPBACK_HOSTS: readonly string[] = ["127.0.0.1", "::1", "localhost"];

/** More could only be a mistake. */
const PROCESSES_MAX = 1024;

/** Every variable that the product reads. docs/generated/configuration.md is written from it. */
export const configurationTable = [
  {
    name: "PORT",
    form: "a whole number from 0 to 65535 (0: any free port)",
    default: "4000",
    sentence: "The port that the API and the page answer on.",
    secret: false,
  },
  {
    name: "HOST",
    form: "an IP address or host name of this machine",
    default: "127.0.0.1",
    sentence: "The address to listen on. Beyond loopback COROLLARY_TOKEN must be set.",
    secret: false,
  },
  {
    name: "COROLLARY_HOSTS",
    form: "host names separated by commas, without port, such as corollary.example.org",
    default: "none",
    sentence:
      "Further names that requests may address the server by, such as that of a TLS proxy in front.",
    secret: false,
  },
  {
    name: "COROLLARY_TOKEN",
    form: `${TOKEN_MIN_LENGTH} or more visible ASCII characters without spaces`,
    default: "none",
    sentence: "When set, every mutation needs it as a bearer token, on loopback too.",
    secret: true,
  },
  {
    name: "DATABASE_URL",
    form: "postgresql://user:password@host:5432/database",
    default: "none: the product starts a PostgreSQL of its own",
    sentence: "A PostgreSQL, version 14 or later, to use in place of the product's own.",
    secret: true,
  },
  {
    name: "COROLLARY_HOME",
    form: "an absolute path",
    default: ".corollary in the project",
    sentence: "The folder that holds everything the product stores.",
    secret: false,
  },
  {
    name: "COROLLARY_VERIFY",
    form: `${BUDGETS.join(", ")} or none`,
    default: "quick",
    sentence: "The budget at which `npm start` verifies the claims that have no evidence yet.",
    secret: false,
  },
  {
    name: "COROLLARY_ENGINE",
    form: ENGINE_CHOICES.join(", ").replace(/, (?=[^,]*$)/, " or "),
    default: "auto",
    sentence:
      "What computes the claims that train; `auto` takes for each the fastest that is here. One that is named and not available is refused, " +
      "never replaced; `npx corollary doctor` says which are.",
    secret: false,
  },
  {
    name: "COROLLARY_PROCESSES",
    form: `a whole number from 1 to ${PROCESSES_MAX}`,
    default: "the number of cores",
    sentence: "How many processes compute at a time, each on one thread. Changes no result.",
    secret: false,
  },
] as const satisfies readonly Variable[];

export type VariableName = (typeof configurationTable)[number]["name"];

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\/\S+$/i.test(text);
}

/** What fails here is reported with the variable's form, never with the value of a secret. */
export const variablesSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .default(4000),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9:._%-]+$/)
    .default("127.0.0.1"),
  COROLLARY_HOSTS: z
    .string()
    .regex(/^[A-Za-z0-9._-]+(,[A-Za-z0-9._-]+)*$/)
    .transform((names) => names.toLowerCase().split(","))
    .default([]),
  COROLLARY_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .min(TOKEN_MIN_LENGTH)
    .nullable()
    .default(null),
  DATABASE_URL: z.string().refine(isPostgresUrl).nullable().default(null),
  COROLLARY_HOME: z.string().refine(isAbsolute).nullable().default(null),
  COROLLARY_VERIFY: z.enum([...BUDGETS, "none"]).default("quick"),
  COROLLARY_ENGINE: z.enum(ENGINE_CHOICES).default("auto"),
  COROLLARY_PROCESSES: z
    .string()
    .regex(/^[1-9]\d{0,3}$/)
    .transform(Number)
    .refine((count) => count <= PROCESSES_MAX)
    .nullable()
    .default(null),
} satisfies Record<VariableName, z.ZodType>);
