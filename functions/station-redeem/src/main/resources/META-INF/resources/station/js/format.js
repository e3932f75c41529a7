// Money and times for people.

import { language } from './i18n.js';

/** ISO 4217 exponents that are not 2. Browsers' own tables differ from the norm, and a factor of 1,000 is a lot of money. */
export const EXPONENTS = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4,
};

const locales = () => [language() === 'en' ? 'en-GB' : language(), 'en-GB'];

/** A text that stays on one line. */
export const unbroken = (text) => text?.replaceAll(' ', '\u00a0') ?? null;

/** An amount of minor units, as in "RWF 5,000". */
export function money({ amount, currency }) {
  const digits = EXPONENTS[currency] ?? 2;
  return new Intl.NumberFormat(locales(), {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Number(amount) / 10 ** digits);
}

const format = (options) => (instant, timeZone) =>
  new Intl.DateTimeFormat(locales(), { ...options, timeZone }).format(new Date(instant));

export const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
export const day = format({ weekday: 'short', day: 'numeric', month: 'long' });
const dayOfTime = format({ day: 'numeric', month: 'short' });
const dayAndYear = format({ day: 'numeric', month: 'short', year: 'numeric' });

/** A moment in the station's zone, as in "14:05, 22 Nov"; with its year when that is not the present one. */
export function moment(instant, timeZone) {
  const thisYear = new Date(instant).getUTCFullYear() === new Date().getUTCFullYear();
  return `${clock(instant, timeZone)}, ${(thisYear ? dayOfTime : dayAndYear)(instant, timeZone)}`;
}

/** A date without a zone, as in "Sun 22 November". */
export const date = (iso) => day(`${iso}T12:00:00Z`, 'UTC');
