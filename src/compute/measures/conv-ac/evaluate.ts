/**
 * The matricised grid tensor of a circuit, layer by layer over the whole grid.
 * A window's value depends on its own pixels alone, so each unit keeps one value for each distinct
 * pair (rows as that unit sees them, columns as it sees them): few for small windows, however large
 * the matrix is. The same code fills full matrices and samples of rows and columns.
 *
 * @source    spec sharir2018-overlaps, section 1
 * @shape     rows x columns assignments -> residues [rows, columns], output channel 0
 * @precision exact modulo the prime; compared with a direct BigInt evaluation of the definition
 * @random    none
 * @cost      rows x columns products for each window position that sees both sides of the cut
 * @fails     an output that is not 1 x 1 throws BAD_INPUT
 */
import { PlatformError } from "../../../domain/errors.ts";
import type { PrimeField } from "../../numerics/prime-field.ts";
import type { ResidueMatrix } from "../../numerics/rank-modulo.ts";
import { coarsest, meet, project, type Classes } from "./classes.ts";
import type { Assignment, Sides } from "./cut.ts";
import { gridSizes, windowPositions, type WindowPosition } from "./geometry.ts";
import type { ConvAcNetwork } from "./network.ts";
import type { ConvAcWeights, LayerWeights } from "./weights.ts";

/** The entries to fill: a side's assignments give the rows, the other's the columns. */
export interface GridPoints {
  readonly sides: Sides;
  readonly rows: readonly Assignment[];
  readonly columns: readonly Assignment[];
}

/** The values of one unit: one table [row classes, column classes] for each channel. */
interface Unit {
  readonly rows: Classes;
  readonly columns: Classes;
  readonly channels: readonly Int32Array[];
}

/** What a layer computes with: the field, and how a window joins its factors. */
interface Arithmetic {
  readonly field: PrimeField;
  readonly pooling: ConvAcNetwork["pooling"];
  readonly border: ConvAcNetwork["conventions"]["border"];
}

function pixelUnits(
  { templates, height, width }: ConvAcNetwork,
  { templates: matrix }: ConvAcWeights,
  given: GridPoints,
): Unit[] {
  const channels = Array.from({ length: templates }, (_, channel) =>
    Int32Array.from({ length: templates }, (_, m) => matrix[m * templates + channel] ?? 0),
  );
  const digitsOf = (assignments: readonly Assignment[], place: number): Classes => ({
    of: Int32Array.from(assignments, (digits) => digits[place] ?? 0),
    count: templates,
  });
  const [allRows, allColumns] = [coarsest(given.rows.length), coarsest(given.columns.length)];
  return Array.from({ length: height * width }, (_, pixel) => {
    const row = given.sides.rows.indexOf(pixel);
    if (row >= 0) return { rows: digitsOf(given.rows, row), columns: allColumns, channels };
    const column = given.sides.columns.indexOf(pixel);
    return { rows: allRows, columns: digitsOf(given.columns, column), channels };
  });
}

/** sum_d W[i,j,d,c] in[d] + b[i,j,c] for every value of the input unit (null: outside, all 0). */
function linearForm(
  weights: LayerWeights,
  at: { readonly position: number; readonly output: number },
  unit: Unit | null,
  field: PrimeField,
): Int32Array {
  const { position, output } = at;
  const bias = weights.biases?.[position * weights.outputs + output] ?? 0;
  const form = new Int32Array(unit?.channels[0]?.length ?? 1).fill(bias);
  unit?.channels.forEach((values, input) => {
    const place = (position * weights.inputs + input) * weights.outputs + output;
    const weight = weights.values[place] ?? 0;
    if (weight === 0) return;
    for (let index = 0; index < form.length; index += 1) {
      form[index] = field.add(form[index] ?? 0, field.multiply(weight, values[index] ?? 0));
    }
  });
  return form;
}

/** What a window position contributes to a unit: a form over the classes of its input. */
interface Factor {
  readonly form: Int32Array;
  readonly rowOf: Int32Array;
  readonly columnOf: Int32Array;
  readonly columns: number;
}

const ONLY_CLASS = Int32Array.of(0);

/** Joins a factor into every entry of a table [rows, columns], in place. */
function joinFactor(table: Int32Array, factor: Factor, { field, pooling }: Arithmetic): void {
  const { form, rowOf, columnOf, columns } = factor;
  const isProduct = pooling === "product";
  let entry = 0;
  for (const row of rowOf) {
    const start = row * columns;
    for (let index = 0; index < columnOf.length; index += 1) {
      const value = form[start + (columnOf[index] ?? 0)] ?? 0;
      const joined = table[entry] ?? 0;
      table[entry] = isProduct ? field.multiply(joined, value) : field.add(joined, value);
      entry += 1;
    }
  }
}

/**
 * The table of one channel. Factors that see one side of the cut are joined into a vector first,
 * so that only those that see both sides cost an operation for each entry.
 */
function channelTable(
  factors: readonly Factor[],
  size: { readonly rows: number; readonly columns: number },
  arithmetic: Arithmetic,
): Int32Array {
  const empty = arithmetic.pooling === "product" ? 1 : 0;
  const ofRows = new Int32Array(size.rows).fill(empty);
  const ofColumns = new Int32Array(size.columns).fill(empty);
  const ofBoth: Factor[] = [];
  for (const factor of factors) {
    if (factor.columns === 1) joinFactor(ofRows, { ...factor, columnOf: ONLY_CLASS }, arithmetic);
    else if (factor.form.length > factor.columns) ofBoth.push(factor);
    else joinFactor(ofColumns, { ...factor, rowOf: ONLY_CLASS }, arithmetic);
  }
  const table = new Int32Array(size.rows * size.columns);
  ofRows.forEach((value, row) => table.fill(value, row * size.columns, (row + 1) * size.columns));
  if (ofColumns.some((value) => value !== empty)) {
    const everyColumn = ofColumns.map((_, column) => column);
    const allRows = { rowOf: new Int32Array(size.rows), columnOf: everyColumn };
    joinFactor(table, { ...allRows, form: ofColumns, columns: size.columns }, arithmetic);
  }
  for (const factor of ofBoth) joinFactor(table, factor, arithmetic);
  return table;
}

function windowUnit(
  positions: readonly WindowPosition[],
  inputs: readonly Unit[],
  weights: LayerWeights,
  arithmetic: Arithmetic,
): Unit {
  const places = positions.map(({ input }, index) => {
    return { index, unit: input === null ? null : (inputs[input] ?? null) };
  });
  const seen = places.map(({ unit }) => unit).filter((unit) => unit !== null);
  const [first] = inputs;
  const rows = meet(
    seen.map((unit) => unit.rows),
    first?.rows.of.length ?? 0,
  );
  const columns = meet(
    seen.map((unit) => unit.columns),
    first?.columns.of.length ?? 0,
  );
  const counted = places.filter(({ unit }) => unit !== null || arithmetic.border === "zero");
  const maps = counted.map(({ index, unit }) => ({
    index,
    unit,
    rowOf: unit === null ? new Int32Array(rows.count) : project(rows, unit.rows),
    columnOf: unit === null ? new Int32Array(columns.count) : project(columns, unit.columns),
    columns: unit?.columns.count ?? 1,
  }));
  const size = { rows: rows.count, columns: columns.count };
  const channels = Array.from({ length: weights.outputs }, (_, output) => {
    const factors = maps.map(({ index, unit, ...map }) => {
      const at = { position: index, output };
      return { ...map, form: linearForm(weights, at, unit, arithmetic.field) };
    });
    return channelTable(factors, size, arithmetic);
  });
  return { rows, columns, channels };
}

/** One entry for each given row and column: the network's output (channel 0) at that grid point. */
export function evaluateMatrix(
  network: ConvAcNetwork,
  weights: ConvAcWeights,
  points: GridPoints,
  field: PrimeField,
): ResidueMatrix {
  const arithmetic = { field, pooling: network.pooling, border: network.conventions.border };
  const sizes = gridSizes(network);
  let units = pixelUnits(network, weights, points);
  weights.layers.forEach((layerWeights, layer) => {
    const { height = 0, width = 0 } = sizes[layer + 1] ?? {};
    const input = sizes[layer] ?? { height: 0, width: 0 };
    units = Array.from({ length: height * width }, (_, index) => {
      const output = { row: Math.floor(index / width), column: index % width };
      const positions = windowPositions(network, layer, input, output);
      return windowUnit(positions, units, layerWeights, arithmetic);
    });
  });
  const [output, ...others] = units;
  const values = output?.channels[0];
  if (output === undefined || values === undefined || others.length > 0) {
    throw new PlatformError("BAD_INPUT", "the output of the network is not 1 x 1");
  }
  return spread(output, values);
}

/** From one value for each pair of classes to one for each pair of row and column. */
function spread({ rows, columns }: Unit, values: Int32Array): ResidueMatrix {
  const size = { rows: rows.of.length, columns: columns.of.length };
  const entries = new Int32Array(size.rows * size.columns);
  let entry = 0;
  for (const row of rows.of) {
    for (const column of columns.of) {
      entries[entry] = values[row * columns.count + column] ?? 0;
      entry += 1;
    }
  }
  return { ...size, entries };
}
