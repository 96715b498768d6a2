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
  // Only where there is something.
  function lead(address) {
    return fetch(address, { method: 'HEAD' }).then((answer) => answer.ok && location.replace(address));
  }

  const here = document.currentScript.src;
  const base = new URL('../', here);
  const path = location.href.split(/[?#]/)[0].slice(base.href.length);
  if (!path || !location.href.startsWith(base.href)) return;
  fetch(new URL('rules.json', here)).then((answer) => answer.json()).then(({ rules, gone }) => {
    const page = pageOf(path, rules, gone);
    const to = page === null ? 'changes/' : page;
    if (to && to.split('#')[0] !== path) return lead(new URL(to, base));
  });
})();
