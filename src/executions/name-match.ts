/** A definition of the workspace, as far as machines are compared with it. */
export interface NamedDefinition<T> {
  readonly definition: T;
  /** What the machine is called that is made of it here. */
  readonly machineName: string;
  /** The machine that was last started for it on this connection. */
  readonly remembered: string | undefined;
}

/**
 * The definition of the workspace that a deployed machine was made of: the one that it was last started for, else the
 * one of its name, else the one whose name is part of its name, as CloudFormation makes names
 * (`shop-PriceOrders-1AB2C3`); the longest name counts. Undefined: none.
 */
export function matchDefinition<T>(stateMachineArn: string, definitions: readonly NamedDefinition<T>[]): T | undefined {
  const arn = stateMachineArn.split(':').slice(0, 7).join(':');
  const name = arn.split(':').at(-1) ?? '';
  const remembered = definitions.find((each) => each.remembered === arn);
  const named = definitions.find(({ machineName }) => machineName === name);
  const parts = definitions
    .filter(({ machineName }) => bare(machineName).length >= SHORTEST_PART && bare(name).includes(bare(machineName)))
    .toSorted((one, other) => other.machineName.length - one.machineName.length);
  return (remembered ?? named ?? parts[0])?.definition;
}

/** What is shorter is part of too many names. */
const SHORTEST_PART = 4;

const bare = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
