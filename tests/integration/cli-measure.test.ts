import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { requestedMeasures } from "../../src/compute/measures/requested/index.ts";
import { runCommandLine, startCommandLine } from "../support/command-line.ts";
import { runCommandHere } from "../support/command-line-here.ts";

const QUALITY = "local-minimum-quality";
const folder = mkdtempSync(join(tmpdir(), "cli-measure-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const corollary = (...args: string[]) => runCommandHere(args);
const names = requestedMeasures.map(({ name }) => name);

function fileWith(value: unknown): string {
  const file = join(folder, "input.json");
  writeFileSync(file, JSON.stringify(value));
  return file;
}

/** F2 of the spec: v tanh(w x + b) on five points, at its certified minimum of the higher value. */
function f2(changes: { network?: object; data?: object; loss?: string } = {}) {
  const { network, data, ...rest } = changes;
  return {
    network: {
      activation: "tanh",
      weights: [[[1.6144927447798223], [0.875835112049511]], [[1.3859507078218731]]],
      ...network,
    },
    data: {
      inputs: [-2, -1, 0, 1, 2].map((x) => [x, 1]),
      targets: [[0], [-1], [1], [2], [2]],
      ...data,
    },
    ...rest,
  };
}

const answerSchema = z.object({
  measure: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  numbers: z.record(z.string(), z.json()),
});

async function measured(value: unknown) {
  const { code, out } = await corollary("measure", QUALITY, "--in", fileWith(value), "--json");
  return { code, ...answerSchema.parse(JSON.parse(out)) };
}

describe("corollary measures", () => {
  it("lists every measure with what it measures and where it is from", async () => {
    const { code, out } = await corollary("measures");
    expect(code).toBe(0);
    for (const { name, title, source } of requestedMeasures) {
      expect(out).toContain(`${name}\n  ${title}\n  ${source}\n`);
    }
    const listed = z.object({ measures: z.array(z.object({ name: z.string() })) });
    const { measures } = listed.parse(JSON.parse((await corollary("measures", "--json")).out));
    expect(measures.map(({ name }) => name)).toEqual(names);
  });
});

describe.each(names)("corollary measure %s", (name) => {
  it("is explained in docs/measures.md", () => {
    expect(readFileSync("docs/measures.md", "utf8")).toContain(`\n## \`${name}\`\n`);
  });

  it("prints a schema that its example fits and an empty input does not", async () => {
    const schema = JSON.parse((await corollary("measure", name, "--schema")).out) as object;
    const example = JSON.parse((await corollary("measure", name, "--example")).out) as object;
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    validate(example);
    expect(validate.errors).toBeNull();
    expect(validate({})).toBe(false);
    expect(schema).toMatchObject({ title: name });
  });

  it("measures its example, and says what each number means", async () => {
    const { example, meanings } = requestedMeasures.find((one) => one.name === name) ?? {};
    const file = fileWith(example);
    const { code, out } = await corollary("measure", name, "--in", file, "--json");
    expect(code).toBe(0);
    const answer = answerSchema.parse(JSON.parse(out));
    expect(answer).toMatchObject({ measure: name, status: "MEASURED", reason: null });
    const told = Object.keys(answer.numbers).map((one) => meanings?.[one]);
    expect(told).not.toContain(undefined);
    const shown = await corollary("measure", name, "--in", file);
    expect(shown.out).toMatch(new RegExp(`^${name}: MEASURED\n`));
    for (const meaning of told) expect(shown.out).toContain(meaning);
  });
});

describe("corollary measure", () => {
  it("gives the golden numbers of a certified minimum", async () => {
    const file = fileWith(f2());
    const { code, out } = await runCommandLine(["measure", QUALITY, "--in", file, "--json"]);
    const { status, numbers } = answerSchema.parse(JSON.parse(out));
    expect([code, status]).toEqual([0, "MEASURED"]);
    expect(numbers["loss"]).toBeCloseTo(1.3242635769632303, 13);
    expect(numbers["projection"]).toBeCloseTo(1.3242635769632303, 13);
    expect(numbers["lastSingular"]).toBeCloseTo(0.366812, 6);
    expect(numbers["rank"]).toBe(3);
  });

  it("exits with 1 where a hypothesis does not hold, and says which", async () => {
    const saddle = { weights: [[[1], [0]], [[1]]] };
    const refused = await measured(f2({ network: saddle }));
    expect(refused).toMatchObject({ code: 1, status: "PRECONDITION_FAILED" });
    expect(refused.reason).toMatch(/^The point is not stationary: /);
    const other = await measured(f2({ loss: "cross-entropy" }));
    expect(other.code).toBe(1);
    expect(other.reason).toMatch(/^The loss is "cross-entropy"/);
  });

  it("exits with 3 where the numbers cannot tell", async () => {
    // Its outputs are beyond float64.
    const weights = [[[1e200, 1e200]], [[1e200], [1e200]]];
    const data = { inputs: [[1e200]], targets: [[1]] };
    const undecided = await measured({ network: { activation: "relu", weights }, data });
    expect(undecided).toMatchObject({ code: 3, status: "INCONCLUSIVE" });
    expect(undecided.reason).toMatch(/not finite/);
  });

  it.each([
    [
      "does not fit together",
      f2({
        network: {
          weights: [
            [[1], [1]],
            [[1], [2]],
          ],
        },
      }),
      "weights[1]",
    ],
    [
      "has another shape",
      f2({ data: { targets: [[0], ["1"]] } }),
      'data.targets[1][0]: give a number, not the text "1"; what is expected: ',
    ],
    [
      "has a field that is unknown",
      { ...f2(), networks: 1 },
      "networks: no field has this name here: take it out",
    ],
    ["has fewer targets than inputs", f2({ data: { targets: [[0]] } }), "data.targets"],
  ])("exits with 2 and the place where an input %s", async (_name, value, told) => {
    const file = fileWith(value);
    const { code, err } = await corollary("measure", QUALITY, "--in", file);
    expect(code).toBe(2);
    expect(err).toMatch(/^corollary: BAD_INPUT /);
    expect(err).toContain(told);
    const { out } = await corollary("measure", QUALITY, "--in", file, "--json");
    expect(JSON.parse(out)).toMatchObject({ errors: [{ code: "BAD_INPUT" }] });
  });

  it("exits with 2 for an infinity that is written as a number", async () => {
    const file = join(folder, "infinite.json");
    writeFileSync(file, JSON.stringify(f2()).replace("[-2,1]", "[2e999,1]"));
    const { code, err } = await corollary("measure", QUALITY, "--in", file);
    expect(code).toBe(2);
    expect(err).toContain("data.inputs[0][0]: give a number that is finite, not Infinity");
  });

  it.each([
    [[], "say what to measure: --in <file.json>"],
    [["--in", "a.json", "--schema"], "cannot be used with"],
    [["--in", "a.json", "--certificate", "/dev/null/a"], "/dev/null/a cannot be written"],
  ])("exits with 2 for the options %j", async (options, told) => {
    const { code, err } = await corollary("measure", QUALITY, ...options);
    expect(code).toBe(2);
    expect(err).toContain(told);
  });

  it("knows its measures by name, and the nearest of another", async () => {
    const { code, err } = await corollary("measure", "local-minimum", "--schema");
    expect(code).toBe(2);
    expect(err).toContain(`NOT_FOUND no measure is named "local-minimum"; did you mean ${QUALITY}`);
  });

  it("reads standard input where - is given", async () => {
    const { child, finished } = startCommandLine(["measure", QUALITY, "--in", "-"], {
      stdin: "pipe",
    });
    child.stdin?.end(JSON.stringify(f2()));
    expect(await finished).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^local-minimum-quality: MEASURED\n/) as string,
    });
  });

  it("ends when it is interrupted while it waits for input", async () => {
    const { child, finished } = startCommandLine(["measure", QUALITY, "--in", "-"], {
      stdin: "pipe",
    });
    // More than a pipe holds: once it is taken, the program is reading.
    await new Promise((resolve) => child.stdin?.write(" ".repeat(1_000_000), resolve));
    child.kill("SIGINT");
    expect(await finished).toMatchObject({
      code: 130,
      err: expect.stringContaining("INTERRUPTED") as string,
    });
  });
});
