/** Asks the API; the answer as it came, with errors as data. Throws only when nothing answered. */
export async function ask(query, { variables = {}, token = "" } = {}) {
  const headers = { "content-type": "application/json" };
  if (token !== "") headers.authorization = `Bearer ${token}`;
  const body = JSON.stringify({ query, variables });
  const response = await fetch("/graphql", { method: "POST", headers, body });
  return response.json();
}

/** The data of an answer; its first error is thrown. */
export async function askData(query, variables) {
  const { data, errors } = await ask(query, { variables });
  if (errors !== undefined) throw new Error(errors[0].message);
  return data;
}
