import { Option } from 'commander';
import type { StateMachineType } from '../validation/rule-context.ts';
import { UsageError } from './exit.ts';
import type { RegisterCommand } from './program.ts';
import type { CheckedFile } from './print-findings.ts';

type Format = 'text' | 'json' | 'sarif';

interface ValidateOptions {
  readonly type?: StateMachineType;
  readonly ignore: readonly string[];
  readonly format: Format;
  readonly json?: boolean;
  readonly secondOpinion?: boolean;
  readonly aws?: boolean;
  readonly profile?: string;
  readonly region?: string;
}

/** `fanout validate`: what is wrong with definitions; exit code 1 when there is an error among it. */
export const registerValidate: RegisterCommand = (program, { terminal, exitWith }) => {
  program
    .command('validate')
    .description('Check definitions, with the place of everything that is wrong.')
    .argument('<FILE|DIR...>', 'definitions and SAM or CloudFormation templates, or folders with some')
    .addOption(new Option('--type <T>', 'the type they are to be created as').choices(['STANDARD', 'EXPRESS']))
    .addOption(
      new Option('--ignore <CODE>', 'leave out findings of this code; repeatable').argParser(collect).default([]),
    )
    .addOption(new Option('--format <F>', 'how to print').choices(['text', 'json', 'sarif']).default('text'))
    .option('--json', 'the same as --format json')
    .option('--second-opinion', 'also ask asl-validator')
    .option('--aws', 'also ask Step Functions on AWS (ValidateStateMachineDefinition; nothing is created)')
    .option('--profile <P>', 'of the AWS configuration, for --aws')
    .option('--region <R>', 'for --aws; else that of the environment or the profile')
    .action(async (paths: readonly string[], options: ValidateOptions) => {
      const { findDefinitions } = await import('./find-definitions.ts');
      const { checkFiles } = await import('./check-files.ts');
      await refuseUnknownCodes(options.ignore);
      if (!options.aws && (options.profile ?? options.region) !== undefined)
        throw new UsageError('--profile and --region say where to ask AWS: give --aws too.');
      const files = await checkFiles(await findDefinitions(paths), {
        type: options.type,
        ignored: options.ignore,
        askOthers: (await import('./ask-others.ts')).askOthers(options, terminal.env),
      });
      terminal.stdout.write(await printFiles(files, options.json ? 'json' : options.format));
      if (files.some(({ findings }) => findings.some(({ severity }) => severity === 'error'))) exitWith(1);
    });
};

function collect(code: string, codes: readonly string[]): readonly string[] {
  return [...codes, code];
}

async function refuseUnknownCodes(codes: readonly string[]): Promise<void> {
  const { RULES, isCode } = await import('../validation/codes.ts');
  const { isLasting } = await import('../validation/lasting-codes.ts');
  const { findNearest } = await import('../validation/nearest.ts');
  for (const code of codes) {
    if (isCode(code) && !isLasting(code)) continue;
    if (isCode(code)) throw new UsageError(`${code} cannot be ignored: correct what it names.`);
    const nearest = findNearest(code, Object.keys(RULES));
    throw new UsageError(`--ignore ${code}: there is no such finding${nearest ? `; did you mean ${nearest}?` : '.'}`);
  }
}

async function printFiles(files: readonly CheckedFile[], format: Format): Promise<string> {
  const print = await import('./print-findings.ts');
  if (format === 'json') return print.findingsToJson(files);
  return format === 'sarif' ? print.findingsToSarif(files) : print.findingsToText(files);
}
