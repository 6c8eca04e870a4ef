import { describe, expect, it } from 'vitest';
import {
  checkEndpoint,
  connectionOf,
  describeChoice,
  keyOfChoice,
  readConnectionChoice,
} from '../../../src/executions/connection-choice.ts';

describe('the URL of an endpoint', () => {
  it.each([
    ['http://127.0.0.1:4566/', 'http://127.0.0.1:4566'],
    [' http://localhost:8083 ', 'http://localhost:8083'],
    ['http://[::1]:8083', 'http://[::1]:8083'],
    ['https://states.example.com/base', 'https://states.example.com/base'],
  ])('takes %s', (text, url) => {
    expect(checkEndpoint(text)).toEqual({ url, warning: undefined });
  });

  it.each(['', 'localhost:4566', 'ftp://localhost', 'file:///etc/passwd', 'http://', 'javascript:alert(1)'])(
    'refuses %j',
    (text) => {
      expect(checkEndpoint(text)).toHaveProperty('problem');
    },
  );

  it('refuses one that carries keys, which would be kept', () => {
    expect(checkEndpoint('http://key:secret@127.0.0.1:4566')).toHaveProperty('problem');
  });

  it.each(['http://10.0.0.5:4566', 'http://127.0.0.1.example.com', 'http://localhost.example.com'])(
    'warns of %s, which is another machine without encryption',
    (text) => {
      expect(checkEndpoint(text)).toMatchObject({ warning: expect.stringContaining('does not encrypt') as string });
    },
  );
});

describe('a connection that is kept', () => {
  it.each([
    { kind: 'local' },
    { kind: 'aws', profile: 'prod', region: 'eu-central-1' },
    { kind: 'aws', profile: undefined, region: undefined },
    { kind: 'endpoint', url: 'http://127.0.0.1:4566', region: 'us-east-1', profile: undefined },
  ] as const)('is read again as it was: %j', (choice) => {
    const kept = JSON.parse(JSON.stringify(choice)) as never;
    expect(readConnectionChoice(kept)).toEqual(choice);
  });

  it.each([undefined, null, 'aws', {}, { kind: 'endpoint', url: 'nonsense', region: 'x' }, { kind: 'other' }])(
    'is none where it is %j',
    (value) => {
      expect(readConnectionChoice(value)).toBeUndefined();
    },
  );

  it('sends no keys of the user to an endpoint that no profile was chosen for', () => {
    const endpoint = { kind: 'endpoint', url: 'http://127.0.0.1:4566', region: 'us-east-1' } as const;
    expect(connectionOf({ ...endpoint, profile: undefined })).toEqual({
      endpoint: 'http://127.0.0.1:4566',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    expect(connectionOf({ ...endpoint, profile: 'emulator' })).not.toHaveProperty('credentials');
  });

  it('has a name for people and a key that tells it from others', () => {
    const aws = { kind: 'aws', profile: 'prod', region: 'eu-central-1' } as const;
    expect(describeChoice(aws)).toBe('AWS prod eu-central-1');
    expect(keyOfChoice(aws)).not.toBe(keyOfChoice({ ...aws, region: 'eu-west-1' }));
    expect(describeChoice({ kind: 'endpoint', url: 'http://127.0.0.1:1/x', region: 'r', profile: undefined })).toBe(
      '127.0.0.1:1',
    );
  });
});
