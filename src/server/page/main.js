import { askData } from "./api.js";
import { createCatalogue } from "./catalogue.js";
import { setUpConsole } from "./console.js";
import { facts } from "./dom.js";
import { budgetWords } from "./words.js";

const BUSY_MS = 1_000;
const IDLE_MS = 10_000;

const OVERVIEW = `{
  systemInfo { version databaseVersion engine queue { waiting active } }
  experiments(first: 100) {
    edges { node { budget status message progress { done total } claim { slug } } }
  }
  papers(first: 20) { edges { node {
    slug title authors venue year arxivId doi summary
    claims(first: 50) { edges { node {
      slug title
      currentVerdict { budget verdict reason decidedAt }
      currentVerdicts { budget verdict reason decidedAt }
      absentDatasets { name bytes command }
    } } }
  } } }
}`;

const nodesOf = ({ edges }) => edges.map(({ node }) => node);
const byId = (id) => document.getElementById(id);

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
  byId("system").replaceChildren(
    ...facts(shown).reduce((groups, node, index) => {
      if (index % 2 === 0) groups.push(document.createElement("div"));
      groups.at(-1).append(node);
      return groups;
    }, []),
  );
}

function notice(text) {
  const box = byId("notice");
  box.hidden = text === "";
  box.textContent = text;
}

const catalogue = createCatalogue(byId("list"));
const [budget, filter] = [byId("budget"), byId("filter")];
/** The last answer; a choice of what is shown of it asks nothing. Null before the first. */
let known = null;
let timer = 0;
let turn = 0;

/** Says beside each budget how many claims have a verdict there. */
function countVerdicts(claims) {
  for (const option of budget.options) {
    if (option.value === "") continue;
    const isThere = ({ currentVerdicts: verdicts }) =>
      verdicts.some((one) => one.budget === option.value);
    const count = claims.filter(isThere).length;
    const told = `${budgetWords(option.value)}: ${count} of ${claims.length} claims`;
    if (option.textContent !== told) option.textContent = told;
  }
}

function show() {
  if (known === null) return;
  const { papers, experiments } = known;
  countVerdicts(papers.flatMap(({ claims }) => claims));
  catalogue.show(papers, experiments, budget.value);
  catalogue.filter(filter.value);
}

async function refresh() {
  clearTimeout(timer);
  turn += 1;
  const mine = turn;
  let wait = IDLE_MS;
  try {
    const data = await askData(OVERVIEW);
    // It was asked once more meanwhile; that answer is newer.
    if (mine !== turn) return;
    const papers = nodesOf(data.papers);
    known = {
      papers: papers.map((paper) => ({ ...paper, claims: nodesOf(paper.claims) })),
      experiments: nodesOf(data.experiments),
    };
    showSystem(data.systemInfo);
    show();
    notice("");
    const { waiting, active } = data.systemInfo.queue;
    if (waiting + active > 0) wait = BUSY_MS;
  } catch (error) {
    notice(`The server did not answer: ${error.message}`);
  }
  if (mine === turn) timer = setTimeout(refresh, wait);
}

budget.addEventListener("change", show);
filter.addEventListener("input", show);
// A change made on the page is seen at once, not at the next look.
document.addEventListener("asked", refresh);
setUpConsole(refresh);
void refresh();
