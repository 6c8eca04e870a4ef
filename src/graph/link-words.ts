import type { PipelineLink, PipelineModel, PipelinePart } from '../project/pipeline-model/pipeline-model.ts';

/** What a line does, said of the part that it leaves and of the one that it reaches. */
const WORDS: Readonly<Record<PipelineLink['kind'], { readonly out: string; readonly into: string }>> = {
  event: { out: 'feeds', into: 'fed by' },
  send: { out: 'sends to', into: 'gets from' },
  write: { out: 'writes', into: 'written by' },
  read: { out: 'read by', into: 'reads' },
  failure: { out: 'failures go to', into: 'takes failures of' },
  use: { out: 'may use', into: 'may be used by' },
};

/** Where work comes from and goes to, in words, one entry for each line: `sends to WorkQueue`. */
export function describeLinks({ id, type }: PipelinePart, { parts, links }: PipelineModel): string[] {
  const nameOf = (other: string): string => parts.find((part) => part.id === other)?.name ?? other;
  const say = (word: string, other: string, label: string | undefined): string =>
    `${word} ${nameOf(other)}${label === undefined ? '' : ` (${label.replaceAll(' · ', ', ')})`}`;
  const said = [
    ...links.flatMap(({ from, to, kind, label }) => (to === id ? [say(WORDS[kind].into, from, label)] : [])),
    ...links.flatMap(({ from, to, kind, label }) => (from === id ? [say(WORDS[kind].out, to, label)] : [])),
  ];
  return said.length === 0 && type !== 'Source' ? ['nothing in the template leads to or from it'] : said;
}
