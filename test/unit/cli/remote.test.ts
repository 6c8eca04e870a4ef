import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type ServiceHandle } from '../../../src/runtime/service/start-service.ts';
import { fanout, type CliResult } from './run-cli.ts';

const PASS = { StartAt: 'A', States: { A: { Type: 'Pass', Result: { is: '${What}' }, End: true } } };
const ROLE = 'arn:aws:iam::123456789012:role/test';

let folder = '';
let service: ServiceHandle;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fanout-remote-'));
  const options = { port: 0, auth: false, buckets: {}, functions: {}, clock: 'virtual', limits: 'aws' } as const;
  const fault = (error: unknown): void => expect.fail(String(error));
  service = await startService(options, {}, { log: () => undefined, fault });
});

afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

async function define(name: string, definition: object): Promise<string> {
  const file = path.join(folder, `${name}.asl.json`);
  await writeFile(file, JSON.stringify(definition));
  return file;
}

/** Runs `fanout` against the service. */
const ask = (...args: string[]): Promise<CliResult> => fanout([...args, '--endpoint', service.ready.endpoint]);

const read = (result: CliResult): Record<string, unknown> => JSON.parse(result.stdout) as Record<string, unknown>;

describe('fanout start', () => {
  it('creates, leaves alone, updates, and starts a machine of a file', async () => {
    const file = await define('orders', PASS);
    const deploy = ['--deploy', '--role', ROLE, '--substitute', 'What=one', '--json'];
    const created = await ask('start', file, ...deploy, '--wait');
    expect(created.exitCode).toBe(0);
    expect(read(created)).toMatchObject({ status: 'SUCCEEDED', output: { is: 'one' } });
    expect(created.stderr).toContain('created arn:aws:states:us-east-1:123456789012:stateMachine:orders');
    expect(read(await ask('start', file, ...deploy))).toMatchObject({ deployed: 'unchanged' });

    const changed = ['--substitute', 'What=two'];
    const refused = await ask('start', file, ...changed);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('another definition than');
    const updated = await ask('start', file, ...changed, '--deploy', '--publish', '--json');
    expect(updated.stderr).toContain('orders: the definition changes');
    expect(read(updated)).toMatchObject({
      deployed: 'updated',
      versionArn: expect.stringMatching(/:orders:1$/) as string,
    });
  });

  it('starts by ARN with a name and an input, and says of a machine that is not there', async () => {
    const file = await define('named', { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    await ask('start', file, '--deploy', '--role', ROLE);
    const input = path.join(folder, 'input.json');
    await writeFile(input, '{"a":1}');
    const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:named';
    const started = await ask('start', arn, '--input', input, '--name', 'mine', '--json');
    const executionArn = 'arn:aws:states:us-east-1:123456789012:execution:named:mine';
    expect(read(started)).toMatchObject({ executionArn, stateMachineArn: arn, deployed: null });
    const watched = await ask('watch', executionArn, '--json');
    expect(read(watched)).toMatchObject({ status: 'SUCCEEDED', output: { a: 1 }, executionArn });
    const missing = await ask('start', arn.replace('named', 'other'));
    expect([missing.exitCode, missing.stderr]).toEqual([
      2,
      expect.stringContaining('There is no state machine arn:aws:states') as string,
    ]);
  });

  it.each([
    [['--name', 'a b'], 'white space'],
    [['--name', 'x'.repeat(81)], '80 characters'],
    [['--role', ROLE], 'about --deploy'],
    [['--deploy', '--role', 'admin'], 'no ARN of a role'],
    [['--deploy', '--role', ROLE, '--create-role'], 'exclude each other'],
    [['--deploy', '--log-level', 'ALL'], 'needs a --log-group'],
    [['--deploy', '--tracing', 'maybe'], 'on or off'],
    [['--max-cost', 'much'], 'amount in dollars'],
    [['--substitute', 'What=x'], 'add --deploy to create it'],
    [['--deploy', '--substitute', 'What=x'], 'needs a role'],
    [['--deploy', '--role', ROLE], '${What} has no value'],
  ])('refuses %j', async (flags, words) => {
    const file = await define('refused', PASS);
    const result = await ask('start', file, ...flags);
    expect([result.exitCode, result.stderr]).toEqual([2, expect.stringContaining(words) as string]);
  });

  it('refuses an input that is no JSON or too large, and ends with 1 for a definition that is bad', async () => {
    const file = await define('input', PASS);
    const large = path.join(folder, 'large.json');
    await writeFile(large, JSON.stringify('x'.repeat(262_144)));
    expect((await ask('start', file, '--input', large)).stderr).toContain('262,146 bytes');
    await writeFile(large, '{');
    expect((await ask('start', file, '--input', large)).stderr).toContain('is no JSON');
    const bad = await define('bad', { StartAt: 'B', States: { A: { Type: 'Pass', End: true } } });
    const result = await ask('start', bad, '--deploy', '--role', ROLE);
    expect([result.exitCode, result.stderr]).toEqual([
      1,
      expect.stringContaining('MISSING_TRANSITION_TARGET') as string,
    ]);
  });

  it('says what a fan-out costs, and starts it above --max-cost only with --yes', async () => {
    const inline = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
    const map = {
      Type: 'Map',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...inline },
      End: true,
    };
    const file = await define('costly', { StartAt: 'M', States: { M: map } });
    const unknown = await ask('start', file, '--deploy', '--role', ROLE);
    expect(unknown.stderr).toContain('what it will cost is not known');
    const project = { definition: 'costly.asl.json', type: 'STANDARD', workload: { items: 1_000_000 } };
    await writeFile(path.join(folder, 'fanout.json'), JSON.stringify(project));
    try {
      const refused = await ask('start', file);
      expect([refused.exitCode, refused.stderr]).toEqual([
        2,
        expect.stringMatching(
          /A run costs \$\d+\S* for 1,000,000 items .* more than the \$1\S* of --max-cost: add --yes/,
        ) as string,
      ]);
      const started = await ask('start', file, '--yes', '--input', '-');
      expect(started.stderr).toContain('The input is no JSON');
      const forced = await ask('start', file, '--yes');
      expect([forced.exitCode, forced.stderr]).toEqual([0, expect.stringContaining('estimated cost $') as string]);
    } finally {
      await rm(path.join(folder, 'fanout.json'));
    }
  });

  it('runs an Express machine synchronously with --wait', async () => {
    const file = await define('quick', { StartAt: 'A', States: { A: { Type: 'Fail', Error: 'No' } } });
    const result = await ask('start', file, '--deploy', '--role', ROLE, '--type', 'EXPRESS', '--wait', '--json');
    expect([result.exitCode, read(result)]).toEqual([1, expect.objectContaining({ status: 'FAILED', error: 'No' })]);
    const watched = await ask('watch', read(result)['executionArn'] as string);
    expect(watched.stderr).toContain('is an Express execution');
  });
});

describe('fanout watch and redrive', () => {
  it('end with 1 for an execution that fails, and take it up again', async () => {
    const file = await define('failing', {
      StartAt: 'A',
      States: { A: { Type: 'Fail', Error: 'No', Cause: 'Never' } },
    });
    const failed = await ask('start', file, '--deploy', '--role', ROLE, '--wait', '--json');
    expect(failed.exitCode).toBe(1);
    const { executionArn } = read(failed) as { executionArn: string };
    const watched = await ask('watch', executionArn);
    expect([watched.exitCode, watched.stdout]).toEqual([1, expect.stringContaining('cause  Never') as string]);
    const redriven = await ask('redrive', executionArn, '--json');
    expect(read(redriven)).toMatchObject({ executionArn });
    const again = await ask('redrive', executionArn, '--wait');
    expect([again.exitCode, again.stdout]).toEqual([1, expect.stringContaining('FAILED') as string]);
    const done = await ask(
      'start',
      await define('done', { StartAt: 'A', States: { A: { Type: 'Succeed' } } }),
      '--deploy',
      '--role',
      ROLE,
      '--wait',
      '--json',
    );
    const not = await ask('redrive', (read(done) as { executionArn: string }).executionArn);
    expect([not.exitCode, not.stderr]).toEqual([2, expect.stringContaining('It cannot be redriven:') as string]);
  });

  it('say what is no execution, and that nobody listens', async () => {
    expect((await ask('watch', 'orders')).stderr).toContain('is no ARN of an execution');
    const arn = 'arn:aws:states:us-east-1:123456789012:execution:orders:none';
    expect((await ask('watch', arn)).stderr).toContain('ExecutionDoesNotExist');
    const nobody = await fanout(['watch', arn, '--endpoint', 'http://127.0.0.1:1']);
    expect([nobody.exitCode, nobody.stderr]).toEqual([
      2,
      expect.stringContaining('cannot be reached (ECONNREFUSED)') as string,
    ]);
    expect((await fanout(['watch', arn, '--endpoint', 'nonsense'])).stderr).toContain('is no URL of an endpoint');
  });
});

/** STS and IAM, and what they were asked. */
async function stubIam(answer: (form: URLSearchParams) => [status: number, xml: string]): Promise<Server> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.headers['content-type']?.startsWith('application/x-amz-json') === true) {
        void fetch(service.ready.endpoint, {
          method: 'POST',
          headers: {
            'x-amz-target': String(request.headers['x-amz-target']),
            'content-type': 'application/x-amz-json-1.0',
          },
          body: text,
        }).then(async (forwarded) =>
          response
            .writeHead(forwarded.status, { 'content-type': 'application/x-amz-json-1.0' })
            .end(await forwarded.text()),
        );
        return;
      }
      const [status, xml] = answer(new URLSearchParams(text));
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('a role that fanout start makes', () => {
  it('is shown first, and made with --yes: the least that the definition needs', async () => {
    const forms: URLSearchParams[] = [];
    const server = await stubIam((form) => {
      forms.push(form);
      const action = form.get('Action') ?? '';
      if (action === 'GetCallerIdentity')
        return [200, '<GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult>'];
      return [
        200,
        action === 'CreateRole' ? `<Role><Arn>arn:aws:iam::123456789012:role/fanout-roled</Arn></Role>` : '<x/>',
      ];
    });
    try {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const task = {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'work' },
        End: true,
      };
      const file = await define('roled', { StartAt: 'A', States: { A: task } });
      const args = ['start', file, '--deploy', '--create-role', '--endpoint', endpoint, '--json'];
      const shown = await fanout(args);
      expect([shown.exitCode, shown.stderr]).toEqual([2, expect.stringContaining('Nothing was made') as string]);
      expect(shown.stderr).toContain('lambda:InvokeFunction');
      expect(forms.map((form) => form.get('Action'))).toEqual(['GetCallerIdentity']);
      const made = await fanout([...args, '--yes']);
      expect([made.exitCode, read(made)]).toEqual([0, expect.objectContaining({ deployed: 'created' })]);
      expect(forms.map((form) => form.get('Action'))).toEqual([
        'GetCallerIdentity',
        'GetCallerIdentity',
        'CreateRole',
        'PutRolePolicy',
      ]);
      expect(JSON.parse(forms[3]?.get('PolicyDocument') ?? '')).toMatchObject({
        Statement: [
          {
            Action: ['lambda:InvokeFunction'],
            Resource: expect.arrayContaining(['arn:aws:lambda:us-east-1:123456789012:function:work']) as string[],
          },
        ],
      });
      expect(JSON.parse(forms[2]?.get('AssumeRolePolicyDocument') ?? '')).toMatchObject({
        Statement: [
          {
            Principal: { Service: 'states.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
          },
        ],
      });
    } finally {
      server.close();
    }
  });

  it('names the action that is missing', async () => {
    const server = await stubIam(() => [
      403,
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>User: x is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/fanout-denied</Message></Error></ErrorResponse>',
    ]);
    try {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const file = await define('denied', { StartAt: 'A', States: { A: { Type: 'Succeed' } } });
      const result = await fanout(['start', file, '--deploy', '--create-role', '--yes', '--endpoint', endpoint]);
      expect(result.exitCode).toBe(2);
      expect(result.stderr).toContain('they need iam:CreateRole on arn:aws:iam::123456789012:role/fanout-denied');
    } finally {
      server.close();
    }
  });
});
