import { isJsonObject, type JsonValue } from '../asl/json.ts';
import type { Connection, Credentials } from './connection.ts';

/** What a user chooses to be connected to. Holds nothing secret, so that it can be kept. */
export type ConnectionChoice =
  | { readonly kind: 'local' }
  /** `profile` undefined: the standard chain (environment, default profile, SSO, roles). `region` undefined: the profile's. */
  | { readonly kind: 'aws'; readonly profile: string | undefined; readonly region: string | undefined }
  /** LocalStack, moto, `fanout serve` …; `profile` undefined: placeholder keys, so that no real ones leave this machine. */
  | {
      readonly kind: 'endpoint';
      readonly url: string;
      readonly region: string;
      readonly profile: string | undefined;
    };

export const LOCAL: ConnectionChoice = { kind: 'local' };

/** What emulators take for keys; they do not check them. */
const PLACEHOLDER: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** A choice that was kept; undefined for what is none (any more). */
export function readConnectionChoice(value: JsonValue | undefined): ConnectionChoice | undefined {
  if (!isJsonObject(value)) return undefined;
  const text = (name: string): string | undefined => {
    const found = value[name];
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  if (value.kind === 'local') return LOCAL;
  const profile = text('profile');
  const region = text('region');
  if (value.kind === 'aws') return { kind: 'aws', profile, region };
  const url = text('url');
  if (value.kind !== 'endpoint' || url === undefined || region === undefined) return undefined;
  return 'problem' in checkEndpoint(url) ? undefined : { kind: 'endpoint', url, region, profile };
}

/** How a choice is reached; of the local runtime only who has started it knows. */
export function connectionOf(choice: Exclude<ConnectionChoice, { kind: 'local' }>): Connection {
  if (choice.kind === 'aws') return { profile: choice.profile, region: choice.region };
  const { url, region, profile } = choice;
  return { endpoint: url, region, ...(profile === undefined ? { credentials: PLACEHOLDER } : { profile }) };
}

/** `Local`, `AWS prod eu-central-1`, `127.0.0.1:4566`. */
export function describeChoice(choice: ConnectionChoice): string {
  switch (choice.kind) {
    case 'local':
      return 'Local';
    case 'aws':
      return ['AWS', choice.profile, choice.region].filter((part) => part !== undefined).join(' ');
    case 'endpoint':
      return new URL(choice.url).host;
  }
}

/** Identifies a choice, to keep things by it. */
export function keyOfChoice(choice: ConnectionChoice): string {
  if (choice.kind === 'local') return 'local';
  const { profile = '', region = '' } = choice;
  return [choice.kind, choice.kind === 'endpoint' ? choice.url : '', region, profile].join('|');
}

export type EndpointCheck =
  | { readonly problem: string }
  /** `warning`: what is at stake where it is no loopback address without TLS. */
  | { readonly url: string; readonly warning: string | undefined };

/** Whether a text is the URL of an endpoint; gives it without a slash at its end. */
export function checkEndpoint(text: string): EndpointCheck {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed) || !/^https?:/i.test(trimmed))
    return { problem: `${trimmed === '' ? 'It' : trimmed} is no URL of an endpoint: write http://127.0.0.1:4566.` };
  const url = new URL(trimmed);
  if (url.username !== '' || url.password !== '')
    return { problem: 'Keys do not belong into the URL, which is kept: put them into a profile, and choose that.' };
  if (url.search !== '' || url.hash !== '') return { problem: 'An endpoint has neither a ? nor a #.' };
  const warning =
    url.protocol === 'http:' && !isLoopback(url.hostname)
      ? `${url.host} is another machine, and http does not encrypt: inputs, outputs and session tokens can be read on the way. Use https.`
      : undefined;
  return { url: url.href.replace(/\/$/, ''), warning };
}

/** Names and addresses that lead to this machine, whatever a network says. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(hostname);
}
