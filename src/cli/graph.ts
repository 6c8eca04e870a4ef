import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from './exit.ts';
import type { GraphSubject } from './graph-subject.ts';
import type { RegisterCommand } from './program.ts';

interface GraphOptions {
  readonly format: string;
  readonly machine?: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** How each format is made. */
const FORMATS: Readonly<Record<string, (subject: GraphSubject) => Promise<string>>> = {
  svg: async (subject) => {
    const { renderSvg } = await import('../graph/render-svg.ts');
    return renderSvg(await layout(subject), { title: subject.name });
  },
  mermaid: async (subject) =>
    subject.kind === 'definition'
      ? (await import('../graph/mermaid.ts')).toMermaid(subject.definition)
      : (await import('../graph/pipeline-mermaid.ts')).toPipelineMermaid(subject.pipeline),
  json: async (subject) => (await import('../graph/graph-json.ts')).printGraphJson(await layout(subject)),
};

async function layout(subject: GraphSubject) {
  return subject.kind === 'definition'
    ? (await import('../graph/layout.ts')).layoutDefinition(subject.definition)
    : (await import('../graph/layout-pipeline.ts')).layoutPipeline(subject.pipeline);
}

/** `fanout graph`: the picture of a definition or of a template; exit code 1 when the text is broken, with what could be read drawn. */
export const registerGraph: RegisterCommand = (program, context) => {
  program
    .command('graph')
    .description('Draw a definition, or the pipeline of a template, as an SVG, a Mermaid flowchart or JSON.')
    .argument('<FILE>', 'a definition, a SAM or CloudFormation template, or the folder of a project')
    .option('--format <F>', 'svg, mermaid or json', 'svg')
    .option('--machine <ID>', 'draw this state machine of a template instead of the whole')
    .option('--out <FILE>', 'write there instead of to the terminal')
    .option('--force', 'replace the file that --out names')
    .action(async (file: string, options: GraphOptions) => {
      const { terminal } = context;
      const print = Object.hasOwn(FORMATS, options.format) ? FORMATS[options.format] : undefined;
      if (print === undefined)
        throw new UsageError(`${options.format} is no format: give ${Object.keys(FORMATS).join(', ')}.`);
      const { readGraphSubject } = await import('./graph-subject.ts');
      const subject = await readGraphSubject(resolve(terminal.cwd(), file), options.machine);
      if (subject.problem !== undefined) {
        const { kind, problem } = subject;
        const more = kind === 'definition' ? ` See \`fanout validate ${file}\`.` : '';
        terminal.stderr.write(`fanout: ${file} cannot be read whole: ${problem}${more}\n`);
        context.exitWith(1);
        if (kind === 'definition' ? subject.definition.machine === undefined : subject.pipeline.parts.length === 0)
          return;
      }
      const picture = await print(subject);
      if (options.out === undefined) terminal.stdout.write(picture);
      else await writePicture(resolve(terminal.cwd(), options.out), options.out, picture, options.force ?? false);
    });
};

/** Writes the whole file or none of it. */
async function writePicture(path: string, shown: string, picture: string, force: boolean): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new UsageError(`${shown} is a folder: give the name of a file.`);
  if (found !== undefined && !force)
    throw new UsageError(`${shown} is there already: give another name, or --force to replace it.`);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, picture, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new UsageError(`${shown} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
