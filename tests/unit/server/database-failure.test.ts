import { describe, expect, it } from "vitest";
import { toDatabaseFailure } from "../../../src/server/database-failure.ts";

const failureOf = (code: string) =>
  toDatabaseFailure(Object.assign(new Error("of the driver"), { code }));

describe("a failure of the database", () => {
  it.each(["55P03", "40P01", "40001"])(
    "%s, where others held the same rows, may be tried again, and is no failure of ours",
    (code) => {
      expect(failureOf(code)).toMatchObject({
        code: "TIMEOUT",
        message: "Others held what this needs for too long; nothing was written: try again",
      });
    },
  );

  it("57014, of a statement that ran out of time, asks for less", () => {
    expect(failureOf("57014")).toMatchObject({
      code: "TIMEOUT",
      message: expect.stringContaining("ask for a smaller page") as string,
    });
  });

  it("08006, of a connection, asks for patience", () => {
    expect(failureOf("08006")?.code).toBe("DATABASE_UNAVAILABLE");
  });

  it("23505, of a row that is there already, is none that a caller is told of", () => {
    expect(failureOf("23505")).toBeNull();
  });
});
