import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeJob } from '../../../../src/executions/pipeline/describe-job.ts';
import { PaceMeter } from '../../../../src/executions/pipeline/follow-job.ts';
import { jobIdOf, type JobProgress } from '../../../../src/executions/pipeline/job-rows.ts';
import { outputFile } from '../../../../src/executions/pipeline/download-output.ts';
import { stackOfSamConfig } from '../../../../src/executions/pipeline/stack.ts';
import { jobIdOf as idOfSplitter } from '../../../../templates/custom-pipeline/functions/pipeline/rows.ts';

const RUNNING: JobProgress = {
  ...{ job: 'a'.repeat(32), status: 'RUNNING', total: 1000, done: 0, failed: 0, version: 1 },
  ...{ key: 'a.jsonl', output: undefined, error: undefined },
};

it('knows the job of an object by the same id as the splitter', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), fc.string(), (bucket, key, versionId, etag) => {
      expect(jobIdOf({ bucket, key, versionId })).toBe(idOfSplitter({ bucket, key, versionId, etag }, 'sequencer'));
    }),
  );
});

describe('the pace of a job', () => {
  it('is taken over the last half minute, and says what is left', () => {
    const meter = new PaceMeter();
    expect(meter.measure(RUNNING, 0)).toMatchObject({ perSecond: undefined, secondsLeft: undefined });
    expect(meter.measure({ ...RUNNING, done: 90, failed: 10 }, 10)).toMatchObject({ perSecond: 10, secondsLeft: 90 });
    expect(meter.measure({ ...RUNNING, done: 400 }, 40)).toMatchObject({ perSecond: 10, secondsLeft: 60 });
    // From the look at 10 on, the last one before that half minute: 600 items in 40 seconds.
    expect(meter.measure({ ...RUNNING, done: 700 }, 50).perSecond).toBe(15);
  });

  it('begins anew when a redrive takes items off, and ends with the job', () => {
    const meter = new PaceMeter();
    meter.measure({ ...RUNNING, done: 990, failed: 10 }, 0);
    expect(meter.measure({ ...RUNNING, done: 990, failed: 0 }, 10).perSecond).toBeUndefined();
    expect(meter.measure({ ...RUNNING, status: 'REDUCING', done: 1000 }, 20).secondsLeft).toBeUndefined();
  });

  it('tells nothing of the time left while nothing moves', () => {
    const meter = new PaceMeter();
    meter.measure(RUNNING, 0);
    expect(meter.measure(RUNNING, 60)).toMatchObject({ perSecond: 0, secondsLeft: undefined });
  });
});

it.each([
  [{ status: 'SPLITTING' as const }, 'SPLITTING: the items of the file are counted'],
  [{ done: 12 }, 'RUNNING · 12 of 1,000 items'],
  [
    { done: 500, failed: 3, perSecond: 12.34, secondsLeft: 40.2 },
    'RUNNING · 500 of 1,000 items, 3 failed · 12.3 a second · 41 s left',
  ],
  [{ done: 1, perSecond: 1, secondsLeft: 600 }, 'RUNNING · 1 of 1,000 items · 1 a second · 10 min left'],
  [{ done: 1, perSecond: 1, secondsLeft: 9000 }, 'RUNNING · 1 of 1,000 items · 1 a second · 2.5 h left'],
  [{ status: 'DONE' as const, done: 1000, perSecond: 50 }, 'DONE · 1,000 of 1,000 items'],
])('describes a job: %o', (more, line) => {
  expect(describeJob({ ...RUNNING, perSecond: undefined, secondsLeft: undefined, ...more })).toBe(line);
});

describe('samconfig.toml', () => {
  it('names the stack and the region of its default environment', () => {
    const text = [
      'version = 0.1',
      '[other.deploy.parameters]\nstack_name = "other"',
      '[default.global.parameters]\nstack_name = "price-orders"',
      '[default.deploy.parameters]\ncapabilities = "CAPABILITY_IAM"\nregion = "eu-central-1"',
      '[prod.deploy.parameters]\nregion = "us-west-2"',
    ].join('\n');
    expect(stackOfSamConfig(text)).toEqual({ stack: 'price-orders', region: 'eu-central-1' });
  });

  it('may name none', () => {
    expect(stackOfSamConfig('')).toEqual({});
    expect(stackOfSamConfig('[default.deploy.parameters]\n# stack_name = "x"\n')).toEqual({});
  });
});

it('keeps an output in its folder, whatever its key is', () => {
  expect(outputFile('/out', { job: 'ab', version: 3 })).toBe('/out/ab-v3.json');
});
