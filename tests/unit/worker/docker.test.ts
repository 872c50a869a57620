import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { howToInstall } from "../../../src/compute/engine/engines/tensorflow-folder.ts";
import { findProject } from "../../../src/config/root.ts";
import { enginesBelow } from "../../../src/worker/compute-folders.ts";

const { root } = findProject(import.meta.url);
const read = (name: string) => readFileSync(join(root, "docker", name), "utf8");

/** The instructions of each stage of the image by its name; the last one has none. */
function stages(): ReadonlyMap<string, readonly string[]> {
  const lines = read("Dockerfile")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const made = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines) {
    const name = /^FROM \S+(?: AS (\S+))?$/.exec(line);
    if (name === null) current.push(line);
    else made.set(name[1] ?? "final", (current = []));
  }
  return made;
}

function linesOf(stage: string): readonly string[] {
  return stages().get(stage) ?? expect.fail(`no stage ${stage}`);
}

function variable(stage: string, name: string): string {
  const line = linesOf(stage).find((one) => one.startsWith(`ENV ${name}=`));
  return line?.split("=")[1] ?? expect.fail(`${stage} sets no ${name}`);
}

/** The names one step below a section of a compose file. */
function below(file: string, section: string): string[] {
  const text = read(file).split(new RegExp(`^${section}:\n`, "m"))[1] ?? "";
  const own = text.split(/^\S/m)[0] ?? "";
  return [...own.matchAll(/^ {2}(\w+):/gm)].map(([, name = ""]) => name);
}

const PROGRAM = '["node", "dist/src/bin/cli.js", ';

describe("the image for GPUs", () => {
  it("installs the engine as a person does, and has it where the program looks for it", () => {
    const install = howToInstall("tensorflow-gpu").replace("npx corollary", "");
    expect(linesOf("tensorflow-gpu")).toContain(`RUN node dist/src/bin/cli.js${install}`);
    const from = enginesBelow(variable("tensorflow-gpu", "COROLLARY_HOME"));
    const to = enginesBelow(variable("product", "COROLLARY_HOME"));
    expect(linesOf("worker-gpu")).toContain(
      `COPY --from=tensorflow-gpu --chown=node:node ${from} ${to}`,
    );
  });

  it("leaves the choice to auto, and is given what the driver needs", () => {
    for (const lines of stages().values()) {
      expect(lines.filter((one) => one.includes("COROLLARY_ENGINE"))).toEqual([]);
    }
    expect(variable("worker-gpu", "NVIDIA_DRIVER_CAPABILITIES")).toBe("compute,utility");
  });

  it("is what the compose file for GPUs builds, for services that there are", () => {
    const compose = read("compose.gpu.yaml");
    expect(/target: (.*)/.exec(compose)?.[1]).toBe("worker-gpu");
    expect(stages().has("worker-gpu")).toBe(true);
    expect(/image: (.*)/.exec(compose)?.[1]).toBe(
      /--target worker-gpu -t (\S+) \.$/m.exec(read("Dockerfile"))?.[1],
    );
    expect(/dockerfile: (.*)/.exec(compose)?.[1]).toBe("docker/Dockerfile");
    const services = below("compose.gpu.yaml", "services");
    expect(services).toEqual(["server", "worker"]);
    expect(below("compose.yaml", "services")).toEqual(expect.arrayContaining(services));
  });
});

it("server and worker are started by one program", () => {
  expect(linesOf("product").at(-1)).toBe(`CMD ${PROGRAM}"start"]`);
  expect(read("compose.yaml")).toContain(`command: ${PROGRAM}"worker"]`);
});
