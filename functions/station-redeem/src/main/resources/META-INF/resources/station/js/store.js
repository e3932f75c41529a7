// What this device remembers: `kept` has its token, the session and the settings; `scans` every scan that has no answer
// yet, and those whose answer nobody has looked at.

const NAME = 'station';
let opening = null;

function open() {
  opening ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('kept');
      request.result.createObjectStore('scans', { keyPath: 'key' });
    };
    request.onsuccess = () => {
      // A newer release of the page in another tab may need to change the tables; a browser may close it by itself.
      request.result.onversionchange = () => {
        request.result.close();
        opening = null;
      };
      request.result.onclose = () => {
        opening = null;
      };
      done(request.result);
    };
    request.onerror = () => {
      opening = null;
      failed(request.error);
    };
  });
  return opening;
}

/** Runs a request in a transaction of its own, and answers when that is on the disk. */
async function run(table, mode, work) {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(table, mode, { durability: 'strict' });
    const request = work(transaction.objectStore(table));
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = () => failed(transaction.error);
    transaction.onerror = () => failed(transaction.error);
  });
}

export const recall = (name) => run('kept', 'readonly', (table) => table.get(name));
export const keep = (name, value) => run('kept', 'readwrite', (table) => table.put(value, name));
export const forget = (name) => run('kept', 'readwrite', (table) => table.delete(name));

export const scans = {
  get: (key) => run('scans', 'readonly', (table) => table.get(key)),
  all: () => run('scans', 'readonly', (table) => table.getAll()),
  put: (scan) => run('scans', 'readwrite', (table) => table.put(scan)),
  /** Writes what a function makes of a row, in one transaction; nothing where there is none. */
  change: (key, make) => run('scans', 'readwrite', (table) => {
    const request = table.get(key);
    request.onsuccess = () => request.result && table.put(make(request.result));
    return request;
  }),
  remove: (key) => run('scans', 'readwrite', (table) => table.delete(key)),
};
