// On a host that cannot look at an identifier (GitHub Pages): its page for "not found" leads on to the page that there is.
(function () {
  'use strict';
  // The page of an address below the base; '' where no rule fits, null where it was withdrawn.
  function pageOf(path, rules, gone) {
    if (gone.some((entry) => entry.identifier === path)) return null;
    for (const [pattern, page] of rules) {
      const match = new RegExp('^(?:' + pattern + ')$').exec(path);
      if (match) return page === '.' ? '' : page.replace(/\$(\d)/g, (_, at) => match[at]);
    }
    return '';
  }

  if (typeof document === 'undefined') return void (globalThis.pageOf = pageOf);
  const here = document.currentScript.src;
  const base = new URL('../', here);
  const path = location.href.split(/[?#]/)[0].slice(base.href.length);
  if (!path || !location.href.startsWith(base.href)) return;
  fetch(new URL('rules.json', here)).then((answer) => answer.json()).then(({ rules, gone }) => {
    const page = pageOf(path, rules, gone);
    if (page === null) location.replace(new URL('changes/', base));
    else if (page && page.split('#')[0] !== path) location.replace(new URL(page, base));
  });
})();
