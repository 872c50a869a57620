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
typedef struct napi_callback_info__* napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
extern "C" {
int napi_create_function(napi_env, const char*, unsigned long, napi_callback, void*, napi_value*);
int napi_set_named_property(napi_env, napi_value, const char*, napi_value);
int napi_create_string_utf8(napi_env, const char*, unsigned long, napi_value*);
int napi_create_array(napi_env, napi_value*);
int napi_set_element(napi_env, napi_value, unsigned, napi_value);
int napi_create_object(napi_env, napi_value*);
int napi_create_double(napi_env, double, napi_value*);
int napi_get_boolean(napi_env, bool, napi_value*);
}`;

/** Answers what the check asks: the version, a product of which the library makes one half, no GPU. */
const BINDING = `
#include <node_api.h>
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"
static napi_value number(napi_env env, double value) {
  napi_value made; napi_create_double(env, value, &made); return made;
}
static napi_value create(napi_env env, napi_callback_info) { return number(env, 1); }
static napi_value gpu(napi_env env, napi_callback_info) {
  napi_value made; napi_get_boolean(env, false, &made); return made;
}
static napi_value execute(napi_env env, napi_callback_info) {
  napi_value list, tensor;
  napi_create_array(env, &list);
  napi_create_object(env, &tensor);
  napi_set_named_property(env, tensor, "id", number(env, 2));
  napi_set_element(env, list, 0, tensor);
  return list;
}
static napi_value data(napi_env env, napi_callback_info) {
  napi_value list;
  napi_create_array(env, &list);
  napi_set_element(env, list, 0, number(env, 3));
  napi_set_element(env, list, 1, number(env, TF_Seven()));
  return list;
}
static void add(napi_env env, napi_value to, const char* name, napi_callback call) {
  napi_value made;
  napi_create_function(env, name, -1, call, nullptr, &made);
  napi_set_named_property(env, to, name, made);
}
extern "C" napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value version;
  napi_create_string_utf8(env, TF_Version(), -1, &version);
  napi_set_named_property(env, exports, "TF_Version", version);
  add(env, exports, "createTensor", create);
  add(env, exports, "executeOp", execute);
  add(env, exports, "tensorDataSync", data);
  add(env, exports, "isUsingGpuDevice", gpu);
  return exports;
}`;

const LIBRARY = `
#include <csignal>
#ifdef CRASHES
__attribute__((constructor)) static void crash() { std::raise(SIGSEGV); }
#endif
extern "C" const char* TF_Version() { return VERSION; }
extern "C" double TF_Seven() { return SEVEN; }`;

const HEADER = `extern "C" const char* TF_Version();\nextern "C" double TF_Seven();\n`;

export interface SmallTensorflow {
  /** What the library says of itself; what pip notes beside it, where it notes anything. */
  readonly version?: string;
  readonly noted?: string | null;
  readonly seven?: number;
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
  const { version = "2.21.0", seven = 7, crashes, gpu } = small;
  const flags = [`-DVERSION="${version}"`, `-DSEVEN=${seven}`, ...(crashes ? ["-DCRASHES"] : [])];
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
  if (gpu) write(join(site, "nvidia/cublas/lib/libcublas.so.12"), "not loaded");
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
