import { Option } from 'commander';
import type { StateMachineType } from '../validation/rule-context.ts';
import type { RegisterCommand } from './program.ts';
import type { CheckedFile } from './print-findings.ts';

type Format = 'text' | 'json' | 'sarif';

interface ValidateOptions {
  readonly type?: StateMachineType;
  readonly format: Format;
  readonly json?: boolean;
}

/** `fanout validate`: what is wrong with definitions; exit code 1 when there is an error among it. */
export const registerValidate: RegisterCommand = (program, { terminal, exitWith }) => {
  program
    .command('validate')
    .description('Check definitions, with the place of everything that is wrong.')
    .argument('<FILE|DIR...>', 'definitions, or folders with .asl.json and .asl.yaml files')
    .addOption(new Option('--type <T>', 'the type they are to be created as').choices(['STANDARD', 'EXPRESS']))
    .addOption(new Option('--format <F>', 'how to print').choices(['text', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
    .action(async (paths: readonly string[], options: ValidateOptions) => {
      const { findDefinitions } = await import('./find-definitions.ts');
      const files: CheckedFile[] = [];
      for (const file of await findDefinitions(paths)) files.push(await checkFile(file, options.type));
      terminal.stdout.write(await printFiles(files, options.json ? 'json' : options.format));
      if (files.some(({ findings }) => findings.some(({ severity }) => severity === 'error'))) exitWith(1);
    });
};

async function checkFile(file: string, type: StateMachineType | undefined): Promise<CheckedFile> {
  const { readDefinitionFile } = await import('./read-definition.ts');
  const { parseDefinition } = await import('../asl/parse.ts');
  const { validateDefinition } = await import('../validation/validate.ts');
  const { text, format } = await readDefinitionFile(file);
  return { file, text, findings: validateDefinition(parseDefinition(text, format), { type }) };
}

async function printFiles(files: readonly CheckedFile[], format: Format): Promise<string> {
  const print = await import('./print-findings.ts');
  if (format === 'json') return print.findingsToJson(files);
  return format === 'sarif' ? print.findingsToSarif(files) : print.findingsToText(files);
}
