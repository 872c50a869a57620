import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type Express } from "express";
import helmet from "helmet";
import { PlatformError } from "../domain/errors.ts";
import type { Loaders } from "../services/loaders.ts";
import type { Services } from "../services/services.ts";
import { OWNER, standingOf } from "./auth.ts";
import { createErrorFormatter } from "./format-error.ts";
import { healthRoutes } from "./health.ts";
import { refuseForeign } from "./host-origin.ts";
import { answerHttpError, answerNotFound } from "./http-errors.ts";
import { LIMITS, limitsRule } from "./limits.ts";
import { requestGuard, type GuardedContext } from "./request-guard.ts";
import { createSchema } from "./schema.ts";

export interface ServerOptions {
  readonly config: {
    /** Folder of the project, below which the page's files lie. */
    readonly root: string;
    readonly host: string;
    /** 0 takes any free port. */
    readonly port: number;
    readonly token: string | null;
    /** Further names that requests may address the server by. */
    readonly hosts?: readonly string[];
  };
  readonly services: Services;
  /** What is missing here of a claim, by its slug. */
  readonly absentDatasets: GuardedContext["absentDatasets"];
  /** Called once for each request. */
  readonly createLoaders: () => Loaders;
  readonly log: (line: string) => void;
}

export interface RunningServer {
  readonly url: string;
  /** Lets open requests finish, for a few seconds at most; idempotent. */
  close(): Promise<void>;
}

const TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  // How often the first two are looked at; by default only every 30 seconds.
  connectionsCheckingInterval: 1_000,
};
const DRAIN_MS = 5_000;

const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** What browsers draw formulas with, as the library ships it that makes their MathML. */
const FORMULA_STYLES = ["Temml-Local.css", "Temml.woff2"];
const STYLES_FOLDER = dirname(createRequire(import.meta.url).resolve("temml/dist/Temml.woff2"));

function createApollo(log: ServerOptions["log"]): ApolloServer<GuardedContext> {
  return new ApolloServer<GuardedContext>({
    schema: createSchema(),
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    // Its own handler would end the process before the database is stopped.
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: LIMITS.tokens },
    validationRules: [limitsRule],
    formatError: createErrorFormatter(log),
    plugins: [requestGuard, ApolloServerPluginLandingPageDisabled()],
  });
}

function createApp(options: ServerOptions, apollo: ApolloServer<GuardedContext>): Express {
  const { config, services, absentDatasets, createLoaders, log } = options;
  const page = join(config.root, "src", "server", "page");
  const app = express();
  app.disable("x-powered-by");
  app.use(
    helmet({ contentSecurityPolicy: CONTENT_SECURITY_POLICY, strictTransportSecurity: false }),
  );
  app.use(refuseForeign(config.host, config.hosts));
  app.use(healthRoutes(() => services.system.ping(), log));
  app.get("/graphql", (request, response, next) => {
    if (request.accepts(["json", "html"]) === "html") response.redirect("/#console");
    else next();
  });
  const context = ({ req }: { req: express.Request }): Promise<GuardedContext> =>
    Promise.resolve({
      services,
      absentDatasets,
      loaders: createLoaders(),
      caller: OWNER,
      standing: standingOf(req.headers.authorization, config.token),
    });
  const json = express.json({ limit: LIMITS.bodyBytes, strict: true });
  app.use("/graphql", json, expressMiddleware(apollo, { context }));
  for (const file of FORMULA_STYLES) {
    app.get(`/${file}`, (_request, response) => response.sendFile(file, { root: STYLES_FOLDER }));
  }
  app.use(express.static(page, { index: "index.html", redirect: false, etag: true }));
  app.use(answerNotFound);
  app.use(answerHttpError(log));
  return app;
}

function toPortProblem(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Partial<Record<string, string>> = {
    EADDRINUSE: "is in use by another program; stop that, or set PORT to another one",
    EACCES: "needs privileges (below 1024); set PORT to a higher one",
    EADDRNOTAVAIL: "cannot be opened, as HOST is no address of this machine",
  };
  const reason = reasons[error.code ?? ""];
  if (reason === undefined) return error;
  return new PlatformError("PORT_UNAVAILABLE", `Port ${port} on ${host} ${reason}`, {
    cause: error,
  });
}

async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(toPortProblem(error, host, port));
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${bound.port}`;
}

/** Takes no new connection, ends idle ones, and after a while those that are still busy. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const force = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_MS);
  await closed;
  clearTimeout(force);
}

/**
 * Starts the API and the page.
 *
 * @throws PlatformError PORT_UNAVAILABLE when the port cannot be opened
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port } = options.config;
  const apollo = createApollo(options.log);
  await apollo.start();
  const server = createServer(TIMEOUTS, createApp(options, apollo));
  const url = await listen(server, host, port);
  let closing: Promise<void> | null = null;
  return {
    url,
    close: () => (closing ??= drain(server).then(() => apollo.stop())),
  };
}
