// Makes this device one of a station, with a code that works once: typed, scanned, or in the address.

import { Unanswered, call } from '../api.js';
import { openCamera } from '../camera.js';
import { ENROLMENT, enrolmentIn, faultOf, groupWhileTyping, grouped, significant } from '../codes.js';
import { fault, h } from '../dom.js';
import { t } from '../i18n.js';
import { enrolled, state } from '../state.js';
import { languages } from './languages.js';

/** The code in the address, which goes from it at once: addresses end up in histories. */
export function fromAddress() {
  const code = new URLSearchParams(location.hash.slice(1)).get('enrol') ?? '';
  history.replaceState(null, '', '/station/');
  return { code };
}

async function enrol(code, label) {
  const answer = await call('POST', '/enrol', { body: JSON.stringify({ code, label: label || undefined }) });
  if (answer.ok) {
    navigator.storage?.persist?.().catch(() => {});
    await enrolled(answer.body);
    return null;
  }
  if (answer.body.code === 'too_many_attempts') {
    return t('wait.minutes', { count: Math.ceil((answer.body.retryAfter ?? 60) / 60), n: Math.ceil((answer.body.retryAfter ?? 60) / 60) });
  }
  return answer.body.code === 'enrolment_not_accepted' ? t('enrol.refused') : t('failed.server');
}

export async function show(go, { code = '', camera: wanted = false } = {}) {
  const input = h('input', {
    id: 'enrolment', value: grouped(significant(code), ENROLMENT), autocomplete: 'off', autocapitalize: 'characters',
    spellcheck: 'false', enterkeyhint: 'go', class: 'code', maxlength: 60, 'aria-describedby': 'enrolment-hint enrolment-fault',
  });
  const label = h('input', { id: 'label', maxlength: 100, autocomplete: 'off' });
  const notice = h('p', { id: 'enrolment-fault', class: 'fault', role: 'alert', hidden: true });
  const button = h('button', { class: 'primary' }, t('enrol.go'));
  groupWhileTyping(input, ENROLMENT);

  const submit = async (event) => {
    event?.preventDefault();
    const wrong = faultOf(input.value, ENROLMENT);
    if (wrong) {
      fault(input, notice, t(...wrong));
      input.focus();
      return;
    }
    button.setAttribute('aria-busy', 'true');
    const refused = await enrol(significant(input.value), label.value.trim()).catch((failure) => t(failure instanceof Unanswered ? 'failed.network' : 'failed.storage'));
    button.removeAttribute('aria-busy');
    if (refused === null) {
      go('signin');
      return;
    }
    fault(input, notice, refused);
    input.focus();
  };

  const form = h('form', { novalidate: true, onsubmit: submit },
    h('label', { for: 'enrolment' }, t('enrol.code')),
    input,
    h('p', { id: 'enrolment-hint', class: 'hint' }, t('enrol.hint')),
    notice,
    h('label', { for: 'label' }, t('enrol.label')),
    label,
    button);
  const camera = wanted
    ? openCamera({ onText: (text) => {
      const found = enrolmentIn(text);
      if (found) {
        go('enrol', { code: found });
      }
      return found ? null : t('enrol.notthis');
    } })
    : null;
  return {
    title: t('enrol.title'),
    plain: !state.device,
    leave: () => camera?.close(),
    nodes: [
      h('h1', { tabindex: '-1' }, t('enrol.title')),
      h('p', { class: 'lead' }, state.device ? t('enrol.again', { station: state.device.station.name }) : t('enrol.lead')),
      camera ? camera.node : h('button', { type: 'button', class: 'secondary', onclick: () => go('enrol', { camera: true }) }, t('enrol.scan')),
      form,
      languages(() => go('enrol', { code: input.value })),
    ],
  };
}
