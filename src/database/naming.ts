import { DefaultNamingStrategy, type Table } from "typeorm";

function snakeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function nameOf(table: Table | string): string {
  return (typeof table === "string" ? table : table.name).replace(/^.*\./, "");
}

/** snake_case columns, and PostgreSQL's own names for keys, so that the SQL need not name them. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return [...prefixes, custom ?? property].map(snakeCase).join("_");
  }

  override joinColumnName(relation: string, referenced: string): string {
    return `${snakeCase(relation)}_${snakeCase(referenced)}`;
  }

  override primaryKeyName(table: Table | string): string {
    return `${nameOf(table)}_pkey`;
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return `${nameOf(table)}_${columns.toSorted().join("_")}_fkey`;
  }
}
