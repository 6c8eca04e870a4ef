import { parseDefinition } from '../../../src/asl/parse.ts';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { validateDefinition, type ValidationOptions } from '../../../src/validation/validate.ts';

export function validateText(text: string, format: TextFormat = 'json', options: ValidationOptions = {}): Finding[] {
  return validateDefinition(parseDefinition(text, format), options);
}

/** A machine of these states, the first of which is the start. */
export function machineOf(states: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...more, StartAt: Object.keys(states)[0], States: states }, undefined, 2);
}

/** A distributed Map over a CSV that has nothing wrong with it; `over` replaces fields, undefined removes them. */
export function distributedMap(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      Parameters: { Bucket: 'reports', Key: 'in.csv' },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Work',
      States: { Work: { Type: 'Pass', End: true } },
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: 'reports', Prefix: 'out' },
    },
    End: true,
    ...over,
  };
}

/** `severity CODE pointer`, in the order of the text. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);
}
