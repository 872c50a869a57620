/**
 * Everything that bounds what one request may ask for, in one place. A document is measured before
 * it is executed; fragments are measured once each, so that no document is dear to refuse.
 */
import { createRequire } from "node:module";
import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isCompositeType,
  isListType,
  Kind,
  visit,
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from "graphql";
import { pageSizeOf } from "../schema/prices.ts";
import type * as Complexity from "graphql-query-complexity" with { "resolution-mode": "require" };

// The CommonJS build, because its module build brings a second copy of graphql.
const complexity = createRequire(import.meta.url)("graphql-query-complexity") as typeof Complexity;

export const LIMITS = {
  /** Nested fields. */
  depth: 16,
  /**
   * Points, as `estimateCost` counts them, some kilobyte each: half as many again as all shipped
   * claims cost in one request with their evidence and drawings (ADR 8).
   */
  cost: 20_000,
  /** Lexical tokens of a document. */
  tokens: 2_000,
  aliases: 30,
  rootFields: 30,
  directives: 50,
  /** Bytes of an answer. */
  answerBytes: 32_000_000,
  /** Bytes of a request's body. */
  bodyBytes: 1_000_000,
  /** Nested lists and objects in variables. */
  variableDepth: 32,
  /** Characters of one string. */
  stringLength: 10_000,
  /** Objects that a plain list inside a record counts as. */
  plainList: 3,
} as const;

/** @returns QUERY_TOO_LARGE with status 400 */
export function tooLarge(what: string): GraphQLError {
  const extensions = { code: "QUERY_TOO_LARGE", http: { status: 400 } };
  return new GraphQLError(what, { extensions });
}

interface Size {
  readonly depth: number;
  readonly fields: number;
}

/** Measures selection sets, each fragment once; a fragment inside itself counts as nothing. */
function createRuler(document: DocumentNode) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const known = new Map<string, Size>();
  const nothing: Size = { depth: 0, fields: 0 };

  function measureFragment(name: string): Size {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const size = fragment === undefined ? nothing : measure(fragment.selectionSet);
    known.set(name, size);
    return size;
  }

  /** Depth in fields, and how many fields stand on the first level once fragments are spread. */
  function measure(set: SelectionSetNode): Size {
    let depth = 0;
    let fields = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const below =
          selection.selectionSet === undefined ? 0 : measure(selection.selectionSet).depth;
        depth = Math.max(depth, 1 + below);
        fields += 1;
        continue;
      }
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measure(selection.selectionSet);
      depth = Math.max(depth, inner.depth);
      fields += inner.fields;
    }
    return { depth, fields };
  }
  return measure;
}

function countNodes(document: DocumentNode): { aliases: number; directives: number } {
  let aliases = 0;
  let directives = 0;
  visit(document, {
    Field: ({ alias }) => {
      if (alias !== undefined) aliases += 1;
    },
    Directive: () => {
      directives += 1;
    },
  });
  return { aliases, directives };
}

/** What is too large about a document, in words; empty when nothing is. */
export function problemsOfDocument(document: DocumentNode): string[] {
  const measure = createRuler(document);
  const sizes = document.definitions
    .filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    .map(({ selectionSet }) => measure(selectionSet));
  const { aliases, directives } = countNodes(document);
  const rows = [
    ["nests its fields", Math.max(0, ...sizes.map(({ depth }) => depth)), LIMITS.depth, "deep"],
    ["has", Math.max(0, ...sizes.map(({ fields }) => fields)), LIMITS.rootFields, "root fields"],
    ["has", aliases, LIMITS.aliases, "aliases"],
    ["has", directives, LIMITS.directives, "directives"],
  ] as const;
  return rows
    .filter(([, found, limit]) => found > limit)
    .map(([does, found, limit, what]) => {
      return `The document ${does} ${found} ${what}; at most ${limit} are allowed`;
    });
}

/** Refuses a document that is too deep or has too many root fields, aliases or directives. */
export function limitsRule(context: ValidationContext): ASTVisitor {
  return {
    Document(document) {
      for (const problem of problemsOfDocument(document)) context.reportError(tooLarge(problem));
    },
  };
}

type Priceable = Parameters<Complexity.ComplexityEstimator>[0]["field"];

function priceOf({ extensions }: Priceable): number {
  const price = extensions["complexity"];
  return typeof price === "number" ? price : 0;
}

/**
 * One point for each object that may come back: a page counts its size, one of the catalogue no more
 * than CATALOGUE_LISTS, a plain list inside a record counts as 3, and a long one as it says itself
 * (LONG_LISTS). What is heavy has a price beside, which its description tells (src/schema/prices.ts). Other scalars, the page's own `pageInfo` and introspection are free;
 * `totalCount` costs a point for each item of its page, since it counts the whole list.
 */
const estimateField: Complexity.ComplexityEstimator = (options) => {
  const { field, args, childComplexity } = options;
  const own: unknown = field.extensions["complexity"];
  if (typeof own === "function") return (own as Complexity.ComplexityEstimator)(options);
  if (field.name.startsWith("__") || field.name === "pageInfo") return 0;
  if (field.name === "totalCount") return 1;
  const price = priceOf(field);
  if (!isCompositeType(getNamedType(field.type))) return price;
  const size = pageSizeOf(args);
  if (isListType(getNullableType(field.type))) {
    // The edges of a connection were counted with the connection, which knows the page's size.
    const times = field.name === "edges" ? 1 : (size ?? LIMITS.plainList);
    return price + times * (1 + childComplexity);
  }
  return price + 1 + (size ?? 1) * childComplexity;
};

interface Priced {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Record<string, unknown>;
}

/**
 * What a request may cost at most, in points; known before anything is executed.
 *
 * @throws GraphQLError QUERY_TOO_LARGE where even counting would take too long, as fragments in
 *   fragments make more fields than can be counted
 */
export function estimateCost(priced: Priced): number {
  const { schema, document, operation, variables } = priced;
  const name = operation.name?.value;
  try {
    return complexity.getComplexity({
      schema,
      query: document,
      variables,
      ...(name === undefined ? {} : { operationName: name }),
      estimators: [estimateField],
    });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw tooLarge("The document is too large to be counted; ask for fewer fields");
  }
}

/** @throws GraphQLError QUERY_TOO_LARGE beyond the limit, with both numbers */
export function assertAffordable(cost: number): void {
  if (cost <= LIMITS.cost) return;
  throw tooLarge(
    `The document may cost ${cost} points; at most ${LIMITS.cost} are allowed. Ask for smaller pages`,
  );
}
