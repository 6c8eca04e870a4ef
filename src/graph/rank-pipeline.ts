import type { PipelineLinkKind } from '../project/pipeline-model/pipeline-model.ts';
import { buildAdjacency, rankVertices, type Adjacency, type Ranking } from './rank.ts';
import { isAside, type Link } from './scope-links.ts';

/** The links that decide in which row a part stands, strongest first; the others only lead somewhere. */
type Class = 0 | 1 | 2 | 3;

/**
 * Rows of a pipeline's parts (vertex 0 is none of them: it stands above those that nothing leads to). The flow goes
 * down the page: a part stands below what its work comes from. What only comes back to it (a counter that writes the
 * table it is called by, a redrive) or helps (a sweeper, a reader) does not push it down.
 */
export function rankPipeline(
  count: number,
  flow: readonly Link[],
): { readonly links: readonly Link[]; readonly adjacency: Adjacency; readonly ranking: Ranking } {
  const entries = findEntries(count, flow);
  const links = [...entries.map(startAt), ...flow];
  const loose = findLoose(count, links, entries);
  for (const missed of findMissed(count, links, loose)) {
    // A circle that nothing leads into begins at its first part.
    links.unshift(startAt(missed));
    loose.unshift(false);
  }
  const binding = links.filter((_, index) => !loose[index]);
  const ranked = rankVertices(count, binding, buildAdjacency(count, binding));
  const { row } = ranked;
  // A part stands straight below what is right above it, however many others lead to it from afar.
  const isNear = (index: number, { from, to }: Link): boolean =>
    !loose[index] && (from === 0 ? row[to] === 1 : row[to] === (row[from] ?? 0) + 1);
  const back = links.map((link, index) => !isNear(index, link));
  const primary = new Uint8Array(count);
  primary[0] = 1;
  const adjacency = buildAdjacency(count, links);
  const order = [...ranked.order].sort((a, b) => (row[a] ?? 0) - (row[b] ?? 0));
  for (const vertex of order)
    for (const index of adjacency.into[vertex] ?? []) {
      const link = links[index];
      if (link && !back[index] && primary[link.from] && !isAside(link.kind)) primary[vertex] = 1;
    }
  return { links, adjacency, ranking: { ...ranked, back, order, primary, reachable: new Uint8Array(count).fill(1) } };
}

function startAt(to: number): Link {
  return { from: 0, to, kind: 'start', label: undefined, transitions: [] };
}

function findEntries(count: number, flow: readonly Link[]): number[] {
  const led = new Uint8Array(count);
  for (const { from, to } of flow) if (from !== to) led[to] = 1;
  const entries: number[] = [];
  for (let vertex = 1; vertex < count; vertex++) if (!led[vertex]) entries.push(vertex);
  return entries;
}

/** Of what leads to a part that passes work on, only the strongest counts. */
function findLoose(count: number, links: readonly Link[], entries: readonly number[]): boolean[] {
  const onward = new Uint8Array(count);
  for (const { from, to, kind } of links) if (from !== to && passesOn(kind)) onward[from] = 1;
  const main = reachFrom(entries, count, (link) => passesOn(link.kind), links);
  const classOf = ({ from, kind }: Link): Class => {
    if (kind === 'event' || kind === 'start') return 0;
    if (passesOn(kind) && main[from]) return 1;
    return kind === 'failure' ? 2 : 3;
  };
  const strongest = new Uint8Array(count).fill(3);
  for (const link of links)
    if (link.from !== link.to) strongest[link.to] = Math.min(strongest[link.to] ?? 3, classOf(link));
  return links.map((link) => {
    if (link.from === link.to) return true;
    const own = classOf(link);
    const weak = link.kind === 'read' || link.kind === 'use';
    return own > (strongest[link.to] ?? 3) && (weak || onward[link.to] === 1);
  });
}

function passesOn(kind: Link['kind'] | PipelineLinkKind): boolean {
  return kind === 'event' || kind === 'send' || kind === 'write';
}

/** The first part of each circle, in order, that the links that count do not lead to. */
function findMissed(count: number, links: readonly Link[], loose: readonly boolean[]): number[] {
  const binding = links.filter((_, index) => !loose[index]);
  const roots: number[] = [];
  const reached = new Uint8Array(count);
  const cover = (root: number): void => {
    reachFrom([root], count, () => true, binding).forEach((is, vertex) => {
      if (is) reached[vertex] = 1;
    });
  };
  cover(0);
  for (let vertex = 1; vertex < count; vertex++) {
    if (reached[vertex]) continue;
    roots.push(vertex);
    cover(vertex);
  }
  return roots.reverse();
}

function reachFrom(
  roots: readonly number[],
  count: number,
  follows: (link: Link) => boolean,
  links: readonly Link[],
): Uint8Array {
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const link of links) if (follows(link)) out[link.from]?.push(link.to);
  const reached = new Uint8Array(count);
  const queue = [...roots];
  for (let vertex = queue.pop(); vertex !== undefined; vertex = queue.pop()) {
    if (reached[vertex]) continue;
    reached[vertex] = 1;
    queue.push(...(out[vertex] ?? []));
  }
  return reached;
}
