import { describe, expect, it } from "vitest";
import { configurationTable, loadConfig, type Environment } from "../../../src/config/config.ts";
import { PlatformError } from "../../../src/domain/errors.ts";

const ROOT = "/srv/corollary";
const TOKEN = "0123456789abcdef0123456789abcdef";

function errorOf(env: Environment): PlatformError {
  try {
    loadConfig(env, ROOT);
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

describe("loadConfig", () => {
  it("needs nothing: every variable has a default", () => {
    expect(loadConfig({ PATH: "/usr/bin" }, ROOT)).toEqual({
      root: ROOT,
      port: 4000,
      host: "127.0.0.1",
      hosts: [],
      token: null,
      databaseUrl: null,
      home: null,
      verify: "quick",
      engine: "auto",
      processes: null,
    });
  });

  it("takes every variable that the table lists", () => {
    const env = {
      PORT: "0",
      HOST: "0.0.0.0",
      COROLLARY_HOSTS: "Lab.example,lab-2.example",
      COROLLARY_TOKEN: TOKEN,
      DATABASE_URL: "postgres://user:pw@db:5433/lab",
      COROLLARY_HOME: "/srv/my data",
      COROLLARY_VERIFY: "none",
      COROLLARY_ENGINE: "reference",
      COROLLARY_PROCESSES: "12",
    };
    expect(Object.keys(env).toSorted()).toEqual(
      configurationTable.map(({ name }): string => name).toSorted(),
    );
    expect(loadConfig(env, ROOT)).toEqual({
      root: ROOT,
      port: 0,
      host: "0.0.0.0",
      hosts: ["lab.example", "lab-2.example"],
      token: TOKEN,
      databaseUrl: "postgres://user:pw@db:5433/lab",
      home: "/srv/my data",
      verify: "none",
      engine: "reference",
      processes: 12,
    });
  });

  it("takes an empty value as not set", () => {
    const env = { PORT: "", COROLLARY_TOKEN: "", DATABASE_URL: "", COROLLARY_VERIFY: "" };
    expect(loadConfig(env, ROOT)).toEqual(loadConfig({}, ROOT));
  });

  it.each([
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "4e3"],
    ["PORT", "80 "],
    ["HOST", "http://localhost"],
    ["HOST", "a b"],
    ["COROLLARY_HOSTS", "https://lab.example"],
    ["COROLLARY_HOSTS", "lab.example:443"],
    ["COROLLARY_HOSTS", "lab.example, other"],
    ["DATABASE_URL", "mysql://localhost/lab"],
    ["DATABASE_URL", "localhost:5432"],
    ["COROLLARY_HOME", "data"],
    ["COROLLARY_HOME", "~/data"],
    ["COROLLARY_VERIFY", "QUICK"],
    ["COROLLARY_VERIFY", "fast"],
    ["COROLLARY_ENGINE", "cuda"],
    ["COROLLARY_ENGINE", "none"],
    ["COROLLARY_PROCESSES", "0"],
    ["COROLLARY_PROCESSES", "1025"],
    ["COROLLARY_PROCESSES", "2.5"],
    ["COROLLARY_TOKEN", TOKEN.slice(1)],
    ["COROLLARY_TOKEN", `${TOKEN.slice(1)} `],
  ])("refuses %s=%j and names variable, form and default", (name, value) => {
    const error = errorOf({ [name]: value });
    const entry = configurationTable.find((variable) => variable.name === name);
    expect(error.code).toBe("BAD_CONFIGURATION");
    expect(error.message).toContain(`${name}: `);
    expect(error.message).toContain(`is not ${entry?.form}`);
    expect(error.message).toContain(`Default: ${entry?.default}`);
  });

  it("names all problems at once", () => {
    const error = errorOf({ PORT: "x", COROLLARY_VERIFY: "y", COROLLARY_PROT: "1", HOST: "::" });
    expect(error.message.split("\n").slice(1)).toEqual([
      expect.stringContaining("COROLLARY_PROT: there is no such variable"),
      expect.stringContaining("PORT: "),
      expect.stringContaining("COROLLARY_VERIFY: "),
      expect.stringContaining("HOST: "),
    ]);
  });

  it.each(["0.0.0.0", "::", "192.168.1.5", "lab.example.org", "127.0.0.1.example.org"])(
    "refuses HOST=%s without a token",
    (host) => {
      expect(errorOf({ HOST: host }).message).toContain("COROLLARY_TOKEN must be set");
      expect(loadConfig({ HOST: host, COROLLARY_TOKEN: TOKEN }, ROOT).host).toBe(host);
    },
  );

  it.each(["127.0.0.1", "127.1.2.3", "::1", "localhost", "LOCALHOST"])(
    "takes HOST=%s without a token",
    (host) => {
      expect(loadConfig({ HOST: host }, ROOT).host).toBe(host);
    },
  );

  it("never prints a secret", () => {
    const error = errorOf({
      COROLLARY_TOKEN: "my-secret-token",
      DATABASE_URL: "mysql://me:my-secret-password@db/lab",
    });
    expect(error.message).toContain("COROLLARY_TOKEN: the value given is not");
    expect(error.message).toContain("DATABASE_URL: the value given is not");
    expect(error.message).not.toContain("my-secret");
  });

  it("keeps a long or unprintable value to one short line", () => {
    const error = errorOf({ PORT: `\u001b[2J${"9".repeat(500)}\n` });
    expect(error.message).toContain(String.raw`\u001b`);
    expect(error.message).not.toContain("\u001b");
    expect(error.message.length).toBeLessThan(250);
  });
});
