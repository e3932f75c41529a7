// Keeps the shell of the page, so that it opens without a network. The build writes in what the shell is made of, and a
// checksum over it: a release is another cache. Answers of the API are never touched here, let alone kept.

const CACHE = 'station-shell-@version@';
const SHELL = '@shell@'.split(' ').map((file) => `/station/${file}`);

self.addEventListener('install', (event) => {
  const anew = [...SHELL, '/station/'].map((path) => new Request(path, { cache: 'reload' }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(anew)));
});

self.addEventListener('activate', (event) => {
  const forget = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith('station-shell-') && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(forget());
});

// Only when the page says so: a shell that changed under a scan would be half one release and half another.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') {
    self.skipWaiting();
  }
});

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = origin === self.location.origin && (pathname === '/station/' || SHELL.includes(pathname));
  if (event.request.method === 'GET' && ours) {
    event.respondWith(
      caches.open(CACHE).then(async (cache) => (await cache.match(pathname)) ?? fetch(event.request)),
    );
  }
});
