import { findOpen, type Interval } from './interval.ts';
import { isAside, type Link } from './scope-links.ts';

/** Where boxes and lines stand in a scope before rows have heights. `x` is the middle. */
export interface Columns {
  readonly links: readonly Link[];
  readonly row: ArrayLike<number>;
  readonly rowCount: number;
  readonly x: ArrayLike<number>;
  readonly width: ArrayLike<number>;
}

/** The way of one link: out of its box at `exit`, along `lane` past the rows between (if any), in at `entry`. */
export interface Route {
  readonly upward: boolean;
  exit: number;
  entry: number;
  lane: number | undefined;
}

/** What a link is to the ports of a box: each class enters and leaves at its own place. */
type PortClass = 'flow' | 'catch' | 'up';

/** Room between a line and a box with the sheets behind it, and between two lines. */
const BOX_CLEARANCE = 16;
const CLEARANCE = 12;
const ENTRY_SPREAD = 26;
const EXIT_SPREAD = 44;
/** With more boxes than this in the way, a line goes around all of them. */
const MAX_OBSTACLES = 400;
/** Up to so many lines into one target each find their own way past the rows; more share a lane. */
const MAX_OWN_LANES = 3;

interface Rows {
  readonly first: number;
  readonly last: number;
}

/** Finds the way of each link. Lines that pass rows share one lane for each target, unless they can go straight down. */
export function findRoutes(columns: Columns): Route[] {
  const { links, row } = columns;
  const ports = readPorts(columns);
  const routes = links.map((link): Route => {
    const upward = (row[link.to] ?? 0) <= (row[link.from] ?? 0);
    const exit = ports.exitOf(link.from, exitClassOf(link, upward));
    return { upward, exit, entry: ports.entryOf(link.to, classOf(link, upward)), lane: undefined };
  });
  const occupied = occupyRows(columns);
  const shared = new Map<
    string,
    { readonly members: number[]; first: number; last: number; readonly upward: boolean }
  >();
  links.forEach((link, index) => {
    const route = routes[index];
    const rows = route && rowsPassed(columns, link, route.upward);
    if (route === undefined || rows === undefined) return;
    if (!route.upward && isFree(occupied, rows, route.exit)) {
      route.lane = route.exit;
      occupy(occupied, rows, route.exit);
      return;
    }
    const key = `${link.to} ${classOf(link, route.upward)} ${isAside(link.kind)}`;
    const group = shared.get(key) ?? { members: [], first: Infinity, last: -1, upward: route.upward };
    group.members.push(index);
    group.first = Math.min(group.first, rows.first);
    group.last = Math.max(group.last, rows.last);
    shared.set(key, group);
  });
  // Short lanes first, so that long ones go around them.
  const groups = [...shared.values()].sort((a, b) => a.last - a.first - (b.last - b.first));
  for (const group of groups) {
    const routesOfGroup = group.members.flatMap((index) => routes[index] ?? []);
    if (!group.upward && group.members.length <= MAX_OWN_LANES) {
      for (const index of group.members) takeOwnLane(columns, occupied, index, routes);
      continue;
    }
    const lane = findLane(occupied, group, wantedLane(columns, group, routesOfGroup));
    occupy(occupied, group, lane);
    for (const route of routesOfGroup) route.lane = lane;
  }
  links.forEach((link, index) => {
    const route = routes[index];
    if (route?.upward) turnToLane(columns, ports, link, route);
  });
  return routes;
}

function classOf(link: Link, upward: boolean): PortClass {
  return upward ? 'up' : isAside(link.kind) ? 'catch' : 'flow';
}

/** A catch leaves its box where catches do, whichever way it goes. */
function exitClassOf(link: Link, upward: boolean): PortClass {
  return isAside(link.kind) ? 'catch' : classOf(link, upward);
}

/** The rows that a link passes beside boxes; undefined when it leads to the next row. */
function rowsPassed({ row }: Columns, link: Link, upward: boolean): Rows | undefined {
  const from = row[link.from] ?? 0;
  const to = row[link.to] ?? 0;
  if (upward) return { first: to, last: from };
  return to === from + 1 ? undefined : { first: from + 1, last: to - 1 };
}

interface Ports {
  exitOf(vertex: number, kind: PortClass): number;
  entryOf(vertex: number, kind: PortClass): number;
  readonly exits: readonly ReadonlySet<PortClass>[];
  readonly entries: readonly ReadonlySet<PortClass>[];
}

function readPorts({ links, row, x, width }: Columns): Ports {
  const exits = Array.from({ length: x.length }, () => new Set<PortClass>());
  const entries = Array.from({ length: x.length }, () => new Set<PortClass>());
  for (const link of links) {
    const upward = (row[link.to] ?? 0) <= (row[link.from] ?? 0);
    exits[link.from]?.add(exitClassOf(link, upward));
    entries[link.to]?.add(classOf(link, upward));
  }
  const place = (
    vertex: number,
    kind: PortClass,
    classes: ReadonlySet<PortClass> | undefined,
    spread: number,
  ): number => {
    const middle = x[vertex] ?? 0;
    if (kind === 'flow' || classes === undefined || (classes.size === 1 && kind !== 'catch')) return middle;
    if (classes.size === 1 && spread === ENTRY_SPREAD) return middle;
    const step = Math.min(spread, (width[vertex] ?? 0) / 4);
    return Math.round(middle + (kind === 'catch' ? step : -step));
  };
  return {
    exits,
    entries,
    exitOf: (vertex, kind) => place(vertex, kind, exits[vertex], EXIT_SPREAD),
    entryOf: (vertex, kind) => place(vertex, kind, entries[vertex], ENTRY_SPREAD),
  };
}

/** A line upwards leaves and enters on the side where its lane is, unless a catch has that side. */
function turnToLane({ x }: Columns, ports: Ports, link: Link, route: Route): void {
  const lane = route.lane ?? 0;
  const mirror = (port: number, middle: number, taken: boolean): number =>
    lane > middle && !taken ? 2 * middle - port : port;
  if (!isAside(link.kind))
    route.exit = mirror(route.exit, x[link.from] ?? 0, ports.exits[link.from]?.has('catch') ?? false);
  route.entry = mirror(route.entry, x[link.to] ?? 0, ports.entries[link.to]?.has('catch') ?? false);
}

function occupyRows({ row, rowCount, x, width }: Columns): Interval[][] {
  const occupied: Interval[][] = Array.from({ length: rowCount }, () => []);
  for (let vertex = 0; vertex < x.length; vertex++) {
    const half = (width[vertex] ?? 0) / 2 + BOX_CLEARANCE;
    occupied[row[vertex] ?? 0]?.push({ low: (x[vertex] ?? 0) - half, high: (x[vertex] ?? 0) + half });
  }
  return occupied;
}

function isFree(occupied: readonly (readonly Interval[])[], { first, last }: Rows, x: number): boolean {
  for (let row = first; row <= last; row++)
    if (occupied[row]?.some(({ low, high }) => low < x && x < high)) return false;
  return true;
}

function occupy(occupied: readonly Interval[][], { first, last }: Rows, x: number): void {
  for (let row = first; row <= last; row++) occupied[row]?.push({ low: x - CLEARANCE, high: x + CLEARANCE });
}

/** Downwards: straight into the target. Upwards: left of what the loop is about. */
function wantedLane(
  columns: Columns,
  group: Rows & { readonly upward: boolean; members: number[] },
  routes: Route[],
): number {
  const entry = routes[0]?.entry ?? 0;
  if (!group.upward) return entry;
  let left = Infinity;
  for (const index of group.members) {
    const link = columns.links[index];
    if (link === undefined) continue;
    for (const vertex of [link.from, link.to])
      left = Math.min(left, (columns.x[vertex] ?? 0) - (columns.width[vertex] ?? 0) / 2);
  }
  return left - BOX_CLEARANCE;
}

/** The nearest lane to the box that the line leaves or to its target, whichever makes the shorter way. */
function takeOwnLane(columns: Columns, occupied: readonly Interval[][], index: number, routes: readonly Route[]): void {
  const link = columns.links[index];
  const route = routes[index];
  const rows = link && rowsPassed(columns, link, false);
  if (route === undefined || rows === undefined) return;
  const lanes = [route.entry, route.exit].map((wanted) => findLane(occupied, rows, wanted));
  const detour = (lane: number): number => Math.abs(lane - route.exit) + Math.abs(lane - route.entry);
  const lane = lanes.reduce((best, other) => (detour(other) < detour(best) ? other : best));
  occupy(occupied, rows, lane);
  route.lane = lane;
}

function findLane(occupied: readonly Interval[][], rows: Rows, wanted: number): number {
  if (isFree(occupied, rows, wanted)) return wanted;
  const closed: Interval[] = [];
  let outermost = -Infinity;
  for (let row = rows.first; row <= rows.last; row++)
    for (const interval of occupied[row] ?? []) {
      outermost = Math.max(outermost, interval.high);
      if (closed.length <= MAX_OBSTACLES) closed.push(interval);
    }
  if (closed.length > MAX_OBSTACLES) return outermost;
  return findOpen(wanted, closed);
}
