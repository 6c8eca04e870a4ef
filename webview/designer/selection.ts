import { isSelectable } from '../../src/graph/node-types.ts';
import type { Point } from '../../src/protocol/graph.ts';
import type { Picture } from './picture.ts';

/** The Map or Parallel that a node is in; undefined in the machine's own flow. */
function regionOf({ nodes }: Picture, id: string): string | undefined {
  let at = nodes.get(id)?.parent;
  for (let node = at === undefined ? undefined : nodes.get(at); node && !isSelectable(node); node = nodes.get(at ?? ''))
    at = node.parent;
  return at;
}

/** States right in a Map or Parallel, of all its branches; in the machine where it is undefined. */
function statesOf(picture: Picture, region: string | undefined): string[] {
  return picture.graph.nodes
    .filter((node) => isSelectable(node) && regionOf(picture, node.id) === region)
    .map(({ id }) => id);
}

/**
 * The states to select when all are asked for: those of the flow that a state is in; where these are selected already,
 * those of all branches beside it, and then of the flow around, further out each time.
 */
export function selectAround(picture: Picture, at: string | undefined, selected: readonly string[]): string[] {
  const isSelected = (ids: readonly string[]): boolean => ids.every((id) => selected.includes(id));
  const parent = at === undefined ? undefined : picture.nodes.get(at)?.parent;
  const beside = picture.graph.nodes.filter((node) => node.parent === parent && isSelectable(node)).map(({ id }) => id);
  if (at !== undefined && beside.length > 0 && !isSelected(beside)) return beside;
  for (let around = at; around !== undefined;) {
    around = regionOf(picture, around);
    const states = statesOf(picture, around);
    if (!isSelected(states)) return states;
  }
  return statesOf(picture, undefined);
}

/**
 * The states that a box touches, of the flow that it begins in: a box that is drawn within a Map means what is in the
 * Map, one that is drawn around it the Map. In pixels of the picture.
 */
export function statesInBox(picture: Picture, from: Point, to: Point): string[] {
  const { graph } = picture;
  // Regions come before those in them.
  const region = graph.nodes.findLast((node) => node.region === 'open' && contains(boxOf(picture, node.id), from))?.id;
  const box = {
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    right: Math.max(from.x, to.x),
    bottom: Math.max(from.y, to.y),
  };
  return statesOf(picture, region).filter((id) => {
    const { left, top, right, bottom } = boxOf(picture, id);
    return left <= box.right && right >= box.left && top <= box.bottom && bottom >= box.top;
  });
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxOf({ nodes, positions }: Picture, id: string): Box {
  const { x: left, y: top } = positions.get(id) ?? { x: 0, y: 0 };
  const { width = 0, height = 0 } = nodes.get(id) ?? {};
  return { left, top, right: left + width, bottom: top + height };
}

function contains({ left, top, right, bottom }: Box, { x, y }: Point): boolean {
  return left <= x && x <= right && top <= y && y <= bottom;
}
