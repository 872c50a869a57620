import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "../../src/domain/canonical.ts";

const NO_DIGEST = "0".repeat(64);

interface Entry {
  readonly dtype: string;
  readonly data_offsets: readonly [number, number];
}

/** What a test changes in expected.json. */
export interface Expected {
  digest: string;
  version: number;
  readonly run: { arm: string };
  readonly files: Record<string, string>;
  readonly graphs: { readonly file: string; readonly precision: string }[];
  readonly calls: {
    readonly graph: number;
    readonly inputs: Record<string, object>;
    readonly outputs: Record<
      string,
      { digest: string; readonly array?: number; tolerance: number | null }
    >;
  }[];
}

/** A folder for a replay that a test may change, and seal again as if it had been written so. */
export class ReplayCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "replay-copy-"));

  constructor(of: string) {
    cpSync(of, this.folder, { recursive: true });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  change(name: string, by: (bytes: Buffer) => void): void {
    const bytes = readFileSync(this.path(name));
    by(bytes);
    writeFileSync(this.path(name), bytes);
  }

  /**
   * All digests are those of what is there now.
   *
   * @param write makes the text of expected.json, which may be what JSON is not
   */
  seal(
    by: (expected: Expected) => void = () => undefined,
    write: (expected: Expected) => string = JSON.stringify,
  ): void {
    const expected = JSON.parse(readFileSync(this.path("expected.json"), "utf8")) as Expected;
    by(expected);
    for (const name of Object.keys(expected.files)) {
      expected.files[name] = sha256(readFileSync(this.path(name)));
    }
    expected.digest = NO_DIGEST;
    const text = write(expected);
    writeFileSync(this.path("expected.json"), text.replace(NO_DIGEST, sha256(text)));
  }

  /** Adds so many tolerances to the first number of an output of a graph in this precision. */
  moveOutput(precision: string, tolerances: number): string {
    let moved = "";
    this.seal(({ calls, graphs }) => {
      for (const [call, { graph, outputs }] of calls.entries()) {
        for (const [name, output] of Object.entries(outputs)) {
          const isKept = output.array !== undefined && (output.tolerance ?? 0) > 0;
          if (moved !== "" || !isKept || graphs[graph]?.precision !== precision) continue;
          moved = `${name} of call ${call}`;
          output.digest = this.#add(output.array ?? 0, tolerances * (output.tolerance ?? 0));
        }
      }
    });
    return moved;
  }

  /** @returns the digest of the array as it is then */
  #add(place: number, difference: number): string {
    let digest = "";
    this.change("outputs.safetensors", (bytes) => {
      const start = 8 + Number(bytes.readBigUInt64LE());
      const head = JSON.parse(bytes.toString("utf8", 8, start)) as Record<string, Entry>;
      const { dtype, data_offsets: offsets } = head[place] as Entry;
      const [from, to] = offsets.map((offset) => start + offset) as [number, number];
      if (dtype === "F32") bytes.writeFloatLE(bytes.readFloatLE(from) + difference, from);
      else bytes.writeDoubleLE(bytes.readDoubleLE(from) + difference, from);
      digest = sha256(bytes.subarray(from, to));
    });
    return digest;
  }
}
