/** A table, since a name is made for every child: `toString(16).padStart(8, '0')` takes several times as long. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexByte(value: number): string {
  return HEX[value & 255] ?? '';
}

/**
 * Names and ARNs of the children of one Map Run. A name has the shape of a UUID, as AWS's have, and is made from the
 * run's own and the child's position: it costs nothing to make, is unique within the run, and is the same when the run
 * is taken up again.
 */
export class ChildNames {
  readonly stateMachineArn: string;
  readonly #arnPrefix: string;
  readonly #seed: number;
  readonly #tail: string;

  /** `runId`: the UUID that ends the Map Run's ARN; the parent's state machine ARN may name a version or an alias. */
  constructor(stateMachineArn: string, label: string, runId: string) {
    const parts = stateMachineArn.split(':');
    const name = parts[6] ?? '';
    const account = parts.slice(0, 5).join(':');
    this.stateMachineArn = `${account}:stateMachine:${name}/${label}`;
    this.#arnPrefix = `${account}:execution:${name}/${label}:`;
    this.#seed = Number.parseInt(runId.slice(0, 8), 16) >>> 0;
    this.#tail = runId.slice(8);
  }

  nameOf(index: number): string {
    // An odd factor makes this a one-to-one mapping of 32-bit numbers, which spreads neighbours apart.
    const mixed = (Math.imul(index, 0x9e3779b1) ^ this.#seed) >>> 0;
    return hexByte(mixed >>> 24) + hexByte(mixed >>> 16) + hexByte(mixed >>> 8) + hexByte(mixed) + this.#tail;
  }

  arnOf(name: string): string {
    return this.#arnPrefix + name;
  }
}
