import type { PartType, PipelineLink, PipelineModel, PipelinePart } from '../project/pipeline-model/pipeline-model.ts';

/** What a line does, said of the part that it leaves and of the one that it reaches. */
interface Words {
  readonly out: string;
  readonly into: string;
}

const WORDS: Readonly<Record<PipelineLink['kind'], Words>> = {
  event: { out: 'feeds', into: 'fed by' },
  send: { out: 'sends to', into: 'gets from' },
  write: { out: 'writes', into: 'written by' },
  read: { out: 'read by', into: 'reads' },
  failure: { out: 'failures go to', into: 'takes failures of' },
  use: { out: 'may use', into: 'may be used by' },
};

/** What is done to these is no sending. */
const CALLS: Partial<Record<PartType, Words>> = {
  Function: { out: 'invokes', into: 'invoked by' },
  StateMachine: { out: 'starts', into: 'started by' },
};

/**
 * Tells of a part where its work comes from and goes to, in words, one entry for each line: `sends to WorkQueue`.
 */
export function describeLinks({ parts, links }: PipelineModel): (part: PipelinePart) => string[] {
  const byId = new Map(parts.map((part) => [part.id, part]));
  const linksOf = new Map<string, PipelineLink[]>();
  for (const link of links)
    for (const end of new Set([link.from, link.to])) linksOf.set(end, [...(linksOf.get(end) ?? []), link]);
  return (part) => describeOwn(part, linksOf.get(part.id) ?? [], (id) => byId.get(id));
}

function describeOwn(
  { id, type }: PipelinePart,
  links: readonly PipelineLink[],
  find: (id: string) => PipelinePart | undefined,
): string[] {
  const say = ({ kind, label, to }: PipelineLink, side: keyof Words, other: string): string => {
    const target = find(to)?.type;
    const words = (kind === 'send' && target !== undefined ? CALLS[target] : undefined) ?? WORDS[kind];
    const settings = label === undefined || label === 'on failure' ? '' : ` (${label.replaceAll(' · ', ', ')})`;
    return `${words[side]} ${other === id ? 'itself' : (find(other)?.name ?? other)}${settings}`;
  };
  const said = [
    ...links.flatMap((link) => (link.to === id && link.from !== id ? [say(link, 'into', link.from)] : [])),
    ...links.flatMap((link) => (link.from === id ? [say(link, 'out', link.to)] : [])),
  ];
  return said.length === 0 && type !== 'Source' ? ['nothing in the template leads to or from it'] : said;
}
