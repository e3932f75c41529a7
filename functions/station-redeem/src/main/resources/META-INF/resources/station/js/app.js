// Start, screens and banners. A screen is a module with `show(go, argument)`, which answers with its title, its nodes,
// whether it is plain (no way back), and what to do on leaving it; `shown` is told that it is on the screen, `missed`
// that it came too late for that.

import { call } from './api.js';
import { announce, h, picture } from './dom.js';
import { speakFirst, t } from './i18n.js';
import * as queue from './queue.js';
import { resume } from './resume.js';
import { ICONS } from './shapes.js';
import { hasSession, known, load, onChange, state } from './state.js';
import * as balance from './screens/balance.js';
import * as enrol from './screens/enrol.js';
import * as past from './screens/history.js';
import * as home from './screens/home.js';
import * as result from './screens/result.js';
import * as scan from './screens/scan.js';
import * as signin from './screens/signin.js';
import * as type from './screens/type.js';
import { unkept } from './screens/unkept.js';
import * as waiting from './screens/waiting.js';

const SCREENS = { balance, enrol, history: past, home, result, scan, signin, type, waiting };
const $ = (id) => document.getElementById(id);

let shown = { name: null, leave: null };
let turn = 0;
let update = null;

/** Whoever is not enrolled enrols, whoever is not signed in signs in. */
function allowed(name) {
  if (!state.device) {
    return 'enrol';
  }
  return hasSession() || name === 'enrol' || name === 'waiting' ? name : 'signin';
}

async function go(wanted, argument) {
  const name = allowed(wanted in SCREENS ? wanted : 'home');
  const mine = ++turn;
  shown.leave?.();
  shown = { name, leave: null };
  const screen = await SCREENS[name].show(go, argument, () => mine === turn).catch((failure) => unkept(go, failure));
  if (mine !== turn) {
    screen.leave?.();
    screen.missed?.();
    return;
  }
  shown.leave = screen.leave;
  if (location.hash.slice(1) !== name) {
    history[wanted === name && argument?.replace !== true ? 'pushState' : 'replaceState'](null, '', `#${name}`);
  }
  document.title = `${screen.title} – ${state.device?.station.name ?? 'Station'}`;
  document.body.dataset.screen = name;
  bar(screen);
  $('screen').replaceChildren(...screen.nodes);
  // No frame is drawn of a page that nobody can see.
  requestAnimationFrame(() => (mine === turn ? screen.shown?.() : screen.missed?.()));
  scrollTo(0, 0);
  (screen.focus ?? $('screen').querySelector('h1') ?? $('screen')).focus({ preventScroll: true });
  if (screen.say) {
    announce(screen.say);
  }
  await banners();
}

function bar({ title, plain }) {
  const back = h('button', { class: 'icon', type: 'button', 'aria-label': t('back'), onclick: () => go('home') },
    picture(ICONS.back, 'icon'));
  const station = state.device
    ? h('p', { class: 'station' }, h('strong', {}, state.device.station.name), ` ${state.device.device.label}`)
    : h('p', { class: 'station' }, h('strong', {}, 'Scrip'));
  $('bar').replaceChildren(...(plain ? [] : [back]), station);
  $('bar').dataset.title = title;
}

/** What everybody at the station has to know, whatever they are doing. */
async function banners() {
  const scans = await queue.all().catch(() => []);
  const open = scans.filter((one) => queue.isOpen(one) && one.told).length;
  const news = scans.filter(queue.isNews).length;
  const look = (label) => h('button', { type: 'button', class: 'small', onclick: () => go('waiting') }, label);
  const here = shown.name === 'waiting';
  const list = [
    !navigator.onLine && ['offline', t('banner.offline')],
    state.redeemEnabled === false && ['off', t('banner.off')],
    open > 0 && ['waits', t('banner.waiting', { count: open, n: open }), here || look(t('banner.look'))],
    news > 0 && ['news', t('banner.answered', { count: news, n: news }), here || look(t('banner.look'))],
    update && ['news', t('banner.update'), h('button', { type: 'button', class: 'small', onclick: renew }, t('banner.renew'))],
  ].filter(Boolean);
  const text = JSON.stringify(list.map(([kind, words]) => [kind, words, here]));
  if ($('banners').dataset.text !== text) {
    $('banners').dataset.text = text;
    $('banners').replaceChildren(...list.map(([kind, words, button]) =>
      h('div', { class: `banner ${kind}` }, h('p', {}, words), button === true ? null : button)));
  }
}

/** Asks the server who we are; quiet where it cannot be reached. */
async function ask() {
  if (!state.device || !navigator.onLine) {
    return;
  }
  const answer = await call('GET', '/me').catch(() => null);
  if (answer?.ok) {
    await known(answer.body);
  }
}

/** The screen of the address; results and first steps are not come back to. */
function again() {
  const name = location.hash.slice(1);
  return ['result', 'scan', 'enrol', 'signin'].includes(name) ? 'home' : name;
}

async function shell() {
  if (!('serviceWorker' in navigator)) {
    return;
  }
  const registration = await navigator.serviceWorker.register('/station/sw.js', { scope: '/station/' });
  const ready = () => {
    update = navigator.serviceWorker.controller ? registration.waiting : null;
    banners();
  };
  ready();
  registration.addEventListener('updatefound', () =>
    registration.installing.addEventListener('statechange', ready));
  document.addEventListener('visibilitychange', () => document.hidden || registration.update().catch(() => {}));
}

function renew() {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  update.postMessage('take over');
}

async function start() {
  await speakFirst();
  await load();
  await queue.tidy();
  onChange(() => {
    const must = allowed(shown.name);
    return must === shown.name || shown.name === null ? banners() : go(must);
  });
  for (const event of ['online', 'offline']) {
    addEventListener(event, () => {
      banners();
      ask();
    });
  }
  document.addEventListener('visibilitychange', () => document.hidden || ask());
  addEventListener('popstate', () => go(again()));
  // A page that lives already is given an enrolment's address.
  addEventListener('hashchange', () => /^#enrol=/.test(location.hash) && go('enrol', enrol.fromAddress()));
  const invited = /^#enrol=/.test(location.hash) ? enrol.fromAddress() : null;
  if (invited) {
    await go('enrol', invited);
  } else if (!(await resume(go))) {
    await go(again(), { replace: true });
  }
  ask().then(() => queue.drain());
  shell().catch(() => {});
}

start().catch((failure) => {
  $('screen').replaceChildren(h('h1', {}, t('broken.title')), h('p', {}, t('broken.text')));
  console.error(failure.name);
});
