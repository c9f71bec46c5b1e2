// Keeps a copy of now and tonight, ten minutes old at most, for when there is no network.
(async () => {
  if (!navigator.serviceWorker) return;
  const home = `/${document.documentElement.lang}/`;
  const wanted = [home + 'now', home + 'tonight', document.querySelector('[rel=stylesheet]').getAttribute('href')];
  const copies = await caches.open('guide');
  const last = await copies.match(wanted[0]);
  if (last && Date.now() - Date.parse(last.headers.get('date')) < 6e5) return;
  await navigator.serviceWorker.register('/sw.js');
  await copies.addAll(wanted);
  for (const one of await copies.keys()) if (!wanted.includes(new URL(one.url).pathname)) copies.delete(one);
})().catch(() => {});
