/** A moment in ISO 8601; whole numbers up to 2^53, as JSON numbers. */
export { GraphQLDateTimeISO as DateTime, GraphQLSafeInt as SafeInt } from "graphql-scalars";
