import { Option } from 'commander';
import type { CostEstimate } from '../cost/estimate.ts';
import type { CostPlot } from '../protocol/cost-view.ts';
import type { CostInputs } from './cost-inputs.ts';
import { UsageError } from './exit.ts';
import type { RegisterCommand } from './program.ts';

export interface CostOptions {
  readonly workload?: string;
  readonly set: readonly string[];
  readonly count?: string | true;
  readonly measured?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly region: string;
  readonly prices?: string;
  readonly cache?: string;
  readonly plot?: CostPlot['field'];
  readonly keep?: boolean;
  readonly maxMonthly?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly markdown?: boolean;
}

const collect = (value: string, soFar: readonly string[]): readonly string[] => [...soFar, value];

/** `fanout cost`: the approaches priced for a workload; exit code 1 above `--max-monthly`. */
export const registerCost: RegisterCommand = (program, context) => {
  program
    .command('cost')
    .description('Estimate what a workload costs with each approach, a month and a run.')
    .argument(
      '[FILE]',
      'a definition: its batch size, concurrency and states, and the workload of its fanout.json; or a fanout.json',
    )
    .option('--workload <FILE>', 'the workload as a JSON file')
    .option('--set <k=v>', 'one value of the workload, as in --set items=1000000 (repeatable)', collect, [])
    .option('--count [SOURCE]', 'count the items of a file, of s3://BUCKET/KEY, or of what the definition reads')
    .option('--measured <FILE|ARN>', 'what `fanout run --measure` wrote, or an execution that has ended')
    .option('--endpoint <URL>', 'where that execution is; AWS unless said')
    .option('--profile <P>', 'the AWS profile to ask for it with')
    .option('--keep', 'write what --set, --workload, --count and --measured say into the workload of fanout.json')
    .option('--region <R>', 'an AWS region', 'us-east-1')
    .option('--prices <ID|FILE|live>', 'a price book; live: those of `fanout prices refresh`')
    .option('--cache <DIR>', 'the folder of refreshed prices')
    .addOption(
      new Option(
        '--plot <FIELD>',
        "print the plot's data over a field, as CSV or (--json) within the document",
      ).choices(['items', 'itemsPerBatch', 'taskMilliseconds', 'runsPerMonth']),
    )
    .option(
      '--max-monthly <N>',
      'end with 1 when the definition (or the recommended approach) costs more dollars a month',
    )
    .option('--json', 'print one JSON document')
    .option('--csv', 'print every line of every approach as CSV')
    .option('--markdown', 'print Markdown, for a pull request')
    .action(async (file: string | undefined, options: CostOptions) => {
      const { terminal } = context;
      checkFormats(options);
      const most = readLimit(options.maxMonthly);
      const { readCostInputs } = await import('./cost-inputs.ts');
      const inputs = await readCostInputs(file, options, terminal);
      const { estimateCost } = await import('../cost/estimate.ts');
      const estimate = estimateCost(inputs.workload, inputs.assumptions, inputs.book, inputs.definition);
      terminal.stdout.write(await print(estimate, inputs, options));
      if (most === undefined) return;
      const chosen = estimate.approaches.find(({ id }) => id === (estimate.current ?? estimate.recommended));
      const { money } = await import('../cost/say.ts');
      // What cannot run has no cost that a limit could hold against; the figure must not pass for one.
      if (chosen && !chosen.feasible)
        terminal.stderr.write(
          `fanout: ${chosen.label} cannot carry this workload, whatever it costs: ${chosen.reasons.join(' ')}\n`,
        );
      if (chosen && chosen.monthly <= most) return;
      terminal.stderr.write(
        chosen
          ? `fanout: ${chosen.label} costs ${money(chosen.monthly)} a month, more than the ${money(most)} of --max-monthly.\n`
          : 'fanout: no approach can carry this workload.\n',
      );
      context.exitWith(1);
    });
};

function checkFormats({ json, csv, markdown, plot }: CostOptions): void {
  if ([json, csv, markdown].filter(Boolean).length > 1)
    throw new UsageError('--json, --csv and --markdown exclude each other: take one.');
  if (plot !== undefined && markdown) throw new UsageError('--plot gives CSV or, with --json, JSON, and no Markdown.');
}

async function print(estimate: CostEstimate, inputs: CostInputs, options: CostOptions): Promise<string> {
  const { printCsv, printMarkdown, printPlotCsv } = await import('../cost/print-tables.ts');
  if (options.plot !== undefined) {
    const { plotCosts } = await import('../cost/plot.ts');
    const { makeScenario } = await import('../cost/scenario.ts');
    const scenario = makeScenario(inputs.workload, inputs.assumptions, inputs.book, inputs.definition);
    const plot = plotCosts(scenario, options.plot);
    return options.json ? `${JSON.stringify({ ...estimate, plot }, undefined, 2)}\n` : printPlotCsv(plot);
  }
  if (options.json) return `${JSON.stringify(estimate, undefined, 2)}\n`;
  if (options.csv) return printCsv(estimate);
  if (options.markdown) return printMarkdown(estimate);
  const { printEstimate } = await import('../cost/print-estimate.ts');
  return printEstimate(estimate);
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new UsageError(`--max-monthly ${text}: give an amount in dollars.`);
  return value;
}
