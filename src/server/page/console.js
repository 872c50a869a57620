import { ask } from "./api.js";
import { element } from "./dom.js";
import { examples } from "./examples.js";

function costWords({ cost } = {}) {
  if (cost === undefined) return "refused before it was executed";
  return `cost at most ${cost.requested} points; the limit is ${cost.limit}`;
}

/** The box in which queries are run; `onAnswer` is told of each answer. */
export function setUpConsole(onAnswer) {
  const byId = (id) => document.getElementById(id);
  const [form, query, answer, cost] = ["query-form", "query", "answer", "cost"].map(byId);
  const [select, token] = [byId("example"), byId("token")];
  const button = form.querySelector("button");

  select.append(...examples.map(({ title }) => element("option", {}, title)));
  const choose = () => {
    query.value = examples[select.selectedIndex].query;
  };
  select.addEventListener("change", choose);
  choose();

  async function run() {
    button.disabled = true;
    cost.textContent = "running…";
    try {
      const result = await ask(query.value, { token: token.value.trim() });
      cost.textContent = costWords(result.extensions);
      answer.textContent = JSON.stringify(result, null, 2);
      answer.hidden = false;
      onAnswer();
    } catch {
      cost.textContent = "The server does not answer. Is it still running?";
    }
    button.disabled = false;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run();
  });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
