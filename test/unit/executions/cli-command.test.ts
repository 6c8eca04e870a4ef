import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printCliCommand, quoteForShell } from '../../../src/executions/cli-command.ts';
import type { ConnectionChoice } from '../../../src/executions/connection-choice.ts';

type Remote = Exclude<ConnectionChoice, { kind: 'local' }>;
const AWS: Remote = { kind: 'aws', profile: 'my team', region: 'eu-central-1' };

/** What a shell makes of a command: its words, and what it would read from a here-document. */
function readByShell(command: string): { words: string[]; stdin: string } {
  const script = `aws() { printf '%s\\0' "$@"; for word; do [ "$word" = file:///dev/stdin ] && cat; done; :; }\n${command}\n`;
  const out = execFileSync('sh', ['-s'], { input: script, encoding: 'utf8', maxBuffer: 1e7 });
  const words = out.split('\0');
  const stdin = words.pop() ?? '';
  return { words, stdin };
}

describe('a text that is quoted for a shell', () => {
  it('is one word, which says the same', () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
      { minLength: 20 },
    );
    fc.assert(
      fc.property(texts, (all) => {
        const script = `printf '%s\\0' ${all.map(quoteForShell).join(' ')}`;
        expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(all);
      }),
      { numRuns: 20 },
    );
  });

  it('stays as it is where it needs no quotes', () => {
    expect(['arn:aws:states:x:1:execution:m:e', "it's", '$HOME', ''].map(quoteForShell)).toEqual([
      'arn:aws:states:x:1:execution:m:e',
      `'it'\\''s'`,
      `'$HOME'`,
      `''`,
    ]);
  });
});

describe('a command of the AWS CLI', () => {
  it('names profile and region, or the endpoint', () => {
    const command = { command: 'describe-execution', flags: { 'execution-arn': 'arn:x' } };
    expect(printCliCommand(command, AWS)).toBe(
      "aws stepfunctions describe-execution --execution-arn arn:x --profile 'my team' --region eu-central-1",
    );
    const endpoint: Remote = {
      kind: 'endpoint',
      url: 'http://127.0.0.1:4566',
      region: 'us-east-1',
      profile: undefined,
    };
    expect(printCliCommand(command, endpoint)).toBe(
      'aws stepfunctions describe-execution --execution-arn arn:x --region us-east-1 --endpoint-url http://127.0.0.1:4566',
    );
  });

  it('hands an input to the shell as it is, also one that is too long for an argument', () => {
    for (const input of [`{"a":"it's $HOME \`id\`"}`, JSON.stringify({ INPUT: 'ä'.repeat(100_000) }, undefined, 1)]) {
      const flags = { 'state-machine-arn': 'arn:m', input };
      const { words, stdin } = readByShell(printCliCommand({ command: 'start-execution', flags }, AWS));
      const isLong = input.length > 1000;
      expect(words[words.indexOf('--input') + 1]).toBe(isLong ? 'file:///dev/stdin' : input);
      expect(stdin).toBe(isLong ? `${input}\n` : '');
      expect(words.slice(-4)).toEqual(['--profile', 'my team', '--region', 'eu-central-1']);
    }
  });

  it('ends a here-document with a line that the input does not have', () => {
    const input = `[\n"${'x'.repeat(140_000)}",\nINPUT\n]`;
    const { stdin } = readByShell(printCliCommand({ command: 'start-execution', flags: { input } }, AWS));
    expect(stdin).toBe(`${input}\n`);
  });
});
