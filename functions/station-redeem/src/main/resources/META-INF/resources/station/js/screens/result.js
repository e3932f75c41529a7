// What came of a scan. Only "redeemed" has a tick; everything else says in its first words that nothing may be given, but
// for what was confirmed late: whether something was given meanwhile is for the operator to say.

import { announce, h, picture } from '../dom.js';
import { feel } from '../feedback.js';
import { moment, money, unbroken } from '../format.js';
import { t } from '../i18n.js';
import * as queue from '../queue.js';
import { SHAPES } from '../shapes.js';
import { hasSession, onChange, state } from '../state.js';

const zone = () => state.device?.station.timeZone;

/** The facts of an outcome: pairs of a name and a text; the first is the one to see from afar. */
function facts(outcome, answer, scan) {
  const at = (instant) => (instant ? moment(instant, zone()) : null);
  return {
    redeemed: () => [
      ['number', unbroken(answer.maskedMsisdn)], ['reference', answer.reference], ['brand', answer.brand], ['at', at(answer.redeemedAt)],
    ],
    already_redeemed: () => [
      ['at', at(answer.redeemedAt)], ['where', answer.here ? t('result.here') : answer.station], ['reference', answer.reference],
    ],
    wrong_station: () => [['right', answer.station]],
    expired: () => [['ended', at(answer.expiresAt)]],
    void: () => [['voided', at(answer.voidedAt)]],
    unconfirmed: () => [['code', `… ${scan.ending}`], ['scanned', at(scan.madeAt)]],
  }[outcome]?.().filter(([, text]) => text) ?? [];
}

function countdown(seconds, text) {
  const until = Date.now() + seconds * 1000;
  const node = h('p', { class: 'big', role: 'timer' });
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    node.textContent = left > 0 ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` : text;
    if (left === 0) {
      clearInterval(timer);
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
  return { node, stop: () => clearInterval(timer) };
}

/** An answer this long after its scan (milliseconds) finds another moment at the counter. */
const LATE = 120_000;

/** Words that are too long for the width of a small phone in the usual size. */
const LONG = /\S{12}/;

const FEELINGS = { redeemed: 'good', late: 'wait', unconfirmed: 'wait' };

const amount = (text) => h('p', { class: text.length > 11 ? 'amount long' : 'amount' }, text);

/** What the operator has to do now. */
function todoOf(face, scan, answer) {
  if (face === 'late') {
    return t('result.late', { amount: unbroken(money(answer.amount)) });
  }
  if (face === 'unconfirmed' && scan.stuck) {
    return t('result.stuck');
  }
  const clock = answer.errors?.some(({ pointer }) => pointer === '/scannedAt');
  return t(clock ? 'result.clock' : `result.${face}.todo`);
}

/** The screen of an outcome; `old` when its answer was here before it was asked for. */
function panel(go, scan, old) {
  const outcome = queue.isOpen(scan) ? 'unconfirmed' : scan.outcome;
  const kind = outcome in SHAPES ? outcome : 'refused';
  const answer = scan.answer ?? {};
  const timer = kind === 'too_many_attempts' ? countdown(answer.retryAfter ?? 60, t('result.again')) : null;
  const late = kind === 'redeemed' && (old || scan.told || scan.answeredAt - scan.madeAt > LATE);
  const face = late ? 'late' : kind;
  const word = t(`result.${face}.word`);
  const todo = todoOf(face, scan, answer);
  const waits = queue.isOpen(scan);
  // Sent in the background meanwhile: whoever still looks at "not confirmed" sees what came of it.
  const stop = waits && onChange(async () => {
    const now = await queue.find(scan.key);
    if (now && !queue.isOpen(now)) {
      go('result', { key: scan.key });
    }
  });
  return {
    title: word,
    say: late ? todo : `${word}. ${todo}`,
    shown: () => {
      feel(FEELINGS[face] ?? 'bad');
      if (!waits) {
        queue.markSeen(scan.key).catch(() => {});
      }
    },
    missed: () => waits || queue.setAside(scan.key).catch(() => {}),
    leave: () => {
      timer?.stop();
      if (stop) {
        stop();
      }
    },
    nodes: [
      h('section', { class: `result ${face}`, 'data-outcome': kind },
        h('div', { class: 'face' },
          picture(SHAPES[face], 'shape'),
          h('h1', { tabindex: '-1', class: LONG.test(word) ? 'long' : null }, word),
          face === 'redeemed' ? amount(money(answer.amount)) : null,
          timer?.node,
          h('p', { class: 'todo' }, todo)),
        h('dl', {}, facts(kind, answer, scan).map(([name, text]) =>
          h('div', { class: name }, h('dt', {}, t(`result.fact.${name}`)), h('dd', {}, text)))),
        late ? h('p', { class: 'hint' }, t('result.late.scanned', { at: moment(scan.madeAt, zone()) })) : null,
        h('div', { class: 'actions' },
          waits ? h('button', { type: 'button', class: 'primary', onclick: () => go('result', { key: scan.key }) }, t('result.tryagain')) : null,
          waits && queue.canCancel(scan)
            ? h('button', { type: 'button', class: 'secondary', onclick: async () => { await queue.cancel(scan.key); go('home'); } }, t('waiting.cancel'))
            : null,
          h('button', { type: 'button', class: waits ? 'secondary' : 'primary', onclick: () => go('scan') }, t('result.next')),
          h('button', { type: 'button', class: 'secondary', onclick: () => go('home') }, t('result.home')))),
    ],
  };
}

/** Something is wrong with the scan itself, before it is one. */
function instead(go, title, text, scan) {
  return {
    title,
    nodes: [
      h('h1', { tabindex: '-1' }, title),
      h('p', { class: 'lead' }, text),
      scan ? h('button', { type: 'button', class: 'primary', onclick: () => go('result', { key: scan.key }) }, t('result.tryagain')) : null,
      h('button', { type: 'button', class: 'secondary', onclick: () => go('waiting') }, t('banner.look')),
    ].filter(Boolean),
  };
}

function checking() {
  return [
    h('section', { class: 'checking' },
      h('div', { class: 'spinner', 'aria-hidden': 'true' }),
      h('h1', { tabindex: '-1' }, t('result.checking')),
      h('p', { class: 'todo' }, t('result.checking.todo'))),
  ];
}

/** Sent; where its answer cannot be kept, it is one of those that wait, as far as that can be kept. */
async function sent(key) {
  try {
    return await queue.sendNow(key);
  } catch (failure) {
    queue.setAside(key).catch(() => {});
    throw failure;
  }
}

/** With {voucherCode, method} a new scan, with {key} one that exists: sent now, or shown with its answer. */
export async function show(go, { voucherCode, method, key } = {}, isCurrent = () => true) {
  let mine = key;
  if (voucherCode) {
    const { scan, waits, full } = await queue.add(voucherCode, method);
    if (full) {
      return instead(go, t('result.full'), t('result.full.todo'));
    }
    if (waits) {
      return instead(go, t('result.twice'), t('result.twice.todo'), waits);
    }
    mine = scan.key;
  }
  if (isCurrent()) {
    document.getElementById('screen').replaceChildren(...checking());
    announce(t('result.checking'));
  }
  const before = mine ? await queue.find(mine) : null;
  const scan = mine ? await sent(mine) : null;
  if (!scan) {
    return instead(go, t('result.gone'), t('result.gone.todo'));
  }
  // Without a session it is taken up after the next sign-in.
  if (queue.isOpen(scan) && hasSession()) {
    queue.setAside(scan.key).catch(() => {});
  }
  return panel(go, scan, before !== undefined && !queue.isOpen(before));
}
