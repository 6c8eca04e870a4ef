import { packInterval, type Interval } from './interval.ts';

/**
 * The space between two rows, where lines change their columns. A hop goes from one point of its rim to another; each
 * net of hops has a horizontal track of its own, so that lines cross but never run on top of each other.
 */
export interface Hop {
  readonly link: number;
  readonly x0: number;
  /** The rim that it starts from; otherwise the lower one. */
  readonly fromTop: boolean;
  readonly x1: number;
  readonly toTop: boolean;
  /** The label to be set on it, and how far beside the line where it stands next to another line of its box. */
  readonly label: { readonly width: number; readonly shift: number } | undefined;
}

export interface ChannelPlan {
  readonly height: number;
  /** Of each hop: the y of its track from the channel's top; undefined when it goes straight through. */
  readonly tracks: readonly (number | undefined)[];
  readonly labels: readonly { readonly link: number; readonly x: number; readonly y: number }[];
}

const TRACK = 12;
const TOP = 14;
const BOTTOM = 20;
const LABEL_ROW = 20;
const MIN_HEIGHT = 38;
/** Verticals nearer than this would look like one line. */
const SAME_LINE = 6;
const TRACK_CLEARANCE = 10;
const LABEL_CLEARANCE = 4;

interface Net {
  low: number;
  high: number;
  straight: boolean;
  track: number;
}

export function planChannel(hops: readonly Hop[]): ChannelPlan {
  if (hops.length === 0) return { height: MIN_HEIGHT, tracks: [], labels: [] };
  const starts = countBy(hops, startKey);
  const { nets, netOf } = groupNets(hops, starts);
  const trackCount = assignTracks(nets, findNetsBelow(hops, nets, netOf));
  const above: Interval[][] = [];
  const below: Interval[][] = [];
  const placed = hops.flatMap((hop) => {
    if (hop.label === undefined) return [];
    const atStart = hop.toTop || (starts.get(startKey(hop)) === 1 && hop.x0 !== hop.x1);
    const x = atStart ? hop.x0 + hop.label.shift : hop.x1;
    const taken = { low: x - hop.label.width / 2, high: x + hop.label.width / 2 };
    const row = packInterval(atStart ? above : below, taken, LABEL_CLEARANCE);
    return [{ link: hop.link, x, atStart, row }];
  });
  const tracksTop = TOP + above.length * LABEL_ROW;
  const belowTop = tracksTop + Math.max(0, trackCount - 1) * TRACK + (below.length > 0 ? 6 : 0);
  return {
    height: Math.max(MIN_HEIGHT, belowTop + below.length * LABEL_ROW + BOTTOM),
    tracks: hops.map((_, index) => {
      const net = nets[netOf[index] ?? 0];
      return net === undefined || net.straight ? undefined : tracksTop + net.track * TRACK;
    }),
    labels: placed.map(({ link, x, atStart, row }) => ({
      link,
      x,
      y: atStart ? TOP - 2 + (row + 0.5) * LABEL_ROW - 4 : belowTop + (row + 0.5) * LABEL_ROW + 2,
    })),
  };
}

function startKey(hop: Hop): string {
  return `${hop.fromTop ? 't' : 'b'}${hop.x0}`;
}

function endKey(hop: Hop): string {
  return `${hop.toTop ? 't' : 'b'}${hop.x1}`;
}

function countBy(hops: readonly Hop[], keyOf: (hop: Hop) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const hop of hops) counts.set(keyOf(hop), (counts.get(keyOf(hop)) ?? 0) + 1);
  return counts;
}

/** Hops out of one point are one net, as are hops into one point that start alone. */
function groupNets(hops: readonly Hop[], starts: ReadonlyMap<string, number>): { nets: Net[]; netOf: number[] } {
  const ends = countBy(hops, endKey);
  const nets: Net[] = [];
  const byKey = new Map<string, number>();
  const netOf = hops.map((hop) => {
    const joins = (ends.get(endKey(hop)) ?? 0) > 1 && starts.get(startKey(hop)) === 1;
    const key = joins ? `to ${endKey(hop)}` : `from ${startKey(hop)}`;
    let at = byKey.get(key);
    if (at === undefined) {
      at = nets.length;
      byKey.set(key, at);
      nets.push({ low: Infinity, high: -Infinity, straight: true, track: 0 });
    }
    const net = nets[at];
    if (net !== undefined) {
      net.low = Math.min(net.low, hop.x0, hop.x1);
      net.high = Math.max(net.high, hop.x0, hop.x1);
      net.straight = net.low === net.high && hop.fromTop !== hop.toTop;
    }
    return at;
  });
  return { nets, netOf };
}

/** A net that comes from above at some x lies above one that leaves downwards there, or their verticals would overlap. */
function findNetsBelow(hops: readonly Hop[], nets: readonly Net[], netOf: readonly number[]): ReadonlySet<number>[] {
  const below: Set<number>[] = nets.map(() => new Set());
  if (nets.length === 1) return below;
  const points = hops.flatMap((hop, index) => {
    const net = netOf[index] ?? 0;
    return [
      { x: hop.x0, top: hop.fromTop, net },
      { x: hop.x1, top: hop.toTop, net },
    ];
  });
  points.sort((a, b) => a.x - b.x);
  for (let at = 0; at < points.length; at++) {
    const point = points[at];
    for (let next = at + 1; point && next < points.length && next < at + 64; next++) {
      const other = points[next];
      if (other === undefined || other.x - point.x >= SAME_LINE) break;
      if (other.net === point.net || other.top === point.top) continue;
      if (point.top) below[point.net]?.add(other.net);
      else below[other.net]?.add(point.net);
    }
  }
  return below;
}

/** Depth-first order; where the constraints contradict each other, one of them gives way. */
function sortTopologically(below: readonly ReadonlySet<number>[]): number[] {
  const seen = new Uint8Array(below.length);
  const finished: number[] = [];
  for (let root = below.length - 1; root >= 0; root--) {
    if (seen[root]) continue;
    seen[root] = 1;
    const stack = [{ net: root, rest: [...(below[root] ?? [])] }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        finished.push(top.net);
        stack.pop();
      } else if (!seen[next]) {
        seen[next] = 1;
        stack.push({ net: next, rest: [...(below[next] ?? [])] });
      }
    }
  }
  return finished.reverse();
}

/** Gives each net the first track, not above those of the nets it must be below, where it overlaps nothing. */
function assignTracks(nets: readonly Net[], below: readonly ReadonlySet<number>[]): number {
  const tracks: Interval[][] = [];
  const highest = new Int32Array(nets.length);
  for (const index of sortTopologically(below)) {
    const net = nets[index];
    if (net === undefined || net.straight) continue;
    net.track = packInterval(tracks, net, TRACK_CLEARANCE, highest[index]);
    for (const other of below[index] ?? []) highest[other] = Math.max(highest[other] ?? 0, net.track + 1);
  }
  return tracks.length;
}
