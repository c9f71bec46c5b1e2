// On top of links that work without it: arrow keys, and a line that moves with the time.
(() => {
  const grid = document.querySelector('.epg');
  if (!grid) return;
  const rows = [...grid.querySelectorAll('.row')];
  const width = item => +(/\bm(\d+)/.exec(item.className) || [0, 0])[1];
  const lanes = rows.map(row => {
    let at = 0;
    return [...row.querySelectorAll('li')].map(item => {
      const place = {item, link: item.querySelector('a'), from: at, to: at + width(item)};
      at = place.to;
      return place;
    });
  });
  const hand = grid.querySelector('.hand');
  let anchor = null;
  const present = () => hand && !hand.hidden ? now() : 0;

  const go = place => !!place && (place.link.focus(), true);
  const near = (lane, minute) => {
    const links = lane.filter(place => place.link);
    return links.find(place => within(place, minute))
      || links.sort((a, b) => Math.abs(a.from - minute) - Math.abs(b.from - minute))[0];
  };
  // Some rows have nothing to lead to: then the next one on the way, or the last before.
  const down = (from, by, minute) => {
    const step = Math.sign(by);
    const goal = Math.max(0, Math.min(lanes.length - 1, from + by));
    const away = [], back = [];
    for (let at = goal; lanes[at]; at += step) away.push(at);
    for (let at = goal; at !== from && lanes[at]; at -= step) back.push(at);
    const found = [...away, ...back].find(at => at !== from && near(lanes[at], minute));
    return found !== undefined && go(near(lanes[found], minute));
  };
  const within = (place, minute) => place.from <= minute && minute < place.to;

  grid.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') { document.getElementById('after').focus(); return; }
    const row = event.target.closest('.row');
    const at = rows.indexOf(row);
    const places = at < 0 ? [] : lanes[at].filter(place => place.link);
    const here = places.findIndex(place => place.link === event.target);
    const place = places[here];
    if (event.key === 'n') { go(near(lanes[Math.max(at, 0)], present())); return; }
    if (at < 0) {
      if (event.target === grid && event.key === 'ArrowDown' && down(-1, 1, present())) event.preventDefault();
      return;
    }
    const from = place && !within(place, present()) ? place.from : present();
    const minute = anchor === null ? from : anchor;
    const home = event.shiftKey ? lanes[0].filter(one => one.link) : places;
    const done = {
      ArrowRight: () => go(places[here + 1]),
      ArrowLeft: () => here > 0 && go(places[here - 1]),
      ArrowDown: () => down(at, 1, minute),
      ArrowUp: () => down(at, -1, minute),
      PageDown: () => down(at, 10, minute),
      PageUp: () => down(at, -10, minute),
      Home: () => go(home[0]),
      End: () => go(places[places.length - 1]),
    }[event.key];
    if (!done) return;
    const upright = /Down|Up/.test(event.key);
    event.preventDefault();
    done();
    anchor = upright ? minute : null;
  });
  // Browsers are content with the end of a long programme: its title is at the beginning.
  grid.addEventListener('focusin', event => {
    const row = event.target.closest('.row');
    if (!row || !event.target.closest('li') || grid.scrollWidth <= grid.clientWidth) return;
    const edge = row.querySelector('h2').getBoundingClientRect().right + 8;
    const left = event.target.getBoundingClientRect().left;
    if (left < edge) grid.scrollBy({left: left - edge, behavior: 'instant'});
  });
  grid.addEventListener('focusout', event => { if (!grid.contains(event.relatedTarget)) anchor = null; });

  // A guide may run on a clock of its own: then only the time since the page came counts.
  const shown = hand ? hand.dataset.at * 1000 : 0;
  const loaded = Date.now();
  const own = Math.abs(loaded - shown) > 6e5;
  const begins = hand ? +hand.dataset.from : 0;
  function now() { return begins + Math.floor((own ? Date.now() - loaded : Date.now() - shown) / 6e4); }
  const tick = () => {
    const minute = now();
    const gone = minute >= +hand.dataset.minutes;
    hand.hidden = gone;
    hand.firstElementChild.className = 'm' + Math.max(1, minute);
    lanes.flat().forEach(({item, link, from, to}) => {
      if (!link || item.classList.contains('off')) return;
      const on = from <= minute && minute < to;
      item.classList.toggle('on', on);
      link.ariaCurrent = on ? 'time' : null;
    });
    if (gone) document.querySelector('.present').ariaCurrent = null;
  };
  if (hand) {
    tick();
    setInterval(tick, 2e4);
    const left = hand.firstElementChild.offsetWidth - grid.clientWidth / 4;
    if (left > 0) grid.scrollTo({left, behavior: 'instant'});
  }
  document.querySelectorAll('.strip [aria-current]').forEach(link => {
    link.parentNode.scrollLeft = link.offsetLeft - 20;
  });
  const keys = document.querySelector('.keys');
  if (keys) keys.hidden = false;
})();
