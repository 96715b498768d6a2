// みやぎ情報化推進ポリシー 令和5年度実績 / Results of the Miyagi informatisation policy, fiscal year 2023
// A function of CloudFront (viewer request, runtime cloudfront-js-2.0). See README.md beside this file.
const PREFIX = "/miyagi/";
const SITE = ["", ".well-known", "404.html", "about", "accessibility", "assets", "changes", "concepts", "dataset", "def", "en", "findings", "hosts", "id", "index.html", "query", "release", "robots.txt", "search", "sitemap.xml"];
const FORMS = ["ttl", "nt", "jsonld"];
const MEDIA = [["html", "text/html|application/xhtml\\+xml|text/\\*|\\*/\\*"], ["ttl", "text/turtle|application/x-turtle"], ["jsonld", "application/ld\\+json|application/json|application/\\*"], ["nt", "application/n-triples"]];
// [address, page, graph, forms]; page '.' is the address itself
const RULES = [["", ".", "catalogue"], ["catalogue", "dataset/", "catalogue"], ["id/organisation/040002", "about/", "catalogue"], ["id/contact/information-policy", "about/", "catalogue"], ["id/theme", "dataset/", "catalogue"], ["id/theme/administration-and-finance", "dataset/", "catalogue"], ["id/theme/information-and-technology", "dataset/", "catalogue"], ["dataset/information-policy-results", "dataset/information-policy-results/", "catalogue"], ["dataset/information-policy-results/([^/]+)(?:/[^/]+)?", "dataset/information-policy-results/$1/", "catalogue"], ["def/", ".", "vocabulary"], ["def/((?:rate|reading)/[^/]+)", "def/#$1", "vocabulary"], ["id/activity/build", "dataset/provenance/", "provenance"], ["id/software/opendata", "dataset/provenance/", "provenance"], ["id/measurement/([^/]+)/[^/]+", "dataset/$1/", "quality"], ["id/metric/[^/]+", "dataset/quality/", "quality"], ["id/goal", "dataset/goals/", "concepts"], ["id/goal/(total|box-1|box-2)", "concepts/#id/goal/$1", "concepts"], ["id/guideline", "dataset/guidelines/", "concepts"], ["id/kpi", "dataset/kpis/", "concepts"], ["id/initiative", "dataset/initiatives/", "concepts"], ["id/unit", "dataset/units/", "concepts"], ["id/status", "dataset/statuses/", "concepts"], ["id/goal-type", "concepts/#id/goal-type", "concepts"], ["id/goal-type/([^/]+)", "concepts/#id/goal-type/$1", "concepts"], ["id/attribution", "concepts/#id/attribution", "concepts"], ["id/attribution/([^/]+)", "concepts/#id/attribution/$1", "concepts"], ["id/amount-basis", "concepts/#id/amount-basis", "concepts"], ["id/amount-basis/([^/]+)", "concepts/#id/amount-basis/$1", "concepts"], ["id/target-type", "concepts/#id/target-type", "concepts"], ["id/target-type/([^/]+)", "concepts/#id/target-type/$1", "concepts"], ["id/observation-status", "concepts/#id/observation-status", "concepts"], ["id/observation-status/([^/]+)", "concepts/#id/observation-status/$1", "concepts"], ["id/rate-rule", "concepts/#id/rate-rule", "concepts"], ["id/rate-rule/([^/]+)", "concepts/#id/rate-rule/$1", "concepts"], ["id/qualifier", "concepts/#id/qualifier", "concepts"], ["id/qualifier/([^/]+)", "concepts/#id/qualifier/$1", "concepts"], ["id/precision", "concepts/#id/precision", "concepts"], ["id/precision/([^/]+)", "concepts/#id/precision/$1", "concepts"], ["id/bound", "concepts/#id/bound", "concepts"], ["id/bound/([^/]+)", "concepts/#id/bound/$1", "concepts"], ["id/note-kind", "concepts/#id/note-kind", "concepts"], ["id/note-kind/([^/]+)", "concepts/#id/note-kind/$1", "concepts"], ["id/municipality-kind", "concepts/#id/municipality-kind", "concepts"], ["id/municipality-kind/([^/]+)", "concepts/#id/municipality-kind/$1", "concepts"], ["id/verdict", "concepts/#id/verdict", "concepts"], ["id/verdict/([^/]+)", "concepts/#id/verdict/$1", "concepts"], ["id/release-level", "concepts/#id/release-level", "concepts"], ["id/release-level/([^/]+)", "concepts/#id/release-level/$1", "concepts"], ["id/fiscal-year", "concepts/#id/fiscal-year", "concepts"], ["id/fiscal-year/([^/]+)", "id/fiscal-year/$1/", "concepts"], ["id/goal/([^/]+)", "id/goal/$1/", "goals"], ["id/guideline/([^/]+)", "id/guideline/$1/", "guidelines"], ["observation/budget/([^/]+)/([^/]+)", "dataset/budget/#$1/$2", "budget"], ["dataset/budget/slice/([^/]+)", "dataset/budget/", "cube"], ["id/kpi/([^/]+)", "id/kpi/$1/", "kpis"], ["observation/kpi/([^/]+)/([^/]+)", "dataset/kpi_observations/#$1/$2", "kpi_observations"], ["dataset/kpi_observations/slice/([^/]+)", "dataset/kpi_observations/", "cube"], ["observation/kpi-reported-rate/([^/]+)/([^/]+)", "dataset/kpi_reported_rates/#$1/$2", "kpi_reported_rates"], ["observation/kpi-achievement/([^/]+)", "dataset/kpi_achievement/#$1", "kpi_achievement"], ["id/initiative/([^/]+)", "id/initiative/$1/", "initiatives"], ["id/initiative/([^/]+)/detail/([^/]+)", "dataset/initiative_details/#$1/$2", "initiative_details"], ["id/initiative/([^/]+)/quantity/([^/]+)/([^/]+)", "dataset/initiative_quantities/#$1/$2/$3", "initiative_quantities"], ["id/initiative/([^/]+)/event/([^/]+)", "dataset/initiative_dates/#$1/$2", "initiative_dates"], ["id/initiative/([^/]+)/municipality/([^/]+)", "dataset/initiative_municipalities/#$1/$2", "initiative_municipalities"], ["id/note/([^/]+)", "id/note/$1/", "notes"], ["id/municipality/([^/]+)", "dataset/municipalities/#$1", "municipalities"], ["id/unit/([^/]+)", "dataset/units/#$1", "units"], ["id/status/([^/]+)", "dataset/statuses/#$1", "statuses"], ["id/audit/([^/]+)/([^/]+)/([^/]+)/([^/]+)", "dataset/audit/#$1/$2/$3/$4", "audit"], ["id/reconciliation/([^/]+)/([^/]+)", "dataset/reconciliation/#$1/$2", "reconciliation"], ["def/([^/]+)/([^/]+)", "dataset/dictionary/#$1/$2", "dictionary"], ["release/([^/]+)", "release/$1/", "releases"], ["revision/([^/]+)/([^/]+)/([^/]+)/([^/]+)", "dataset/revisions/#$1/$2/$3/$4", "revisions"], ["def/([^/]+)", "def/#$1", "vocabulary"], ["dataset/([^/]+)", "dataset/$1/", "catalogue"], ["dataset/budget/structure(?:/[^/]+)?", "dataset/budget/", "cube"], ["dataset/kpi_observations/structure(?:/[^/]+)?", "dataset/kpi_observations/", "cube"], ["dataset/([^/]+)/class/[^/]+", "dataset/$1/", "void"], ["dataset/([^/]+)/[^/]+", "dataset/$1/", "catalogue"]];
const GONE = {};

// What is wanted by the Accept header (RFC 9110, 12.5.1), to one decimal of quality.
function wanted(accept) {
  if (!accept) return 'html';
  if (new RegExp("^(?!.*(?:text/html|text/turtle|ld\\+json|n-triples)).*application/rdf\\+xml.*\\*/\\*", 'i').test(accept)) return 'ttl';
  let best = '', quality = 0;
  for (const [form, media] of MEDIA) {
    for (const part of accept.toLowerCase().split(',')) {
      const [type, ...params] = part.split(';').map((text) => text.trim());
      const q = params.find((param) => param.startsWith('q='));
      const rank = Math.floor(10 * (q ? Number(q.slice(2)) : 1) + 1e-9);
      if (rank > quality && new RegExp('^(?:' + media + ')$').test(type)) [best, quality] = [form, rank];
    }
  }
  return best;
}

function answer(statusCode, statusDescription, headers, body) {
  const made = { statusCode, statusDescription, headers };
  for (const name of Object.keys(headers)) headers[name] = { value: headers[name] };
  if (body) made.body = { encoding: 'text', data: body + '\n' };
  return made;
}

function handler(event) {
  const request = event.request;
  if (!request.uri.startsWith(PREFIX)) return request;
  const path = request.uri.slice(PREFIX.length);
  const text = { 'content-type': 'text/plain; charset=utf-8', vary: 'Accept' };
  if (GONE[path]) return answer(410, 'Gone', text, GONE[path]);
  const [first] = path.split('/');
  for (const [pattern, page, graph, forms] of RULES) {
    const [head] = pattern.split('/');
    if (/^\w+$/.test(head) && head !== first) continue;  // time is short here
    const match = new RegExp('^' + pattern + '$').exec(path);
    if (!match) continue;
    const form = wanted(request.headers.accept && request.headers.accept.value);
    const to = form === 'html' ? page.replace(/\$(\d)/g, (_, at) => match[at])
      : (forms || FORMS).includes(form) ? 'rdf/' + graph + '.' + form : '';
    if (!to) return answer(406, 'Not Acceptable', text, "text/html, text/turtle, application/n-triples, application/ld+json");
    if (to !== '.') return answer(303, 'See Other', { location: PREFIX + to, vary: 'Accept' });
    break;
  }
  // the site lies over the release; of its folders, those of identifiers answer by the rules alone
  const inSite = SITE.includes(first);
  if (inSite && path && !path.endsWith('/') && !path.split('/').pop().includes('.') &&
    (path === first || !RULES.some(([pattern]) => pattern.split('/')[0] === first)))
    return answer(301, 'Moved Permanently', { location: PREFIX + path + '/' });
  request.uri = (inSite ? '/site/' : '/') + path + (path === '' || path.endsWith('/') ? 'index.html' : '');
  return request;
}
