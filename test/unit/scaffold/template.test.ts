import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { findPattern } from '../../../src/scaffold/patterns.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';
import { samTemplate } from '../../../src/scaffold/sam/template.ts';

function templateOf(states: Record<string, object>): string {
  const text = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  return samTemplate({
    description: 'Works.',
    type: 'STANDARD',
    definition: parseDefinition(text, 'json'),
    definitionUri: 'work.asl.json',
    functions: [{ id: 'WorkerFunction', codeUri: 'functions/worker/' }],
    handlerLanguage: 'javascript',
    buckets: [],
  });
}

const INVOKE = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: '${WorkerFunctionArn}' },
};

describe('samTemplate', () => {
  it('says above the policy which states need more than it could tell', () => {
    const template = templateOf({
      'List\u2028 it\nall': { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', Next: 'Work' },
      Work: { ...INVOKE, End: true },
    });
    expect(template).toContain(
      [
        '  # The definition does not tell what these states need. Add it, or they fail:',
        '  # List it all: the permissions of aws-sdk:s3:listBuckets are not known here.',
        '  StateMachinePolicy:',
      ].join('\n'),
    );
    expect(parseDocument(template, { version: '1.1', logLevel: 'silent' }).errors).toEqual([]);
  });

  it('says nothing where all needs are known', () => {
    const template = templateOf({ Work: { ...INVOKE, End: true } });
    expect(template).toContain('lambda:InvokeFunction');
    expect(template).not.toContain('does not tell');
  });
});

it.each(['inline-map', 'distributed-map', 'map-reduce', 'custom-pipeline'])(
  '%s is priced on the processor that it deploys to',
  async (id) => {
    const pattern = findPattern(id);
    const { files } = pattern ? await scaffoldProject(pattern, {}) : {};
    const text = (path: string): string => String(files?.find((file) => file.path === path)?.contents ?? '');
    const template = parseDocument(text('template.yaml'), { version: '1.1', logLevel: 'silent' });
    const { workload } = JSON.parse(text('fanout.json')) as { workload: { architecture: string } };
    expect(template.getIn(['Globals', 'Function', 'Architectures', 0])).toBe(workload.architecture);
  },
);
