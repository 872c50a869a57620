import type { DataSource, EntityTarget, ObjectLiteral, SelectQueryBuilder } from "typeorm";
import type { Page, PageArguments } from "./page.ts";

/** What orders a list: a unique column, as `noun.property`, and its direction. */
export interface PageKey {
  readonly column: string;
  /** Newest first, for lists that grow. */
  readonly descending?: boolean;
}

type Arguments = PageArguments<string | number>;

function sizeOf({ first, last }: Arguments): number {
  return first ?? last ?? 0;
}

/** Whether rows are read in ascending order of the key: from the end, a list is read backwards. */
function readsAscending({ descending = false }: PageKey, { first }: Arguments): boolean {
  return (first !== undefined) !== descending;
}

function restrict<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  { column, descending = false }: PageKey,
  { after, before }: Arguments,
): void {
  const [following, preceding] = descending ? ["<", ">"] : [">", "<"];
  if (after !== undefined) query.andWhere(`${column} ${following} :after`, { after });
  if (before !== undefined) query.andWhere(`${column} ${preceding} :before`, { before });
}

/** From the rows as read, one more than asked for where there are more, to the page. */
function toPage<Row>(rows: readonly Row[], page: Arguments): Page<Row> {
  const size = sizeOf(page);
  const more = rows.length > size;
  const items = rows.slice(0, size);
  // A cursor is the key of a row that was shown, so there is at least that row behind it.
  return page.first !== undefined
    ? { items, hasNext: more, hasPrevious: page.after !== undefined }
    : { items: items.toReversed(), hasNext: page.before !== undefined, hasPrevious: more };
}

/** Reads one page by key in one statement; no offsets, so rows that come or go shift nothing. */
export async function readPage<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  key: PageKey,
  page: Arguments,
): Promise<Page<Row>> {
  restrict(query, key, page);
  const rows = await query
    .orderBy(key.column, readsAscending(key, page) ? "ASC" : "DESC")
    .limit(sizeOf(page) + 1)
    .getMany();
  return toPage(rows, page);
}

interface ChildList<Row> {
  readonly entity: EntityTarget<Row>;
  /** The property that holds the parent's id. */
  readonly parent: keyof Row & string;
  readonly key: PageKey;
  /** Which rows are in the list at all; a condition without parameters. */
  readonly only?: string;
}

interface Wanted {
  readonly parentId: string;
  readonly page: Arguments;
}

/** The same page of the lists of several parents, in one statement: rows are numbered by parent. */
async function readSamePage<Row extends ObjectLiteral>(
  dataSource: DataSource,
  { entity, parent, key, only = "true" }: ChildList<Row>,
  parentIds: readonly string[],
  page: Arguments,
): Promise<Map<string, Page<Row>>> {
  const { column } = key;
  const alias = column.split(".")[0] ?? "";
  const direction = readsAscending(key, page) ? "ASC" : "DESC";
  const place = `row_number() OVER (PARTITION BY ${alias}.${parent} ORDER BY ${column} ${direction})`;
  const numbered = dataSource
    .createQueryBuilder(entity, alias)
    .select(`${alias}.id`, "id")
    .addSelect(place, "place")
    .where(only)
    .andWhere(`${alias}.${parent} IN (:...parentIds)`, { parentIds: [...new Set(parentIds)] });
  restrict(numbered, key, page);
  const rows = await dataSource
    .createQueryBuilder(entity, alias)
    .innerJoin(`(${numbered.getQuery()})`, "numbered", `numbered.id = ${alias}.id`)
    .where("numbered.place <= :size", { size: sizeOf(page) + 1 })
    .setParameters(numbered.getParameters())
    .orderBy(column, direction)
    .getMany();
  const ofParent = (id: string) => rows.filter((row) => row[parent] === id);
  return new Map(parentIds.map((id) => [id, toPage(ofParent(id), page)]));
}

/** A page of each parent's list; equal pages of different parents share one statement. */
export async function readPagesByParent<Row extends ObjectLiteral>(
  dataSource: DataSource,
  list: ChildList<Row>,
  wanted: readonly Wanted[],
): Promise<Page<Row>[]> {
  const groups = new Map<string, { page: Arguments; parentIds: string[] }>();
  const keyOf = ({ page }: Wanted) => JSON.stringify(page);
  for (const one of wanted) {
    const group = groups.get(keyOf(one)) ?? { page: one.page, parentIds: [] };
    group.parentIds.push(one.parentId);
    groups.set(keyOf(one), group);
  }
  const answers = new Map<string, Map<string, Page<Row>>>();
  for (const [name, { page, parentIds }] of groups) {
    answers.set(name, await readSamePage(dataSource, list, parentIds, page));
  }
  return wanted.map((one) => {
    const page = answers.get(keyOf(one))?.get(one.parentId);
    return page ?? { items: [], hasNext: false, hasPrevious: false };
  });
}
