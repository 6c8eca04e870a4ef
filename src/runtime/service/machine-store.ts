import type { JsonObject } from '../../asl/json.ts';
import type { Plan } from '../interpreter/plan.ts';
import type { MachineVersions } from './machine-versions.ts';
import { nextSequence, type Sequenced, type Unsequenced } from './paging.ts';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** What an execution runs: it keeps its revision, whatever becomes of the machine. */
export interface MachineRevision {
  /** A UUID; AWS gives none to the revision that a machine is created with. */
  readonly revisionId: string | undefined;
  /** The text as the client sent it. */
  readonly definition: string;
  readonly plan: Plan;
  readonly roleArn: string;
  /** Seconds since 1970. */
  readonly updateDate: number;
  readonly loggingConfiguration: JsonObject | undefined;
  readonly tracingConfiguration: JsonObject | undefined;
}

export interface Machine extends Sequenced {
  readonly arn: string;
  readonly name: string;
  readonly type: MachineType;
  /** Seconds since 1970. */
  readonly creationDate: number;
  revision: MachineRevision;
  readonly versions: MachineVersions;
  /** What CreateStateMachine was asked to publish, which a repeated request has to ask again. */
  readonly publishedAtCreation: { readonly description: string | undefined } | undefined;
}

/** The state machines of one service. */
export interface MachineStore {
  /** `sequence`: of one that is taken over from another process, the oldest first. */
  add(machine: Unsequenced<Machine>): Machine;
  find(arn: string): Machine | undefined;
  remove(arn: string): void;
  newestFirst(): readonly Machine[];
}

export function createMachineStore(): MachineStore {
  const machines = new Map<string, Machine>();
  let sequence = 0;
  return {
    add(machine) {
      const stored = { ...machine, sequence: machine.sequence ?? sequence };
      sequence = nextSequence(sequence, stored);
      machines.set(machine.arn, stored);
      return stored;
    },
    find: (arn) => machines.get(arn),
    remove: (arn) => void machines.delete(arn),
    newestFirst: () => [...machines.values()].reverse(),
  };
}
