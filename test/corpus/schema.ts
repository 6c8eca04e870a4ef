import { Ajv } from 'ajv';
import path from 'node:path';
import { formatOf, parseDefinition } from '../../src/asl/parse.ts';
import { toJson } from '../../src/asl/values.ts';
import { languageSchema } from '../../src/language/language-schema.ts';
import { listFiles, readText, type CorpusGroup } from './corpus.ts';
import { EXCEPTIONS } from './exceptions.ts';

/** schemas/asl.schema.json against the documents that are valid: it must accept each. */
export function schemaGroup(shared: string): CorpusGroup {
  const folder = path.join(shared, 'validation', 'valid');
  const validate = new Ajv({ strict: false }).compile(languageSchema());
  const cases = listFiles(folder).map((file) => ({
    name: file,
    exception: EXCEPTIONS[`valid/${file}`],
    check: () => {
      const { root } = parseDefinition(readText(folder, file), formatOf(file));
      if (!root) return 'nothing was read';
      if (validate(toJson(root))) return undefined;
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`).join(' | ');
    },
  }));
  return { name: 'validation/schema', cases };
}
