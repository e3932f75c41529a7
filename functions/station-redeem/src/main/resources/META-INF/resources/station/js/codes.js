// Codes as people type them. The rule is that of CodeAlphabet.java: 23 characters, the last of a code checks the others.

export const ALPHABET = '234679ACEFGHJKMPQRTUWXY';
export const VOUCHER = { length: 9, group: 3 };
export const ENROLMENT = { length: 12, group: 4 };

const BETWEEN = /[\s\p{Zs}\p{Pd}\p{Cf}\u2212\u2043]/gu;

/** What of a text counts: upper case, nothing between. */
export const significant = (typed) => typed.replace(BETWEEN, '').toUpperCase();

/** The characters in a text that no code has, each once. */
export const foreign = (typed) => [...new Set([...significant(typed)].filter((c) => !ALPHABET.includes(c)))];

export function checks(code) {
  let sum = 0;
  for (let i = 0; i < code.length; i++) {
    sum += (i + 1) * ALPHABET.indexOf(code[i]);
  }
  return sum % ALPHABET.length === 0;
}

export const grouped = (code, { group }) => code.match(new RegExp(`.{1,${group}}`, 'g'))?.join('-') ?? '';

/** The fault of a typed code as a name of a text and what goes into it; null when it can be one of ours. */
export function faultOf(typed, { length }) {
  const code = significant(typed);
  const wrong = foreign(typed);
  if (wrong.length > 0) {
    return ['code.foreign', { wrong: wrong.slice(0, 4).join(' ') }];
  }
  if (code.length !== length) {
    return [code.length < length ? 'code.short' : 'code.long', { length, typed: code.length }];
  }
  return checks(code) ? null : ['code.wrong', {}];
}

/** Whether a scanned text looks like a voucher of ours. Only the server knows whether it is one. */
export const isVoucher = (text) => /^SCRIP:\d/i.test(text.trim());

/** The code that a QR payload names, to know a voucher again that waits already. */
export const codeIn = (text) => (isVoucher(text) ? text.trim().split(':')[2] ?? '' : text).toUpperCase();

/** The enrolment code in a scanned address or a typed text; null when there is none. */
export function enrolmentIn(text) {
  const code = significant(/#enrol=([^&]+)/i.exec(text)?.[1] ?? text);
  return faultOf(code, ENROLMENT) === null ? code : null;
}

/** Groups a code while it is typed; the caret stays behind the character it stood behind. */
export function groupWhileTyping(input, shape) {
  const regroup = (event) => {
    if (event.isComposing || /^(delete|history)/.test(event.inputType ?? '') || isVoucher(`${input.value}:1`)) {
      return;
    }
    const wanted = grouped(significant(input.value), shape);
    if (wanted !== input.value) {
      const before = significant(input.value.slice(0, input.selectionStart)).length;
      const caret = before + Math.max(0, Math.ceil(before / shape.group) - 1);
      input.value = wanted;
      input.setSelectionRange(caret, caret);
    }
  };
  input.addEventListener('input', regroup);
  input.addEventListener('compositionend', regroup);
}
