import type { JsonObject } from '../asl/json.ts';

/** One Allow of a policy. Resources are texts as `Fn::Sub` takes them; without `${…}` they are plain ARNs. */
export interface Statement {
  /** Letters and digits only, as IAM wants it; unique in its policy. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: JsonObject;
}

/** Where the policy will stand, in the terms of `Fn::Sub`, or as plain values for a machine that is deployed already. */
export interface PolicyContext {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  /** What `${Name}` of the definition stands for: `${Worker.Arn}`, `${Bucket}`, or a plain value. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** By bucket, in the policy's terms: what each key begins with that only a run knows. Absent: it may be any key. */
  readonly keysBelow?: Readonly<Record<string, string>>;
}

/** The context of a template, given the logical id of its state machine. */
export function templateContext(stateMachine: string, substitutions: Readonly<Record<string, string>>): PolicyContext {
  return {
    partition: '${AWS::Partition}',
    region: '${AWS::Region}',
    accountId: '${AWS::AccountId}',
    stateMachineArn: `\${${stateMachine}}`,
    stateMachineName: `\${${stateMachine}.Name}`,
    substitutions,
  };
}

/** Puts statements that differ only in their resources together, in the order that they came. */
export function mergeStatements(statements: readonly Statement[]): Statement[] {
  const merged = new Map<string, Statement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.sid, statement.actions, statement.condition]);
    const before = merged.get(key);
    const resources = [...new Set([...(before?.resources ?? []), ...statement.resources])];
    merged.set(key, { ...statement, resources });
  }
  return numberSids([...merged.values()]);
}

function numberSids(statements: readonly Statement[]): Statement[] {
  const counts = new Map<string, number>();
  return statements.map((statement) => {
    const count = (counts.get(statement.sid) ?? 0) + 1;
    counts.set(statement.sid, count);
    return count === 1 ? statement : { ...statement, sid: `${statement.sid}${count}` };
  });
}
