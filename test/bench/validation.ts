import { createRequire } from 'node:module';
import { getLanguageService, getYamlLanguageService } from 'amazon-states-language-service';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseDefinition } from '../../src/asl/parse.ts';
import { printDefinition } from '../../src/asl/print.ts';
import type { JsonObject, JsonValue } from '../../src/asl/json.ts';
import { validateDefinition } from '../../src/validation/validate.ts';
import { compareCpu, measureCpu } from './measure.ts';

/** Tasks with payloads, retries and catches, a Choice for every tenth, a Map for every twentieth: as people write. */
export function machineOf(count: number): JsonObject {
  const states: JsonObject = {};
  for (let index = 0; index < count; index++) {
    const next = index + 1 < count ? { Next: `State ${index + 1}` } : { End: true };
    if (index % 20 === 7) {
      states[`State ${index}`] = mapOf(index, next);
      index++;
      if (index < count) states[`State ${index}`] = taskOf(next.End ? next : { Next: `State ${index + 1}` });
      continue;
    }
    states[`State ${index}`] =
      index % 10 === 3 && index + 2 < count ? choiceOf(`State ${index + 1}`, `State ${index + 2}`) : taskOf(next);
  }
  return { Comment: 'a bench', StartAt: 'State 0', States: states };
}

function taskOf(next: JsonObject): JsonObject {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: {
      FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:work',
      Payload: { 'id.$': '$.id', 'label.$': "States.Format('{}-{}', $.id, $$.Execution.Name)", fixed: [1, 2, 3] },
    },
    ResultPath: '$.result',
    Retry: [{ ErrorEquals: ['Lambda.ServiceException', 'States.Timeout'], IntervalSeconds: 2, MaxAttempts: 6 }],
    ...next,
  };
}

function choiceOf(first: string, second: string): JsonObject {
  return { Type: 'Choice', Choices: [{ Variable: '$.count', NumericGreaterThan: 3, Next: second }], Default: first };
}

function mapOf(index: number, next: JsonObject): JsonObject {
  const inner = `Item ${index}`;
  return {
    Type: 'Map',
    ItemsPath: '$.items',
    MaxConcurrency: 10,
    ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: inner, States: { [inner]: taskOf({ End: true }) } },
    ...next,
  };
}

/** It has no types of its own. */
const aslValidator = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => unknown;

/** In an editor all of them run many times, so what the engine spends on compiling them is not what counts. */
const WARM_UPS = 5;

const PARAMS = { workspaceContext: { resolveRelativePath: () => '' } };

function peersOf(text: string, yaml: string): Record<string, () => unknown> {
  const json = getLanguageService(PARAMS);
  const yamlService = getYamlLanguageService(PARAMS);
  return {
    'ours, JSON': () => validateDefinition(parseDefinition(text, 'json')),
    'ours, YAML': () => validateDefinition(parseDefinition(yaml, 'yaml')),
    'asl-validator': () => aslValidator(JSON.parse(text)),
    'AWS language service, JSON': () => {
      const document = TextDocument.create('file:///a.asl.json', 'asl', 1, text);
      return json.doValidation(document, json.parseJSONDocument(document));
    },
    'AWS language service, YAML': () => {
      const document = TextDocument.create('file:///a.asl.yaml', 'asl-yaml', 1, yaml);
      return yamlService.doValidation(document, yamlService.parseJSONDocument(document));
    },
  };
}

/** Prints CPU milliseconds a document beside asl-validator and AWS's language service, and how ours grow. */
export async function run(): Promise<void> {
  const count = 1000;
  const machine: JsonValue = machineOf(count);
  const text = printDefinition(machine, 'json');
  const yaml = printDefinition(machine, 'yaml');
  const first = await measureCpu(() => validateDefinition(parseDefinition(text, 'json')));
  console.log(`${count} states, ${text.length} characters; first call ${first.toFixed(0)} ms of CPU`);
  const errors = validateDefinition(parseDefinition(text, 'json')).filter(({ severity }) => severity === 'error');
  if (errors[0]) throw new Error(`the bench's own machine is wrong: ${errors[0].pointer} ${errors[0].message}`);
  const spent = await compareCpu(peersOf(text, yaml), 5, WARM_UPS);
  for (const [name, milliseconds] of Object.entries(spent)) {
    const ours = spent[name.endsWith('YAML') ? 'ours, YAML' : 'ours, JSON'] ?? NaN;
    console.log(`  ${name}: ${milliseconds.toFixed(1)} ms, ${(milliseconds / ours).toFixed(1)} times ours`);
  }
  for (const format of ['json', 'yaml'] as const) await printGrowth(format);
}

async function printGrowth(format: 'json' | 'yaml'): Promise<void> {
  const sizes = [100, 1000, 10_000];
  const works = Object.fromEntries(
    sizes.map((size) => {
      const text = printDefinition(machineOf(size), format);
      return [String(size), () => validateDefinition(parseDefinition(text, format))];
    }),
  );
  const spent = await compareCpu(works, 5, WARM_UPS);
  const each = sizes.map((size) => `${size}: ${((1000 * (spent[size] ?? 0)) / size).toFixed(1)}`);
  console.log(`  microseconds a state, ${format}: ${each.join(', ')}`);
}
