/** What a part of a pipeline is, in the words of its picture. */
export type PartType =
  | 'Bucket'
  | 'Function'
  | 'Queue'
  | 'DeadLetterQueue'
  | 'Table'
  | 'TableStream'
  | 'Stream'
  | 'Topic'
  | 'Rule'
  | 'Schedule'
  | 'Pipe'
  | 'EventBus'
  | 'StateMachine'
  | 'Api'
  | 'Source';

/** A resource that passes work on, or what starts one (a schedule, a route of an API). */
export interface PipelinePart {
  /** JSON Pointer of the resource, or of the event that a SAM resource declares; `…#stream` for a table's stream. */
  readonly id: string;
  /** The logical id as in the template. */
  readonly name: string;
  readonly type: PartType;
  /** Settings short enough to stand on its card, most telling first: `60 s`, `512 MB`. */
  readonly marks: readonly string[];
  /** All settings that matter, in words. */
  readonly notes: readonly string[];
  /** Its logical id, or the key of its event, in the text. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** All of it in the text. */
  readonly start: number;
  readonly end: number;
}

/**
 * How work gets from one part to another: the service invokes the target by itself (`event`), a permission lets a
 * function send to it (`send`), write it (`write`) or read from it (`read`), a message goes there when it failed
 * (`failure`), or a function only has its name in a variable and its permissions are not in the template (`use`).
 */
export type PipelineLinkKind = 'event' | 'send' | 'write' | 'read' | 'failure' | 'use';

export interface PipelineLink {
  /** Ids of parts. */
  readonly from: string;
  readonly to: string;
  readonly kind: PipelineLinkKind;
  /** Settings short enough for the line: `batch 10 · max 100`. */
  readonly label: string | undefined;
}

/** A pipeline as its template tells it: only what is written there. Parts in the order of the text. */
export interface PipelineModel {
  readonly parts: readonly PipelinePart[];
  readonly links: readonly PipelineLink[];
}
