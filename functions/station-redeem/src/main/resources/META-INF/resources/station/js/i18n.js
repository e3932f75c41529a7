// The page's words. Every language file has the same keys; a test compares them.

import { keep, recall } from './store.js';

export const LANGUAGES = { en: 'English', fr: 'Français', rw: 'Kinyarwanda' };

let current = 'en';
// Until a language is here, these: a page that cannot even start has to say so.
let words = {
  'broken.title': 'This page cannot work here',
  'broken.text': 'Give nothing. Check the connection, leave private browsing, free some space, and open it again.',
};

export const language = () => current;

/** The text of a name, with {places} filled in. With a count, the form that the language uses for it. */
export function t(name, places = {}) {
  const form = 'count' in places ? `${name}.${new Intl.PluralRules([current, 'en']).select(places.count)}` : name;
  const text = words[form] ?? words[`${name}.other`] ?? form;
  return text.replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
}

export async function speak(wanted) {
  const answer = await fetch(`/station/lang/${wanted}.json`);
  words = await answer.json();
  current = wanted;
  document.documentElement.lang = wanted;
}

/** The language that was chosen here, else the first of the browser's that we have. */
export async function speakFirst() {
  const known = (code) => Object.hasOwn(LANGUAGES, code);
  const ours = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(known);
  const chosen = await recall('language').catch(() => null);
  await speak(known(chosen) ? chosen : ours ?? 'en');
}

export async function choose(wanted) {
  await speak(wanted);
  await keep('language', wanted).catch(() => {});
}
