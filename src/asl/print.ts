import { stringify, type ToStringOptions } from 'yaml';
import type { JsonValue } from './json.ts';
import { printJson } from './print-json.ts';
import type { TextFormat } from './syntax.ts';

/**
 * `compat` also quotes what YAML 1.1 reads as something else than a string, such as `yes` and `0x1F`: CloudFormation
 * reads 1.1.
 */
const YAML_STYLE = {
  version: '1.2',
  schema: 'core',
  compat: 'yaml-1.1',
  aliasDuplicateObjects: false,
  lineWidth: 0,
  blockQuote: 'literal',
} as const;

/** The text of a value that has none yet, ending with a line end. Reading it again gives an equal value. */
export function printDefinition(value: JsonValue, format: TextFormat): string {
  return format === 'yaml' ? printYaml(value) : printJson(value);
}

/** YAML in block style, with multi-line strings as block scalars. */
export function printYaml(value: JsonValue, style: ToStringOptions = {}): string {
  return stringify(value, { ...YAML_STYLE, ...style });
}
