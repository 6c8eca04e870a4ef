import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/asl/json.ts';
import { choice, KEPT, passJsonata, passPath, type Numbers } from './machine-states.ts';

/** What a generated machine may be made of. */
export interface MachineOptions {
  /** Some states are JSONata. */
  readonly jsonata: boolean;
  /** Assign, Retry and Catch. */
  readonly handling: boolean;
  /** What others get wrong: Results of null, false, 0 and no text, paths that lead to nothing or to several places. */
  readonly subtle: boolean;
}

/** A machine, and an input that it can run with: whatever path it takes, it ends, and no path of its data is missing. */
export interface MadeMachine {
  readonly definition: JsonObject;
  readonly input: JsonObject;
}

/** One state before it has a name. Numbers choose among what its kind offers, so that they can shrink. */
interface Step extends Numbers {
  readonly kind: 'pass' | 'wait' | 'choice' | 'task' | 'map' | 'parallel';
  readonly jsonata: boolean;
  readonly handled: boolean;
  readonly scopes: readonly (readonly Step[])[];
  readonly ending: 'end' | 'succeed' | 'fail';
}

const TASK_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:work';

/** The answer of a generated task. Fails with `Busy` until it was retried often enough. @throws the name of the error */
export function answerTask(parameters: JsonValue, retryCount: number): JsonValue {
  const { n = 0, failures = 0 } = parameters as { n?: number; failures?: number };
  if (retryCount < failures) throw new Error('Busy');
  return { doubled: n * 2 };
}

const scalars = {
  variant: fc.nat(5),
  number: fc.nat(4),
  jump: fc.nat(3),
  jsonata: fc.boolean(),
  handled: fc.boolean(),
  ending: fc.constantFrom('end', 'end', 'succeed', 'fail'),
} as const;

const leaf: fc.Arbitrary<Step> = fc.record({
  ...scalars,
  kind: fc.constantFrom('pass', 'pass', 'wait', 'choice', 'task'),
  scopes: fc.constant([]),
});

/** Steps with scopes inside, at most `depth` within each other. */
function steps(depth: number): fc.Arbitrary<Step[]> {
  if (depth === 0) return fc.array(leaf, { minLength: 1, maxLength: 3 });
  const inner = fc.array(steps(depth - 1), { minLength: 1, maxLength: 3 });
  const nested: fc.Arbitrary<Step> = fc.record({
    ...scalars,
    kind: fc.constantFrom('map', 'parallel'),
    scopes: inner,
  });
  return fc.array(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: nested }), {
    minLength: 1,
    maxLength: 4,
  });
}

const inputs: fc.Arbitrary<JsonObject> = fc.record({
  n: fc.integer({ min: -3, max: 9 }),
  s: fc.constantFrom('', 'a', 'a-b', 'é{}', "it's"),
  list: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }),
  flag: fc.boolean(),
  o: fc.record({ a: fc.constantFrom<JsonValue>(null, 1, 'x', [], {}) }),
});

/** Machines of all types of states, nested up to twice, in both query languages. */
export function machines(options: MachineOptions): fc.Arbitrary<MadeMachine> {
  return fc
    .tuple(steps(2), inputs)
    .map(([list, input]) => ({ definition: new MachineMaker(options).make(list), input }));
}

/** The same machine with another MaxConcurrency for each inline Map. */
export function withConcurrency(value: JsonValue, most: number): JsonValue {
  if (Array.isArray(value)) return value.map((item) => withConcurrency(item, most));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, withConcurrency(member, most)] as const);
  return Object.fromEntries(value['Type'] === 'Map' ? [...entries, ['MaxConcurrency', most]] : entries);
}

class MachineMaker {
  readonly #options: MachineOptions;
  #names = 0;
  #scopes = 0;

  constructor(options: MachineOptions) {
    this.#options = options;
  }

  make(list: readonly Step[]): JsonObject {
    const machine = this.#scope(list);
    if (!this.#options.handling) return machine;
    const States = machine['States'] as JsonObject;
    const first = { Type: 'Pass', Assign: { 'base.$': '$.n' }, Next: machine['StartAt'] ?? '' };
    return { ...machine, StartAt: 'Begin', States: { Begin: first, ...States } };
  }

  /** States in a row; a Choice and a Catch lead further down, so that every machine ends. */
  #scope(list: readonly Step[]): JsonObject {
    const variable = `v${this.#scopes++}`;
    const names = list.map(({ kind }) => `${kind} ${this.#names++}`);
    const last = list.at(-1)?.ending ?? 'end';
    const end = last === 'end' ? undefined : `${last} ${this.#names++}`;
    if (end !== undefined) names.push(end);
    const States: JsonObject = {};
    for (const [at, step] of list.entries()) {
      const later = names.slice(at + 1);
      const name = names[at] ?? '';
      const next = later[0];
      States[name] = this.#state(step, later[step.jump % Math.max(1, later.length)], next, variable);
    }
    if (end !== undefined)
      States[end] = last === 'succeed' ? { Type: 'Succeed' } : { Type: 'Fail', Error: 'Ended', Cause: 'as it should' };
    return { StartAt: names[0] ?? '', States };
  }

  #state(step: Step, target: string | undefined, next: string | undefined, variable: string): JsonObject {
    if (step.kind === 'choice' && target !== undefined && next !== undefined)
      return choice(step, target, next, this.#isJsonata(step));
    const state = this.#work(step);
    const { handling } = this.#options;
    const jsonata = this.#isJsonata(step);
    if (jsonata) state['QueryLanguage'] = 'JSONata';
    if (handling && step.variant === 1)
      state['Assign'] = jsonata ? { [variable]: '{% $states.input.n + $base %}' } : { [variable]: { 'n.$': '$base' } };
    if (handling && step.handled && ['task', 'map', 'parallel'].includes(step.kind)) {
      state['Retry'] = [{ ErrorEquals: ['Busy'], MaxAttempts: 1, IntervalSeconds: 2 }];
      if (target !== undefined)
        state['Catch'] = [
          {
            ErrorEquals: ['States.ALL'],
            Next: target,
            ...(jsonata
              ? { Output: '{% $merge([$states.input, {"e": $states.errorOutput}]) %}' }
              : { ResultPath: '$.e' }),
          },
        ];
    }
    return { ...state, ...(next === undefined ? { End: true } : { Next: next }) };
  }

  #isJsonata({ jsonata, kind }: Step): boolean {
    return jsonata && this.#options.jsonata && kind !== 'wait';
  }

  #work(step: Step): JsonObject {
    const jsonata = this.#isJsonata(step);
    switch (step.kind) {
      case 'map':
        return this.#map(step, jsonata);
      case 'parallel': {
        const Branches = step.scopes.map((scope) => this.#scope(scope));
        const result = jsonata
          ? { Output: '{% $merge([$states.input, {"p": $states.result}]) %}' }
          : { ResultPath: '$.p' };
        return { Type: 'Parallel', Branches, ...result };
      }
      case 'task':
        return this.#task(step, jsonata);
      case 'wait':
        return { Type: 'Wait', Seconds: this.#options.handling ? step.number : 0 };
      default:
        return {
          Type: 'Pass',
          ...(jsonata ? passJsonata(step) : passPath(step, this.#options.subtle)),
        };
    }
  }

  #map({ scopes }: Step, jsonata: boolean): JsonObject {
    const ItemProcessor = { ProcessorConfig: { Mode: 'INLINE' }, ...this.#scope(scopes[0] ?? []) };
    if (jsonata)
      return {
        Type: 'Map',
        Items: '{% $states.input.list %}',
        ItemSelector: {
          n: '{% $states.context.Map.Item.Value %}',
          s: "{% $states.input.s & '.' & $states.context.Map.Item.Index %}",
          list: '{% $states.input.list %}',
          flag: '{% $states.input.flag %}',
          o: '{% $states.input.o %}',
        },
        ItemProcessor,
        Output: '{% $merge([$states.input, {"m": $states.result}]) %}',
      };
    const ItemSelector = { ...KEPT, 'n.$': '$$.Map.Item.Value' };
    return { Type: 'Map', ItemsPath: '$.list', ItemSelector, ItemProcessor, ResultPath: '$.m' };
  }

  #task({ number }: Step, jsonata: boolean): JsonObject {
    const task = { Type: 'Task', Resource: TASK_ARN };
    const failures = this.#options.handling ? Math.max(0, number - 2) : 0;
    if (jsonata)
      return {
        ...task,
        Arguments: { n: '{% $states.input.n %}', failures },
        Output: '{% $merge([$states.input, {"t": $states.result.doubled}]) %}',
      };
    return {
      ...task,
      Parameters: { 'n.$': '$.n', failures },
      ResultSelector: { 'value.$': '$.doubled' },
      ResultPath: '$.t',
    };
  }
}
