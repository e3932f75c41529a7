// Calls of the API. An answer is only what our server wrote: a page of somebody's Wi-Fi, a proxy's error and a time-out
// are no answers, and what was asked may have been done all the same.

import { dismissed, signedOut, state } from './state.js';

const ANSWER_WITHIN = 15_000;

/** No answer of ours came back. */
export class Unanswered extends Error {}

async function read(answer) {
  if (answer.status === 204) {
    return null;
  }
  if (!/json/.test(answer.headers.get('Content-Type') ?? '')) {
    throw new Unanswered(`status ${answer.status}`);
  }
  return answer.json();
}

/**
 * Answers with {ok, status, body}; a refusal is an answer. Throws Unanswered. Where the server does not know the device
 * or the session any longer, this forgets them.
 */
export async function call(method, path, { body, key } = {}) {
  const headers = { Accept: 'application/json' };
  if (state.device) {
    headers.Authorization = `Bearer ${state.device.deviceToken}`;
  }
  if (state.session) {
    headers['X-Station-Session'] = state.session.token;
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (key !== undefined) {
    headers['Idempotency-Key'] = key;
  }
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ANSWER_WITHIN);
  const asked = { device: state.device?.deviceToken, session: state.session?.token };
  try {
    const options = { method, headers, body, cache: 'no-store', credentials: 'omit', redirect: 'error' };
    const answer = await fetch(`/api/station${path}`, { ...options, signal: limit.signal });
    const result = { ok: answer.ok, status: answer.status, body: await read(answer) };
    await noticed(result, asked);
    return result;
  } catch (failure) {
    throw failure instanceof Unanswered ? failure : new Unanswered(failure.name);
  } finally {
    clearTimeout(timer);
  }
}

// Only what the request carried: another tab may have enrolled or signed in since.
async function noticed({ status, body }, asked) {
  if (status !== 401) {
    return;
  }
  if (body.code === 'device_unknown' && asked.device && asked.device === state.device?.deviceToken) {
    await dismissed();
  }
  if (body.code === 'session_over' && asked.session && asked.session === state.session?.token) {
    await signedOut();
  }
}
