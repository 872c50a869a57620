import { askData } from "./api.js";
import { createCatalogue } from "./catalogue.js";
import { setUpConsole } from "./console.js";
import { facts } from "./dom.js";

const BUSY_MS = 1_000;
const IDLE_MS = 10_000;

const OVERVIEW = `query Overview($budget: Budget!) {
  systemInfo { version databaseVersion engine queue { waiting active } }
  experiments(first: 100) {
    edges { node { budget status message progress { done total } claim { slug } } }
  }
  papers(first: 20) { edges { node {
    slug title authors venue year arxivId doi summary
    claims(first: 50) { edges { node {
      slug title currentVerdict(budget: $budget) { verdict reason decidedAt }
    } } }
  } } }
}`;

const nodesOf = ({ edges }) => edges.map(({ node }) => node);

function queueWords({ waiting, active }) {
  if (waiting + active === 0) return "none waiting";
  return `${active} being verified, ${waiting} waiting`;
}

function showSystem({ version, databaseVersion, engine, queue }) {
  const shown = [
    ["Corollary", version],
    ["Database", `PostgreSQL ${databaseVersion}`],
    ["Verifications", queueWords(queue)],
    ["Engine", engine],
  ];
  document.getElementById("system").replaceChildren(
    ...facts(shown).reduce((groups, node, index) => {
      if (index % 2 === 0) groups.push(document.createElement("div"));
      groups.at(-1).append(node);
      return groups;
    }, []),
  );
}

function notice(text) {
  const box = document.getElementById("notice");
  box.hidden = text === "";
  box.textContent = text;
}

const catalogue = createCatalogue(document.getElementById("list"));
const budget = document.getElementById("budget");
let timer = 0;
let turn = 0;

async function refresh() {
  clearTimeout(timer);
  turn += 1;
  const mine = turn;
  let wait = IDLE_MS;
  try {
    const chosen = budget.value;
    const data = await askData(OVERVIEW, { budget: chosen });
    // Another budget was chosen meanwhile; its own answer is on the way.
    if (mine !== turn) return;
    // The list is newest first; the last entry of a claim in a map wins, so turn it round.
    const experiments = nodesOf(data.experiments)
      .filter((experiment) => experiment.budget === chosen)
      .toReversed();
    showSystem(data.systemInfo);
    catalogue.show(nodesOf(data.papers), experiments, chosen);
    notice("");
    const busy = experiments.some(({ status }) => status === "QUEUED" || status === "RUNNING");
    if (busy) wait = BUSY_MS;
  } catch (error) {
    notice(`The server did not answer: ${error.message}`);
  }
  if (mine === turn) timer = setTimeout(refresh, wait);
}

budget.addEventListener("change", refresh);
// A change made there is seen at once, not at the next look.
setUpConsole(refresh);
void refresh();
