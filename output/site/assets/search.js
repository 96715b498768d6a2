// Searches the pages of one language. Japanese has no spaces: runs of it are cut into pairs of characters.
import MiniSearch from "./vendor/minisearch.js";

const JAPANESE = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々〆]";
const RUN = new RegExp(`${JAPANESE}+|(?:(?!${JAPANESE})[\\p{L}\\p{N}])+`, "gu");
const MOST = 50;

/** Text as it is compared: full and half width, capital and small, hiragana and katakana are the same. */
export function folded(text) {
  const folded = text.normalize("NFKC").toLowerCase();
  return folded.replace(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));
}

/** What a text is found by: words, and pairs of Japanese characters; a run of them also by its last one. */
export function terms(text) {
  return [...folded(text).matchAll(RUN)].flatMap(([run]) => {
    const characters = [...run];
    if (!new RegExp(JAPANESE, "u").test(run)) return [run];
    return [...characters.slice(1).map((c, i) => characters[i] + c), characters.at(-1)];
  });
}

/** What is asked for: pairs that follow each other say all of a run, and a single character begins a pair. */
export function asked(text) {
  const found = terms(text);
  return found.filter((term, i) => [...term].length > 1 || i === 0 || !found[i - 1].endsWith(term));
}

export function index(documents) {
  const made = new MiniSearch({
    idField: "path",
    fields: ["title", "kind", "text"],
    storeFields: ["title", "kind", "text"],
    tokenize: terms,
    processTerm: (term) => term,
  });
  made.addAll(documents);
  return made;
}

export function find(made, query) {
  return made.search(query, {
    tokenize: asked,
    combineWith: "AND",
    boost: { title: 4, kind: 2 },
    prefix: (term) => [...term].length === 1 || !new RegExp(JAPANESE, "u").test(term),
    fuzzy: (term) => (/^[a-z]{5,}$/.test(term) ? 1 : false),
  });
}

/** Where the runs that are asked for stand in a text: pairs of start and end, in order, none within another. */
export function places(text, query) {
  const at = [];
  let plain = "";
  for (let i = 0; i < text.length; ) {
    const c = String.fromCodePoint(text.codePointAt(i));
    for (const unit of folded(c)) for (let k = 0; k < unit.length; k++) at.push([i, i + c.length]);
    plain += folded(c);
    i += c.length;
  }
  const found = [];
  for (const [run] of folded(query).matchAll(RUN)) {
    for (let from = plain.indexOf(run); from >= 0; from = plain.indexOf(run, from + run.length)) {
      found.push([at[from][0], at[from + run.length - 1][1]]);
    }
  }
  found.sort((a, b) => a[0] - b[0]);
  return found.filter(([start], i) => i === 0 || start >= found[i - 1][1]);
}

/** An element with what is asked for marked in it. */
function marked(name, text, query) {
  const element = document.createElement(name);
  let end = 0;
  for (const [start, stop] of places(text, query)) {
    if (start < end) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, stop);
    element.append(text.slice(end, start), mark);
    end = stop;
  }
  element.append(text.slice(end));
  return element;
}

/** Some 120 characters around the first place. */
function excerpt(text, query) {
  const first = places(text, query)[0]?.[0] ?? 0;
  const start = Math.max(0, first - 40);
  return (start ? "…" : "") + text.slice(start, start + 160) + (text.length > start + 160 ? "…" : "");
}

function begin() {
  const page = document.getElementById("page-search");
  const { documents, up, none, found, failed } = page.dataset;
  const input = page.querySelector("input[type=search]");
  const status = document.getElementById("page-found");
  const list = document.getElementById("page-results");
  let made;

  async function run() {
    const query = input.value.trim();
    list.replaceChildren();
    status.textContent = "";
    if (!query) return;
    try {
      made ??= fetch(documents).then(async (answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return index(await answer.json());
      });
      const results = find(await made, query);
      status.textContent = results.length ? found.replace("{}", results.length) : none;
      for (const result of results.slice(0, MOST)) list.append(shown(result, query));
    } catch {
      made = undefined;
      status.textContent = failed;
    }
  }

  function shown(result, query) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = up + result.id;
    link.append(...marked("span", result.title, query).childNodes);
    const kind = document.createElement("span");
    kind.className = "kind";
    kind.textContent = result.kind;
    item.append(link, " ", kind, marked("p", excerpt(result.text, query), query));
    return item;
  }

  page.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?q=${encodeURIComponent(input.value.trim())}`);
    run();
  });
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  run();
}

if (typeof document !== "undefined") begin();
