// Scans on their way to the server. A scan is written down with a random key of its own before it is sent for the first
// time, and every repeat, after a time-out, a reload or a crash, is the same request with the same key: the server
// redeems it once. What has no answer is "not confirmed", and nobody may be given anything for it.

import { call } from './api.js';
import { codeIn } from './codes.js';
import { changed, hasSession, state } from './state.js';
import { scans } from './store.js';

export const WAITING_AT_MOST = 200;
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;
const ANSWERS_KEPT = 24 * 3_600_000;

/** Refusals that end by themselves. They are no answer for good to a scan that may have been taken before. */
const PASSING = ['too_many_attempts', 'station_redeem_off', 'station_closed'];

/** Refusals of a request as such, before the voucher is looked at. They say nothing of an earlier send of it. */
const UNREAD = ['invalid_request', 'key_reused'];

const FINAL = [
  'already_redeemed', 'expired', 'void', 'wrong_station', 'voucher_not_found', 'bad_signature', ...UNREAD,
];

let fallback = Promise.resolve();

/** One sender at a time, in all tabs together. */
function alone(work, lock = 'station-send') {
  if (navigator.locks) {
    return navigator.locks.request(lock, work);
  }
  const mine = fallback.then(work);
  fallback = mine.catch(() => {});
  return mine;
}

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const isOpen = (scan) => scan.state !== 'answered';
/** Scans whose operator looks at the screen of them, or waits for it: they need no list. */
const inFront = new Set();

/** An answer that nobody has looked at. */
export const isNews = (scan) => !isOpen(scan) && !scan.seen && !inFront.has(scan.key);
export const isMine = (scan) => scan.stationId === state.device?.station.id;
/** Whether it surely never reached the server, so that it can be taken back. */
export const canCancel = (scan) => scan.state === 'waiting' && !scan.uncertain;

export async function all() {
  return (await scans.all()).sort((a, b) => a.madeAt - b.madeAt);
}

/** Writes a scan down: {scan}, or {waits} when the voucher waits here already, or {full}. */
export async function add(voucherCode, method) {
  return alone(async () => {
    const open = (await scans.all()).filter(isOpen);
    const waits = open.find((scan) => codeIn(JSON.parse(scan.body).voucherCode) === codeIn(voucherCode));
    if (waits) {
      return { waits };
    }
    if (open.length >= WAITING_AT_MOST) {
      return { full: true };
    }
    const scannedAt = new Date();
    const scan = {
      key: randomKey(),
      body: JSON.stringify({ voucherCode, method, scannedAt: scannedAt.toISOString() }),
      ending: codeIn(voucherCode).slice(-4),
      stationId: state.device.station.id,
      madeAt: scannedAt.getTime(),
      state: 'waiting',
      tries: 0,
      triedAt: 0,
      nextAt: 0,
      uncertain: false,
      told: false,
      seen: false,
    };
    await scans.put(scan);
    changed();
    return { scan };
  }, 'station-add');
}

function pause(tries) {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(tries - 1, 10)) * (0.8 + 0.4 * Math.random());
}

/** What a scan is after an answer, or after none (null). Whatever is not known for sure leaves it waiting. */
function after(scan, before, answer) {
  const { ok, status, body } = answer ?? {};
  const waiting = { ...scan, state: 'waiting', nextAt: Date.now() + pause(scan.tries) };
  if (status === 401) {
    return { ...waiting, uncertain: before.uncertain };
  }
  const passing = PASSING.includes(body?.code);
  if (passing && (before.uncertain || before.told)) {
    const nextAt = Math.max(waiting.nextAt, Date.now() + 1000 * (body.retryAfter ?? 60));
    return { ...waiting, uncertain: before.uncertain, nextAt };
  }
  if (UNREAD.includes(body?.code) && (before.uncertain || before.told)) {
    return { ...waiting, uncertain: before.uncertain, stuck: true, nextAt: Date.now() + LONGEST_PAUSE };
  }
  const outcome = ok && body?.status === 'redeemed' ? 'redeemed' : body?.code;
  if (outcome !== 'redeemed' && !passing && !FINAL.includes(outcome)) {
    return waiting;
  }
  const { body: secret, ...rest } = scan;
  return { ...rest, state: 'answered', outcome, answer: body, answeredAt: Date.now() };
}

/** Sends a scan once, unless another tab has had its answer meanwhile, and answers with what it is now. */
async function send(key, isDue) {
  return alone(async () => {
    const before = await scans.get(key);
    if (!before || !isOpen(before) || !isDue(before) || !isMine(before)) {
      return before;
    }
    // "sending" says that the request may have left: whoever finds it after a crash sends it again.
    const tries = before.tries + 1;
    const sending = { ...before, state: 'sending', uncertain: true, tries, triedAt: Date.now() };
    await scans.put(sending);
    const answer = await call('POST', '/redeem', { body: before.body, key }).catch(() => null);
    const result = after(sending, before, answer);
    await scans.put(result);
    changed();
    return result;
  });
}

let sendingNow = 0;

/** Sends a scan that somebody is waiting for. Where the device knows that it is offline, nothing is sent. */
export async function sendNow(key) {
  inFront.add(key);
  if (!navigator.onLine) {
    return scans.get(key);
  }
  sendingNow++;
  try {
    return await send(key, () => true);
  } finally {
    sendingNow--;
  }
}

/** The operator was told "not confirmed", or left: it is sent in the background, and its answer is in the list. */
export async function setAside(key) {
  inFront.delete(key);
  return alone(async () => {
    await scans.change(key, (scan) => ({ ...scan, state: scan.state === 'sending' ? 'waiting' : scan.state, told: true }));
    changed();
    schedule();
  });
}

/** Only of an answer that is on the screen. */
export async function markSeen(key) {
  try {
    await scans.change(key, (scan) => ({ ...scan, seen: true }));
  } finally {
    inFront.delete(key);
    changed();
  }
}

export const find = (key) => scans.get(key);

/** Takes back a scan that was never sent. Answers whether it did. */
export async function cancel(key) {
  return alone(async () => {
    const scan = await scans.get(key);
    if (!scan || !canCancel(scan)) {
      return false;
    }
    await scans.remove(key);
    changed();
    return true;
  });
}

/** Answers that were looked at go after a day. */
export async function tidy() {
  const over = (await scans.all()).filter((scan) => scan.seen && scan.answeredAt < Date.now() - ANSWERS_KEPT);
  await Promise.all(over.map((scan) => scans.remove(scan.key)));
}

let timer = 0;
let draining = false;

const background = (scan) => isOpen(scan) && scan.told && isMine(scan);

/** Sends what waits, oldest first; stops at the first that gets no answer. With `anew`, pauses count no longer. */
export async function drain(anew = false) {
  if (draining || !navigator.onLine || !state.device || !hasSession()) {
    return;
  }
  draining = true;
  try {
    const from = Date.now();
    const due = (scan) => scan.nextAt <= Date.now() || (anew && scan.triedAt < from);
    for (const { key } of (await all()).filter(background)) {
      const result = sendingNow > 0 ? null : await send(key, due);
      if (!result || !hasSession() || (isOpen(result) && !result.stuck && result.triedAt >= from)) {
        break;
      }
    }
  } finally {
    draining = false;
    schedule();
  }
}

/** Wakes the sender when the next scan is due. */
export async function schedule() {
  clearTimeout(timer);
  const next = (await all()).filter(background).map((scan) => scan.nextAt);
  if (next.length > 0 && hasSession() && navigator.onLine) {
    timer = setTimeout(drain, Math.max(1000, Math.min(...next) - Date.now()));
  }
}

addEventListener('online', () => drain(true));
document.addEventListener('visibilitychange', () => document.hidden || drain());
