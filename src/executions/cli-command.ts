import type { ConnectionChoice } from './connection-choice.ts';

/** A command of the AWS CLI, as its arguments after `aws stepfunctions`. */
export interface CliCommand {
  /** `start-execution`. */
  readonly command: string;
  /** By flag without its dashes: `execution-arn`. */
  readonly flags: Readonly<Record<string, string>>;
}

/** One argument cannot be longer on Linux (MAX_ARG_STRLEN, 128 KiB, with the byte that ends it). */
const LONGEST_ARGUMENT = 131_071;

/** A text as one word of a POSIX shell, whatever it holds but the character NUL, which no argument can. */
export function quoteForShell(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The command for a POSIX shell, with profile, region and endpoint of a connection. A value that is too long for an
 * argument comes from a here-document; there can be one such.
 * https://docs.aws.amazon.com/cli/latest/reference/stepfunctions/
 */
export function printCliCommand(
  { command, flags }: CliCommand,
  choice: Exclude<ConnectionChoice, { kind: 'local' }>,
): string {
  const words = ['aws stepfunctions', command];
  let rest = '';
  for (const [flag, value] of Object.entries(flags)) {
    const isLong = new TextEncoder().encode(value).length > LONGEST_ARGUMENT;
    words.push(`--${flag} ${isLong ? 'file:///dev/stdin' : quoteForShell(value)}`);
    if (isLong) rest = hereDocument(value);
  }
  const { profile, region } = choice;
  if (profile !== undefined) words.push(`--profile ${quoteForShell(profile)}`);
  if (region !== undefined) words.push(`--region ${quoteForShell(region)}`);
  if (choice.kind === 'endpoint') words.push(`--endpoint-url ${quoteForShell(choice.url)}`);
  return `${words.join(' ')}${rest}`;
}

function hereDocument(text: string): string {
  const lines = new Set(text.split('\n'));
  let end = 'INPUT';
  for (let number = 2; lines.has(end); number++) end = `INPUT_${number}`;
  return ` <<'${end}'\n${text}\n${end}`;
}
