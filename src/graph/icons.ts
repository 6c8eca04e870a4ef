import { isPart } from './node-types.ts';
import type { PartType } from '../project/pipeline-model/pipeline-model.ts';

/** An icon for each state type: paths in a square of 18, drawn as lines. */
const TYPE_ICONS: Readonly<Record<string, string>> = {
  Task: 'M10 2 4 10.2h4.4L7.6 16l6.4-8.6H9.4z',
  Choice: 'M9 2l7 7-7 7-7-7z',
  Map: 'M9 2l7 3.6-7 3.6-7-3.6z M2 9l7 3.6L16 9 M2 12.6l7 3.6 7-3.6',
  Parallel: 'M4 2.5v13 M9 2.5v13 M14 2.5v13',
  Wait: 'M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2z M9 5v4.2l2.8 1.9',
  Pass: 'M2.5 9h13 M11 4.5 15.5 9 11 13.5',
  Succeed: 'M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2z M5.8 9.2l2.3 2.3 4.2-4.6',
  Fail: 'M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2z M6.4 6.4l5.2 5.2 M11.6 6.4l-5.2 5.2',
};

/** An icon for each part of a pipeline, drawn alike. */
const PART_ICONS: Readonly<Record<PartType, string>> = {
  Bucket: 'M3 4.2h12l-1.6 10.2a1.6 1.6 0 0 1-1.6 1.4H6.2a1.6 1.6 0 0 1-1.6-1.4z M3.6 8.2h10.8',
  Function: 'M3.4 2.6h2.3c.8 0 1.3.4 1.6 1.1l4.9 11c.2.5.6.7 1.1.7h1.5 M8.6 7.6 4.2 15.4',
  Queue: 'M2 5.5h4v7H2z M7.2 5.5h4v7h-4z M12.4 5.5h3.6v7h-3.6z',
  DeadLetterQueue: 'M2 5.5h4v7H2z M7.2 5.5h3v7h-3z M12.2 7l4 4 M16.2 7l-4 4',
  Table: 'M3 4.6a6 2.4 0 0 1 12 0v8.8a6 2.4 0 0 1-12 0z M3 4.6a6 2.4 0 0 0 12 0 M3 9a6 2.4 0 0 0 12 0',
  TableStream:
    'M2.5 5.5c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0 M2.5 9.2c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0 M2.5 12.9c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0',
  Stream:
    'M2.5 5.5c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0 M2.5 9.2c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0 M2.5 12.9c2.2-2 4.3-2 6.5 0s4.3 2 6.5 0',
  Topic: 'M3 7v4h2.4L11 14.4V3.6L5.4 7z M13 6.6a3.4 3.4 0 0 1 0 4.8 M15 4.6a6.2 6.2 0 0 1 0 8.8',
  Rule: 'M3 3h12l-4.6 5.8v5L7.6 15.4V8.8z',
  Schedule: 'M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2z M9 5v4.2l2.8 1.9',
  Pipe: 'M2 6.5h3.4v5H2z M5.4 8h7.2v2H5.4z M12.6 6.5H16v5h-3.4z',
  EventBus: 'M2 9h14 M5 9V4.5 M9 9V4.5 M13 9V4.5 M7 9v4.5 M11 9v4.5',
  StateMachine: 'M6.8 2.4h4.4v3.4H6.8z M2.6 12.2H7v3.4H2.6z M11 12.2h4.4v3.4H11z M9 5.8v3.2 M4.8 12.2V9h8.4v3.2',
  Api: 'M6 4 2 9l4 5 M12 4l4 5-4 5 M10.2 3.4 7.8 14.6',
  Source: 'M2.5 9h9 M8 5l4 4-4 4 M15.5 3.5v11',
};

/** The icon of a state's or a part's type; undefined for one that has none. */
export function iconOf(type: string): string | undefined {
  if (Object.hasOwn(TYPE_ICONS, type)) return TYPE_ICONS[type];
  return isPart(type) ? PART_ICONS[type] : undefined;
}

/** For a missing state, and for a type that is not known. */
export const UNKNOWN_ICON = 'M6 6.4a3 3 0 1 1 4.6 2.6c-1 .6-1.6 1.1-1.6 2.3 M9 14.4v.2';
