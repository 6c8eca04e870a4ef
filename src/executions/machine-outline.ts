import type { Definition } from '../asl/definition.ts';
import { allStates } from '../asl/scopes.ts';
import { stringOf } from '../asl/values.ts';

/** What has to be known of a machine to read its executions. */
export interface MachineOutline {
  /** State name → JSON Pointer. */
  readonly pointers: ReadonlyMap<string, string>;
  /** Label of a distributed Map → its JSON Pointer. */
  readonly labels: ReadonlyMap<string, string>;
  /** The distributed Map without a Label, for which AWS makes one up, where there is just one. */
  readonly unlabelled: string | undefined;
  readonly hasMapRuns: boolean;
}

/** Of a machine whose executions tell nothing. */
export const NO_OUTLINE: MachineOutline = {
  pointers: new Map(),
  labels: new Map(),
  unlabelled: undefined,
  hasMapRuns: false,
};

export function outlineMachine(definition: Definition): MachineOutline {
  const states = [...allStates(definition)];
  const maps = states.filter(({ scopes }) => scopes.some(({ mode }) => mode === 'DISTRIBUTED'));
  const labelled = maps.flatMap((state) => {
    const label = stringOf(state.fields.get('Label')?.value);
    return label === undefined ? [] : [[label, state.pointer] as const];
  });
  const labels = new Map(labelled);
  const others = maps.filter(({ pointer }) => !labelled.some(([, known]) => known === pointer));
  return {
    pointers: new Map(states.map(({ name, pointer }) => [name, pointer])),
    labels,
    unlabelled: others.length === 1 ? others[0]?.pointer : undefined,
    hasMapRuns: maps.length > 0,
  };
}

/** The Map of a Map Run, by the label in its ARN; empty where only its history tells. */
export function pointerOfMapRun(outline: MachineOutline, mapRunArn: string): string {
  const label = mapRunArn.split(':').at(-2)?.split('/').at(-1) ?? '';
  return outline.labels.get(label) ?? outline.unlabelled ?? '';
}
