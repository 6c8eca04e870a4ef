import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Definition } from '../asl/definition.ts';
import { UsageError } from './exit.ts';
import type { RegisterCommand } from './program.ts';

interface GraphOptions {
  readonly format: string;
  readonly out?: string;
  readonly force?: boolean;
}

/** How each format is made from a definition; `title` is the file's name. */
const FORMATS: Readonly<Record<string, (definition: Definition, title: string) => Promise<string>>> = {
  svg: async (definition, title) => {
    const { renderSvg } = await import('../graph/render-svg.ts');
    return renderSvg(await layout(definition), { title });
  },
  mermaid: async (definition) => (await import('../graph/mermaid.ts')).toMermaid(definition),
  json: async (definition) => (await import('../graph/graph-json.ts')).printGraphJson(await layout(definition)),
};

async function layout(definition: Definition) {
  return (await import('../graph/layout.ts')).layoutDefinition(definition);
}

/** `fanout graph`: the picture of a definition; exit code 1 when the text is broken, with what could be read drawn. */
export const registerGraph: RegisterCommand = (program, context) => {
  program
    .command('graph')
    .description('Draw a definition as an SVG, a Mermaid flowchart or JSON.')
    .argument('<FILE>', 'a definition')
    .option('--format <F>', 'svg, mermaid or json', 'svg')
    .option('--out <FILE>', 'write there instead of to the terminal')
    .option('--force', 'replace the file that --out names')
    .action(async (file: string, options: GraphOptions) => {
      const { terminal } = context;
      const print = Object.hasOwn(FORMATS, options.format) ? FORMATS[options.format] : undefined;
      if (print === undefined)
        throw new UsageError(`${options.format} is no format: give ${Object.keys(FORMATS).join(', ')}.`);
      const { readDefinitionFile } = await import('./read-definition.ts');
      const { parseDefinition } = await import('../asl/parse.ts');
      const { text, format } = await readDefinitionFile(resolve(terminal.cwd(), file));
      const definition = parseDefinition(text, format);
      const [problem] = definition.problems;
      if (problem !== undefined || definition.machine === undefined) {
        const what = problem?.message ?? 'a definition is an object with StartAt and States.';
        terminal.stderr.write(`fanout: ${file} cannot be read whole: ${what} See \`fanout validate ${file}\`.\n`);
        context.exitWith(1);
        if (definition.machine === undefined) return;
      }
      const picture = await print(definition, basename(file));
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
