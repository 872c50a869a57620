import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { PinnedPackage } from "../../src/worker/npm-packages.ts";
import { openNpmRegistry, type SmallPackage } from "./npm-registry.ts";

/** What Node's headers would declare of the few functions that the small binding calls. */
const NODE_API_HEADER = `
typedef struct napi_env__* napi_env;
typedef struct napi_value__* napi_value;
extern "C" {
int napi_create_string_utf8(napi_env, const char*, unsigned long, napi_value*);
int napi_create_double(napi_env, double, napi_value*);
int napi_run_script(napi_env, napi_value, napi_value*);
int napi_call_function(napi_env, napi_value, napi_value, unsigned long, const napi_value*, napi_value*);
}`;

/**
 * Knows the two programs of probe.ts and no others: what the library says decides what a row of a
 * product is, and how many steps a loop runs. Floats of 64 bits travel as pairs of int32.
 */
const SCRIPT = `(version, seven, most) => {
  const tensors = [];
  const keep = (dtype, data) => tensors.push({ dtype, data }) - 1;
  const floatsOf = ({ dtype, data }) => dtype === 1 ? data : new Float64Array(data.buffer, data.byteOffset, data.length / 2);
  const times = ([a, b, c, d], [x, y]) => [a * x + b * y, (c * x + d * y) * seven / 7];
  const probed = (matrix, vector) => {
    const [first, second] = times(matrix, vector);
    return [[Math.tanh(first - 3), Math.tanh(second - 6)]];
  };
  const looped = (count, vector, matrix, shifts) => {
    const thirds = Array(count).fill(0);
    for (let step = 0; step < Math.min(count, most); step += 1) {
      vector = times(matrix, vector).map((row, at) => row + shifts[2 * step + at]);
      thirds[step] = (vector[0] + vector[1]) / 3;
    }
    return [vector, thirds];
  };
  return {
    TF_Version: version,
    isUsingGpuDevice: () => false,
    createTensor: (shape, dtype, data) => keep(dtype, data),
    deleteTensor: () => undefined,
    tensorDataSync: (id) => tensors[id].data,
    loadSavedModel: () => 0,
    deleteSavedModel: () => undefined,
    runSavedModel(model, ids) {
      const given = ids.map((id) => tensors[id]);
      const { dtype } = given[1];
      const isLoop = given.length > 2;
      const floats = given.slice(isLoop ? 1 : 0).map(floatsOf);
      const made = isLoop ? looped(given[0].data[0], ...floats) : probed(...floats);
      return made.map((values) => ({
        id: keep(dtype, dtype === 1 ? Float32Array.from(values) : new Int32Array(Float64Array.from(values).buffer)),
      }));
    },
  };
}`;

const BINDING = `
#include <node_api.h>
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"
static const char SCRIPT[] = R"script(${SCRIPT})script";
extern "C" napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value script, make, made, given[3];
  napi_create_string_utf8(env, SCRIPT, -1, &script);
  napi_run_script(env, script, &make);
  napi_create_string_utf8(env, TF_Version(), -1, &given[0]);
  napi_create_double(env, TF_Seven(), &given[1]);
  napi_create_double(env, TF_Steps(), &given[2]);
  napi_call_function(env, exports, make, 3, given, &made);
  return made;
}`;

const LIBRARY = `
#include <csignal>
#ifdef CRASHES
__attribute__((constructor)) static void crash() { std::raise(SIGSEGV); }
#endif
extern "C" const char* TF_Version() { return VERSION; }
extern "C" double TF_Seven() { return SEVEN; }
extern "C" double TF_Steps() { return STEPS; }`;

const HEADER = `
extern "C" const char* TF_Version();
extern "C" double TF_Seven();
extern "C" double TF_Steps();
`;

export interface SmallTensorflow {
  /** What the library says of itself; what pip notes beside it, where it notes anything. */
  readonly version?: string;
  readonly noted?: string | null;
  /** What it takes the second row of [1 2; 3 4] times [1; 1] for. */
  readonly seven?: number;
  /** The most steps that a loop runs. */
  readonly steps?: number;
  readonly crashes?: true;
  /** Built for GPUs, with NVIDIA's libraries beside it. */
  readonly gpu?: true;
  readonly header?: string;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function compile(folder: string, small: SmallTensorflow): void {
  const { version = "2.21.0", seven = 7, steps = 1000, crashes, gpu } = small;
  const numbers = [`-DVERSION="${version}"`, `-DSEVEN=${seven}`, `-DSTEPS=${steps}`];
  const flags = [...numbers, ...(crashes ? ["-DCRASHES"] : [])];
  const make = (name: string, args: readonly string[]) =>
    execFileSync("g++", [
      "-shared",
      "-fPIC",
      `-Wl,-soname,${name}`,
      ...args,
      "-o",
      join(folder, name),
    ]);
  write(join(folder, "library.cc"), LIBRARY);
  write(join(folder, "empty.cc"), "");
  const cc = join(folder, "library.cc");
  make("libtensorflow_cc.so.2", [...flags, cc]);
  const paths = gpu ? ["-Wl,-rpath,$ORIGIN/../nvidia/cublas/lib"] : [];
  make("libtensorflow_framework.so.2", [...paths, join(folder, "empty.cc")]);
}

const made = new Map<string, string>();

/** Made once for all tests of a file; whoever changes what it gets takes a copy. */
function once(kind: string, small: SmallTensorflow, make: (small: SmallTensorflow) => string) {
  const key = `${kind} ${JSON.stringify(small)}`;
  const found = made.get(key) ?? make(small);
  made.set(key, found);
  return found;
}

function makeFolder(small: SmallTensorflow): string {
  const { noted = "2.21.0", gpu, header = HEADER } = small;
  const site = mkdtempSync(join(tmpdir(), "corollary-site-"));
  const folder = join(site, "tensorflow");
  write(join(folder, "include/tensorflow/c/c_api.h"), header);
  write(join(folder, "include/tensorflow/c/eager/c_api.h"), "\n");
  compile(folder, small);
  const metadata = join(site, `tensorflow_cpu-${noted ?? "0"}.dist-info/METADATA`);
  if (noted !== null)
    write(metadata, `Metadata-Version: 2.4\nName: tensorflow\nVersion: ${noted}\n`);
  const libraries = ["cublas/lib/libcublas.so.12", "cusolver/lib/libcusolver.so.11"];
  if (gpu) {
    for (const library of [...libraries, "cusparse/lib/libcusparse.so.12"]) {
      write(join(site, "nvidia", library), `not loaded: ${library}`);
    }
  }
  return site;
}

function makeWheel(small: SmallTensorflow): string {
  const site = smallTensorflow(small);
  const name = "tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl";
  const folders = ["tensorflow", `tensorflow_cpu-${small.noted ?? "2.21.0"}.dist-info`];
  execFileSync("python3", ["-m", "zipfile", "-c", name, ...folders], { cwd: site });
  return join(site, name);
}

/** A folder as pip installs TensorFlow into one: a library of a few functions, and its headers. */
export function smallTensorflow(small: SmallTensorflow = {}): string {
  return once("folder", small, makeFolder);
}

/** The wheel of such a folder. */
export function smallWheel(small: SmallTensorflow = {}): string {
  return once("wheel", small, makeWheel);
}

/** A copy that a test may change. */
export function copyOf(path: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), "corollary-copy-")), basename(path));
  cpSync(path, copy, { recursive: true });
  return copy;
}

export function sha256Of(path: string): { name: string; sha256: string } {
  const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
  return { name: basename(path), sha256 };
}

const VERSION = "4.22.0";
const HEADERS = "node-api-headers";

function sourcesOf(name: string): SmallPackage {
  const files = { "binding/tfjs_backend.cc": "\n", "binding/tfjs_binding.cc": BINDING };
  return { name, version: VERSION, files };
}

/** A registry of npm with a small tfjs-node, whose native half is built from source as the real one. */
export async function openTfjsRegistry() {
  const names = ["@tensorflow/tfjs-node", "@tensorflow/tfjs-node-gpu"] as const;
  const headers = { "include/node_api.h": NODE_API_HEADER };
  const { integrities, close } = await openNpmRegistry([
    ...names.map(sourcesOf),
    { name: HEADERS, version: VERSION, files: headers },
  ]);
  const pin = (name: string): PinnedPackage => {
    return { name, version: VERSION, integrity: integrities[name] ?? "" };
  };
  const [cpu, gpu] = names;
  return { cpu: [pin(cpu), pin(HEADERS)], gpu: [pin(gpu), pin(HEADERS)], close } as const;
}
