import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { prepareHandlers } from './handler-bench.ts';
import { failureOf } from './run-task.ts';

const MODULES = {
  'echo.py': `
import helper
def handler(event, context):
    return {"event": event, "name": context.function_name, "arn": context.invoked_function_arn,
            "left": context.get_remaining_time_in_millis(), "memory": context.memory_limit_in_mb, "help": helper.VALUE}
`,
  'helper.py': 'VALUE = "beside it"\n',
  'throws.py': `
class PriceMissing(Exception):
    pass
def handler(event, context):
    raise PriceMissing("no price")
`,
  'loops.py': `
import time
def handler(event, context):
    while event == "loop":
        pass
    return event
def sleeps(event, context):
    time.sleep(60)
`,
  'exits.py': 'import sys\ndef handler(event, context):\n    if event == "exit": sys.exit(3)\n    return event\n',
  'leaks.py': 'def handler(event, context):\n    return len(bytearray(1024 * 1024 * 1024))\n',
  'prints.py': `
import os, sys, subprocess, time
def handler(event, context):
    print("seen", event)
    sys.stderr.write("raw")
    subprocess.run(["echo", "from a process"])
    time.sleep(0.2)
def flood(event, context):
    for _ in range(100000):
        print("x" * 100)
    return "done"
`,
  'odd.py':
    'def handler(event, context):\n    return {1, 2}\ndef nan(event, context):\n    return float("nan")\ndef large(event, context):\n    return 2**64\n',
  'broken.py': 'def handler(:\n',
  'lacking.py': 'import not_there\ndef handler(event, context):\n    return 1\n',
  'counts.py': 'n = 0\ndef handler(event, context):\n    global n\n    n += 1\n    return n\n',
};

const { folder, logs, open } = prepareHandlers(MODULES, { timeoutSeconds: 10, memoryMb: 512 });

describe('a handler in Python', () => {
  it('gets event and context, and finds the modules beside it', async () => {
    const answer = await open('echo.py')({ text: 'ä\n', list: [1, 2.5, null] });
    expect(answer).toMatchObject({
      event: { text: 'ä\n', list: [1, 2.5, null] },
      name: 'fn',
      arn: 'arn:aws:lambda:us-east-1:123456789012:function:fn',
      memory: '512',
      help: 'beside it',
    });
    const { left } = answer as { left: number };
    expect(left).toBeGreaterThan(5000);
    expect(left).toBeLessThanOrEqual(10_000);
    expect(await readdir(folder())).not.toContain('__pycache__');
  });

  it('keeps its module loaded between events, and answers many', async () => {
    const call = open('counts.py');
    expect([await call(0), await call(0), await call(0)]).toEqual([1, 2, 3]);
    const echo = open('exits.py');
    const events = Array.from({ length: 50 }, (_, index) => index);
    expect(await Promise.all(events.map((event) => echo(event)))).toEqual(events);
  });

  it('fails with its exception as Lambda tells it', async () => {
    const { error, cause } = await failureOf(open('throws.py')({}));
    expect(error).toBe('PriceMissing');
    const told = JSON.parse(cause ?? '') as { stackTrace: string[] };
    expect(told).toMatchObject({ errorMessage: 'no price', errorType: 'PriceMissing' });
    expect(Object.keys(told)).toEqual(['errorMessage', 'errorType', 'requestId', 'stackTrace']);
    expect(told.stackTrace).toHaveLength(1);
    expect(told.stackTrace[0]).toMatch(/throws\.py", line 5, in handler\n {4}raise PriceMissing/);
  });

  it.each(['handler', 'sleeps'])(
    'is killed when its time is over, and the next event is answered: %s',
    async (name) => {
      const call = open('loops.py', name, { timeoutSeconds: 1 });
      const { error, cause } = await failureOf(call('loop'));
      expect(error).toBe('Sandbox.Timedout');
      expect(cause).toMatch(/Task timed out after 1\.00 seconds/);
      if (name === 'handler') expect(await call('next')).toBe('next');
    },
  );

  it('may exit: the event fails, and the next one is answered', async () => {
    const call = open('exits.py');
    const { error, cause } = await failureOf(call('exit'));
    expect(error).toBe('Runtime.ExitError');
    expect(cause).toMatch(/exit status 3/);
    expect(await call('next')).toBe('next');
  });

  it('is killed when it outgrows its memory', async () => {
    const { error } = await failureOf(open('leaks.py', 'handler', { memoryMb: 256 })({}));
    expect(error).toBe('Runtime.OutOfMemory');
  });

  it('has what it prints told, and its processes too', async () => {
    await open('prints.py')('event');
    expect(logs).toContain('seen event\n');
    expect(logs).toContain('raw');
    expect(logs.join('')).toContain('from a process\n');
  });

  it('has a log without end cut', async () => {
    expect(await open('prints.py', 'flood')(0)).toBe('done');
    expect(logs.join('').length).toBeLessThan(1_100_000);
    expect(logs.at(-1)).toMatch(/the rest of this log is cut/);
  });

  it.each([
    ['odd.py', 'handler', 'Runtime.MarshalError', /Object of type set is not JSON serializable/],
    ['odd.py', 'nan', 'Runtime.MarshalError', /Unable to marshal response/],
    ['odd.py', 'large', 'States.Runtime', /^The number 18446744073709551616 cannot be kept exactly here/],
    ['broken.py', 'handler', 'Runtime.UserCodeSyntaxError', /Syntax error in module 'broken'/],
    ['lacking.py', 'handler', 'Runtime.ImportModuleError', /Unable to import module 'lacking': No module named/],
    ['echo.py', 'absent', 'Runtime.HandlerNotFound', /Handler 'absent' missing on module 'echo'/],
  ])('fails as Lambda would: %s %s', async (module, name, type, message) => {
    const { error, cause } = await failureOf(open(module, name)({}));
    expect(error).toBe(type);
    expect(cause).toMatch(message);
  });
});

it('says what is missing where there is no python3', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = folder();
  try {
    const { error, cause } = await failureOf(open('echo.py')({}));
    expect(error).toBe('Runtime.InvalidEntrypoint');
    expect(cause).toMatch(
      /There is no python3? on the PATH to run .*echo\.py: install Python 3, give a Lambda endpoint/,
    );
  } finally {
    process.env['PATH'] = path;
  }
});
