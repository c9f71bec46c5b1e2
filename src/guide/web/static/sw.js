// Without a network: the copy of now or tonight that offline.js keeps, and how old it is.
addEventListener('fetch', event => {
  const {request} = event, path = new URL(request.url).pathname;
  const copy = async name => (await caches.open('guide')).match(name);
  const page = async () => {
    const kept = await copy(path) || await copy(path.slice(0, 4) + 'now');
    if (!kept) throw Error();
    const text = (await kept.text()).replace('copied" hidden', 'copied"');
    return new Response(text, {headers: kept.headers});
  };
  // What the browser has kept by itself would not say its age.
  const asked = /[/](now|tonight)$/.test(path) ? {cache: 'no-cache'} : {};
  if (request.mode === 'navigate' && request.method === 'GET') event.respondWith(fetch(request, asked).catch(page));
  else if (path.endsWith('.css')) event.respondWith(fetch(request).catch(() => copy(path)));
});
