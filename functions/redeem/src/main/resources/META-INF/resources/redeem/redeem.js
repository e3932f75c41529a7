// The customer page with scripts: redeems without leaving the page, and follows the message. Without this file the form
// works by itself; RedeemView.java says the same things in the same words.

const $ = (id) => document.getElementById(id);
const [ask, result, form, notice, code, phone, email] =
  ['ask', 'result', 'form', 'notice', 'code', 'phone', 'email'].map($);

const ASK = 'Redeem your gift card';
const OFFLINE = {
  title: 'We could not be reached',
  lines: ['Your code is not lost. Check your connection, then try again.'],
};
const ANSWER_WITHIN = 20_000;
const IN_FLIGHT_AT_MOST = 5;
const POLLS_AT_MOST = 40;

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

/** Answers with {ok, status, body}; throws where no answer of ours came back. */
async function call(path, options = {}) {
  const answer = await fetch(path, { ...options, cache: 'no-store', signal: AbortSignal.timeout?.(ANSWER_WITHIN) });
  if (!/json/.test(answer.headers.get('Content-Type') ?? '')) {
    throw new Error(`no answer of ours: ${answer.status}`);
  }
  return { ok: answer.ok, status: answer.status, body: await answer.json() };
}

// The key stays with its request until that has an answer for good: a repeat after a lost answer is no second try.
let attempt = null;

async function redeem(body) {
  if (attempt?.body !== body) {
    const random = crypto.getRandomValues(new Uint8Array(16));
    attempt = { body, key: Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('') };
  }
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'Idempotency-Key': attempt.key };
  for (let tries = 1; ; tries++) {
    const answer = await call('/api/redeem', { method: 'POST', headers, body });
    if (answer.body.code !== 'in_flight') {
      attempt = answer.status < 500 ? null : attempt;
      return answer;
    }
    if (tries === IN_FLIGHT_AT_MOST) {
      return answer;
    }
    await sleep(Math.min(answer.body.retryAfter ?? 1, 5) * 1000);
  }
}

const minutes = (seconds) => (seconds <= 60 ? 'a minute' : `about ${Math.ceil(seconds / 60)} minutes`);

const NAMES = { '/code': 'Code', '/contact/phone': 'Phone', '/contact/email': 'E-mail' };

/** A problem in words: title, lines, the field to correct, whether another contact would help. */
function words({ code: slug, title, detail, status, errors, callback, retryAfter, instance }) {
  if (errors) {
    const fields = new Set(errors.map(({ pointer }) => ({ '/code': code, '/contact/email': email }[pointer] ?? phone)));
    const lines = errors.map((fault) => `${NAMES[fault.pointer] ?? 'Contact'}: ${fault.detail}`);
    const field = fields.size > 1 ? phone : [...fields][0];
    return { title: 'Check what you typed', lines, field, asksContact: field !== code };
  }
  if (callback) {
    const due = new Date(callback.dueAt);
    const time = due.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
    const when = due < new Date() ? 'any minute' : `by ${time}`;
    return { title, lines: [detail, `Your place in the line: ${callback.place}. We call you back ${when}.`] };
  }
  if (retryAfter) {
    return { title, lines: [`Wait ${minutes(retryAfter)}, then try again.`] };
  }
  if (status >= 500) {
    const again = `If it goes on, call the number on your letter and name ${instance}.`;
    return { title, lines: ['Your code is not lost. Try again in a moment.', again] };
  }
  const field = { contact_missing: phone, code_not_accepted: code }[slug];
  return { title, lines: [detail], field, asksContact: field === phone || slug === 'opted_out' };
}

/** Shows a notice, ties it to the one field that it is about, and takes the reader there. */
function tell({ title, lines, field, asksContact }) {
  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  notice.hidden = false;
  notice.classList.toggle('field', Boolean(field));
  notice.replaceChildren(element('h2', title), ...lines.map((line) => element('p', line)));
  document.title = `${title} – ${ASK}`;
  $('other').open ||= Boolean(asksContact);
  for (const each of [code, phone, email]) {
    each.setAttribute('aria-invalid', String(each === field));
    each.setAttribute('aria-describedby', `${each.id}-hint${each === field ? ' notice' : ''}`);
  }
  (field ?? notice).focus({ preventScroll: true });
  field?.select();
  notice.scrollIntoView({ block: 'nearest' });
}

/** As Money.display() writes it. */
function display({ amount, currency }) {
  const { exponents } = document.querySelector('main').dataset;
  const digits = Number(exponents.split(' ').find((each) => each.startsWith(currency))?.slice(4) ?? 2);
  const plain = String(amount).padStart(digits + 1, '0');
  const whole = plain.slice(0, plain.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${currency} ${whole}${digits ? `.${plain.slice(-digits)}` : ''}`;
}

function day(date) {
  const names = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' };
  return date ? new Date(date).toLocaleDateString('en-GB', names) : '';
}

function fill(field, text) {
  for (const place of result.querySelectorAll(`[data-field="${field}"]`)) {
    place.textContent = text ?? '';
    place.closest('dl > div')?.toggleAttribute('hidden', !text);
  }
}

function show({ redemptionId, alreadyRedeemed, recipient, card, delivery }) {
  const value = display(card.value);
  const texts = {
    value, brand: card.brand, lastFour: card.lastFour, expires: day(card.expiresOn), cardCode: card.code,
    cardNumber: card.number, contact: recipient.maskedContact, place: delivery.channel === 'email' ? 'e-mail' : 'phone',
  };
  Object.entries(texts).forEach(([field, text]) => fill(field, text));
  $('secret').hidden = !card.code;
  $('already').hidden = !alreadyRedeemed;
  result.dataset.id = redemptionId;
  document.title = `${value} ${card.brand} – your gift card`;
  form.reset();
  ask.hidden = true;
  result.hidden = false;
  move(delivery.status);
  window.scrollTo(0, 0);
  result.querySelector('h1').focus();
  follow();
}

/** Shows the state of the message; one that is shown already is not touched, so it is not read out again. */
function move(status) {
  for (const state of result.querySelectorAll('[data-state]')) {
    state.toggleAttribute('hidden', !state.dataset.state.split(' ').includes(status));
  }
}

const moves = () => result.querySelector('[data-moves]:not([hidden])') !== null;

let following = 0;

/** Asks how the message is doing: every 2 s at first, then more and more slowly, and not for ever. */
async function follow() {
  const mine = ++following;
  for (let poll = 1; poll <= POLLS_AT_MOST && moves(); poll++) {
    await sleep(Math.min(10_000, 2000 * 1.4 ** Math.max(0, poll - 5)));
    if (mine !== following || document.hidden) {
      return;
    }
    const answer = await call(`/api/redeem/${result.dataset.id}`).catch(() => null);
    if (answer?.status === 404) {
      return;
    }
    if (answer?.ok) {
      move(answer.body.delivery.status);
      remember();
    }
  }
}

/** From here on a reload shows the result; not where the card is on the screen, which has no address. */
function remember() {
  const address = `/redeem/${result.dataset.id}`;
  if ($('secret').hidden && location.pathname !== address) {
    history.replaceState(null, '', address);
  }
}

let busy = false;

function wait(on) {
  busy = on;
  $('go').setAttribute('aria-disabled', String(on));
  $('go').textContent = on ? 'One moment …' : 'Redeem';
  $('busy').textContent = on ? 'We are redeeming your code.' : '';
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (busy) {
    return;
  }
  wait(true);
  const typed = (field) => field.value.trim() || undefined;
  const contact = { phone: typed(phone), email: typed(email) };
  const body = JSON.stringify({
    code: code.value.trim(), contact: contact.phone || contact.email ? contact : undefined,
  });
  const answer = await redeem(body).catch(() => null);
  wait(false);
  answer?.ok ? show(answer.body) : tell(answer ? words(answer.body) : OFFLINE);
});

const SEPARATORS = /[\s\u2010-\u2015-]/g;
const TWELVE = /^\s*([a-z0-9]{4})[\s-]?([a-z0-9]{4})[\s-]?([a-z0-9]{4})\s*$/i;
let grouped = false;

/** Groups a code of twelve as it is printed; others, and the caret's place in the text, stay as they were typed. */
function group(event) {
  if (event.isComposing || /^(delete|history)/.test(event.inputType ?? '')) {
    return;
  }
  const typed = code.value;
  const bare = typed.replace(SEPARATORS, '');
  const twelve = TWELVE.exec(typed);
  // More than fits into the groups that we made: it is an imported code after all.
  const wanted = twelve ? twelve.slice(1).join('-') : grouped && bare.length > 12 ? bare : typed;
  grouped = twelve !== null;
  if (wanted !== typed) {
    const before = typed.slice(0, code.selectionStart).replace(SEPARATORS, '').length;
    const caret = twelve ? before + Math.min(2, Math.floor(before / 4)) : before;
    code.value = wanted;
    code.setSelectionRange(caret, caret);
  }
}

// Keyboards of phones compose even plain letters, and say nothing more when they are done.
code.addEventListener('input', group);
code.addEventListener('compositionend', group);

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !result.hidden) {
    follow();
  }
});

if (!result.hidden) {
  follow();
}
