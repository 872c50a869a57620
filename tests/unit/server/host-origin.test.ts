import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { isKnownHost, isOwnOrigin } from "../../../src/server/host-origin.ts";

describe("a server on loopback", () => {
  it.each(["localhost", "LOCALHOST:4000", "127.0.0.1:1", "[::1]:4000"])("answers to %s", (host) => {
    expect(isKnownHost(host, "127.0.0.1")).toBe(true);
  });

  it.each(["evil.test", "10.0.0.5:4000", "[fe80::1]", "localhost.", "a b", "", ":4000"])(
    "does not answer to %j",
    (host) => {
      expect(isKnownHost(host, "127.0.0.1")).toBe(false);
    },
  );

  it("answers to the loopback address that it was given, and to no request without a Host", () => {
    expect(isKnownHost("127.0.0.9:4000", "127.0.0.9")).toBe(true);
    expect(isKnownHost("10.0.0.5", "127.0.0.9")).toBe(false);
    expect(isKnownHost(undefined, "127.0.0.1")).toBe(false);
  });
});

describe("a server beyond loopback", () => {
  it.each(["10.0.0.5:4000", "[2001:db8::1]:4000", "localhost:4000", hostname()])(
    "answers to %s, which no attacker can own",
    (host) => {
      expect(isKnownHost(host, "0.0.0.0")).toBe(true);
    },
  );

  it("answers to the names that are configured, and to no name near them", () => {
    const further = ["lab.example"];
    expect(isKnownHost("LAB.example", "127.0.0.1", further)).toBe(true);
    expect(isKnownHost("lab.example:443", "0.0.0.0", further)).toBe(true);
    expect(isKnownHost("lab.example.evil.test", "0.0.0.0", further)).toBe(false);
    expect(isKnownHost("x.lab.example", "127.0.0.1", further)).toBe(false);
  });

  it("answers to the name that it is bound to, and to no other", () => {
    expect(isKnownHost("lab.example:4000", "lab.example")).toBe(true);
    expect(isKnownHost("evil.test", "0.0.0.0")).toBe(false);
  });
});

describe("an Origin", () => {
  it("is the very host that is asked, over HTTP or behind TLS", () => {
    expect(isOwnOrigin(undefined, "localhost:4000")).toBe(true);
    expect(isOwnOrigin("http://localhost:4000", "localhost:4000")).toBe(true);
    expect(isOwnOrigin("https://lab.example", "lab.example")).toBe(true);
  });

  it.each(["null", "", "http://evil.test", "http://localhost:4000.evil.test", "file://localhost"])(
    "is refused: %j",
    (origin) => {
      expect(isOwnOrigin(origin, "localhost:4000")).toBe(false);
    },
  );
});
