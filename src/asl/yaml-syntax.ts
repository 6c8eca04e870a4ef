import { parseYamlSyntax } from './parse-yaml.ts';
import { printYaml } from './print.ts';
import type { Syntax } from './syntax.ts';

/** Apart from the rest of the language: it brings the YAML library along, which texts in JSON have no use for. */
export const YAML_SYNTAX: Syntax = {
  format: 'yaml',
  read: parseYamlSyntax,
  print: (value, indent) => printYaml(value, { indent }),
};
