// Runs the query of the form in the page itself; without this script the form does.
const form = document.getElementById("page-query");
const text = document.getElementById("page-text");
const status = document.getElementById("page-status");
const table = document.getElementById("page-table");
const words = form.dataset;
const language = document.documentElement.lang;
const FORMS = "application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.1";
const NUMBER = /XMLSchema#(integer|decimal|double|float)$/;

function element(name, content = "", attributes = {}) {
  const made = document.createElement(name);
  made.append(content);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

async function run() {
  document.getElementById("page-answer").hidden = false;
  status.textContent = words.running;
  table.replaceChildren();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: FORMS },
      body: new URLSearchParams({ query: text.value }),
    });
    const type = answer.headers.get("Content-Type") ?? "";
    if (type.includes("problem+json")) {
      const problem = await answer.json();
      status.textContent = `${problem.code}: ${problem.message[language]} ${problem.remedy[language]}`;
    } else if (!answer.ok) {
      status.textContent = words.failed;
    } else {
      show(type.includes("json") ? await answer.json() : await answer.text());
    }
  } catch {
    status.textContent = words.failed;
  }
  document.getElementById("page-answer").scrollIntoView({ block: "nearest" });
}

function show(found) {
  if (typeof found === "string") {
    status.textContent = "";
    table.append(element("pre", found, { class: "wrapped" }), links("ttl", "nt", "jsonld"));
  } else if ("boolean" in found) {
    status.textContent = found.boolean ? words.yes : words.no;
  } else {
    status.textContent = words.rows.replace("{}", found.results.bindings.length.toLocaleString());
    table.append(grid(found.head.vars, found.results.bindings), links("csv", "json"));
  }
}

function grid(names, rows) {
  const head = element("tr");
  const numeric = (name) => rows.every((row) => NUMBER.test(row[name]?.datatype ?? ""));
  head.append(...names.map((name) => element("th", name, { scope: "col", ...(numeric(name) && { class: "n" }) })));
  const body = element("tbody");
  for (const row of rows) {
    const line = element("tr");
    line.append(...names.map((name) => cell(row[name])));
    body.append(line);
  }
  const made = element("table", element("thead", head));
  made.append(body);
  return element("section", made, {
    class: "scroll tall", tabindex: "0", "aria-labelledby": "page-answer-title",
  });
}

function cell(term) {
  if (!term) return element("td");
  if (term.type === "uri" && /^https?:/.test(term.value)) {
    return element("td", element("a", term.value, { href: term.value, rel: "noreferrer" }));
  }
  const attributes = { ...(NUMBER.test(term.datatype ?? "") && { class: "n" }), ...(term["xml:lang"] && { lang: term["xml:lang"] }) };
  return element("td", term.value, attributes);
}

/** The same answer as files. */
function links(...formats) {
  const made = element("p", "", { class: "line" });
  for (const format of formats) {
    const address = `${form.action}?${new URLSearchParams({ query: text.value, format })}`;
    made.append(element("a", format.toUpperCase(), { href: address, download: `answer.${format}` }), " ");
  }
  return made;
}

/** Declares the prefixes that are used and known, but not declared. */
function complete() {
  const known = document.getElementById("page-prefixes").textContent.trim().split("\n");
  const missing = known.filter((line) => {
    const name = line.split(/[ :]/)[1];
    const used = new RegExp(`(?<![\\w<:-])${name}:(?!//)`);
    return used.test(text.value) && !new RegExp(`PREFIX\\s+${name}:`, "i").test(text.value);
  });
  if (missing.length) text.value = `${missing.join("\n")}\n${text.value}`;
  text.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
const button = element("button", words.complete, { type: "button" });
button.addEventListener("click", complete);
form.querySelector(".line").append(" ", button);
for (const example of document.querySelectorAll(".example")) {
  const edit = element("button", words.edit, { type: "button" });
  edit.addEventListener("click", () => {
    text.value = example.querySelector("pre").textContent;
    text.scrollIntoView({ block: "center" });
    text.focus();
  });
  example.querySelector(".line").append(" ", edit);
}
