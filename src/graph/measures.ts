import type { GraphEdge } from '../protocol/graph.ts';
import { isPart, PART_NAMES } from './node-types.ts';
import { estimateTextWidth, fitText } from './text-width.ts';

/** The picture's measures, in pixels, shared by layout and drawing. */
export const CARD = { height: 52, minWidth: 132, maxWidth: 280, textLeft: 46, padding: 14 } as const;
export const FONT = { name: 13, detail: 11, label: 11 } as const;
export const REGION = { header: 50, maxHeader: 560, padding: 14, branchGap: 14 } as const;
export const TERMINAL = { width: 60, height: 28, dot: 14 } as const;
export const LABEL = { maxWidth: 170, height: 16, padding: 5 } as const;
/** Around the whole picture and inside a scope. */
export const SCOPE_PADDING = 14;

/** Names are semi-bold, which is as wide as a larger size. */
const NAME_SIZE = FONT.name * 1.1;

/** Name and second line as a card or a region's header shows them. */
export interface CardText {
  readonly name: string;
  readonly detail: string;
}

/** The second line: what the state is, then its marks. */
export function detailOf(type: string, marks: readonly string[]): string {
  return [nameOfType(type), ...marks].join(' · ');
}

/** `Lambda function` for a part of a pipeline; a state's type as it is written. */
export function nameOfType(type: string): string {
  return isPart(type) ? PART_NAMES[type] : type;
}

/** The texts of a card, cut to `width`. */
export function fitCardText(name: string, detail: string, width: number): CardText {
  const room = width - CARD.textLeft - CARD.padding;
  return { name: fitText(name, NAME_SIZE, room), detail: fitText(detail, FONT.detail, room) };
}

/** How wide a card or header wants to be for its texts, within the card's bounds. */
export function cardWidth(name: string, detail: string, maxWidth: number = CARD.maxWidth): number {
  const text = Math.max(estimateTextWidth(name, NAME_SIZE), estimateTextWidth(detail, FONT.detail));
  return Math.round(Math.min(maxWidth, Math.max(CARD.minWidth, text + CARD.textLeft + CARD.padding)) / 2) * 2;
}

/** A label as the picture shows it; the whole text is in its title. Of a condition, the end tells most. */
export function shortenLabel(kind: GraphEdge['kind'], label: string): string {
  return fitText(label, FONT.label, LABEL.maxWidth, kind === 'choice' ? 'tail' : 'head');
}

export function labelWidth(kind: GraphEdge['kind'], label: string): number {
  return estimateTextWidth(shortenLabel(kind, label), FONT.label) + 2 * LABEL.padding;
}
