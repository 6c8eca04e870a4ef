import { planChannel, type ChannelPlan, type Hop } from './channel.ts';
import type { Point } from '../protocol/graph.ts';
import { findRoutes, type Columns, type Route } from './lanes.ts';
import { labelWidth } from './measures.ts';
import type { Link } from './scope-links.ts';

const LABEL_OVERHANG = 14;

/** Rows as they stand, and every line. `x` of a line is in the same system as the columns. */
export interface RoutedScope {
  /** Top of each vertex. */
  readonly y: Float64Array;
  readonly lines: readonly { readonly points: readonly Point[]; readonly labelAt: Point | undefined }[];
  readonly height: number;
}

/** Gives rows their height and lines their points. Lines run only between rows and along lanes beside the boxes. */
export function routeLines(columns: Columns, heights: ArrayLike<number>): RoutedScope {
  const { links, row, rowCount } = columns;
  const routes = findRoutes(columns);
  // Channel 0 is above row 0; channel r + 1 below row r.
  const channels: Hop[][] = Array.from({ length: rowCount + 1 }, () => []);
  const hopsOf: { readonly channel: number; readonly at: number }[][] = links.map(() => []);
  links.forEach((link, index) => {
    const route = routes[index];
    if (route === undefined) return;
    const below = (row[link.from] ?? 0) + 1;
    const above = row[link.to] ?? 0;
    for (const { channel, hop } of hopsOfRoute(
      route,
      index,
      below,
      above,
      labelOf(link, route, columns.x[link.from] ?? 0),
    )) {
      hopsOf[index]?.push({ channel, at: channels[channel]?.length ?? 0 });
      channels[channel]?.push(hop);
    }
  });
  const plans = channels.map((hops, index) =>
    hops.length === 0 && (index === 0 || index === rowCount) ? undefined : planChannel(hops),
  );
  const { rowTop, channelTop, height } = stackRows(columns, heights, plans);
  const y = Float64Array.from({ length: columns.x.length }, (_, vertex) => rowTop[row[vertex] ?? 0] ?? 0);
  const labels = new Map<number, Point>();
  plans.forEach((plan, channel) =>
    plan?.labels.forEach(({ link, x, y: at }) => labels.set(link, { x, y: at + (channelTop[channel] ?? 0) })),
  );
  const lines = links.map((link, index) => {
    const route = routes[index];
    const points: Point[] = [{ x: route?.exit ?? 0, y: (y[link.from] ?? 0) + (heights[link.from] ?? 0) }];
    for (const { channel, at } of hopsOf[index] ?? []) {
      const hop = channels[channel]?.[at];
      const track = plans[channel]?.tracks[at];
      if (hop === undefined || track === undefined || (hop.x0 === hop.x1 && hop.fromTop !== hop.toTop)) continue;
      const trackY = track + (channelTop[channel] ?? 0);
      points.push({ x: hop.x0, y: trackY }, { x: hop.x1, y: trackY });
    }
    points.push({ x: route?.entry ?? 0, y: y[link.to] ?? 0 });
    return { points, labelAt: labels.get(index) };
  });
  return { y, lines, height };
}

/** Beside the line where that leaves its box off the middle, so that it does not hide the line that leaves there. */
function labelOf({ kind, label }: Link, { exit }: Route, middle: number): Hop['label'] {
  if (label === undefined) return undefined;
  const width = labelWidth(kind, label);
  return { width, shift: Math.sign(exit - middle) * Math.max(0, width / 2 - LABEL_OVERHANG) };
}

function hopsOfRoute(
  { exit, entry, lane, upward }: Route,
  link: number,
  below: number,
  above: number,
  label: Hop['label'],
): { readonly channel: number; readonly hop: Hop }[] {
  if (lane === undefined)
    return [{ channel: below, hop: { link, x0: exit, fromTop: true, x1: entry, toTop: false, label } }];
  return [
    { channel: below, hop: { link, x0: exit, fromTop: true, x1: lane, toTop: upward, label } },
    { channel: above, hop: { link, x0: lane, fromTop: !upward, x1: entry, toTop: false, label: undefined } },
  ];
}

function stackRows(
  { row, rowCount, x }: Columns,
  heights: ArrayLike<number>,
  plans: readonly (ChannelPlan | undefined)[],
): { rowTop: Float64Array; channelTop: Float64Array; height: number } {
  const rowHeight = new Float64Array(rowCount);
  for (let vertex = 0; vertex < x.length; vertex++) {
    const at = row[vertex] ?? 0;
    rowHeight[at] = Math.max(rowHeight[at] ?? 0, heights[vertex] ?? 0);
  }
  const rowTop = new Float64Array(rowCount);
  const channelTop = new Float64Array(rowCount + 1);
  let at = plans[0]?.height ?? 0;
  for (let index = 0; index < rowCount; index++) {
    rowTop[index] = at;
    at += rowHeight[index] ?? 0;
    channelTop[index + 1] = at;
    at += plans[index + 1]?.height ?? 0;
  }
  return { rowTop, channelTop, height: at };
}
