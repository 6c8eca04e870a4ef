import type { FormControl, FormField, FormSection } from '../design/form.ts';
import type { Gesture, Slot } from '../design/gesture.ts';
import type { Preset } from '../design/presets.ts';
import { array, boolean, isRecord, nothing, number, object, oneOf, optional, string, type Check } from './check.ts';
import { executionSnapshot } from './execution-checks.ts';
import type { ExecutionSnapshot } from './execution-snapshot.ts';
import { gesture, json, slot } from './gesture-checks.ts';
import type { MessageTable } from './messages.ts';
import { graph, problem, type PreviewUpdate } from './preview.ts';

/** Which fix of which finding: two may have one code and one place, and differ in what they say. */
export interface FixRequest extends Pick<NodeFinding, 'code' | 'pointer' | 'message'> {
  /** Position among the finding's fixes. */
  readonly fix: number;
}

/** What one state is said of: shown on its node. */
export interface NodeFinding {
  /** JSON Pointer of the state that it is shown on; "" for the machine as a whole. */
  readonly node: string;
  /** Of what it is about. */
  readonly pointer: string;
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** Titles of its fixes, in their order: `fix` takes the position. */
  readonly fixes: readonly string[];
  /** Offset of its place in the text. */
  readonly start: number;
}

/** A state's share of what a run costs. */
export interface NodeCost {
  readonly pointer: string;
  /** 0 to 1, of the approach that the definition is. */
  readonly share: number;
  /** `$0.42 a month, 83 % of the estimate`. */
  readonly text: string;
}

/** The workflow as the text is now. Of a text that cannot be read, the last picture of it, with the problems. */
export interface DesignerUpdate extends Omit<PreviewUpdate, 'kind'> {
  /** Why nothing can be changed here (a diff, a file that cannot be written); undefined where it can. */
  readonly readOnly: string | undefined;
  readonly presets: readonly Preset[];
  /** Of the version that was last looked at, until `annotations` bring those of this one; undefined: of none yet. */
  readonly findings: readonly NodeFinding[] | undefined;
  readonly costs: readonly NodeCost[];
}

/** What is said of the states of a version. It comes after the picture, which does not wait for it. */
export interface DesignerAnnotations {
  readonly documentVersion: number;
  readonly findings: readonly NodeFinding[];
  readonly costs: readonly NodeCost[];
}

/** What became of a gesture. */
export interface GestureAnswer {
  /** Why nothing was done, in one line. */
  readonly refused: string | undefined;
  /** JSON Pointer of the state to look at. */
  readonly select: string | undefined;
  /** What else was done, to be told. */
  readonly says: string | undefined;
  /** The version of the document that has it; undefined where the text was left as it is. */
  readonly documentVersion: number | undefined;
}

/** The form of the selected state. */
export interface StateForm {
  readonly pointer: string;
  readonly name: string;
  readonly type: string;
  readonly queryLanguage: 'JSONPath' | 'JSONata';
  readonly sections: readonly FormSection[];
  /** The states that a transition of it can name. */
  readonly targets: readonly string[];
}

/** One suggestion for an expression. */
export interface Suggestion {
  readonly label: string;
  readonly insert: string;
  /** Where in the text what it replaces begins; it ends at the cursor. */
  readonly start: number;
  readonly about: string;
}

/** What an expression gives on the sample input; texts are JSON. */
export interface ExpressionResult {
  readonly value: string | undefined;
  readonly error: string | undefined;
}

/** What lies under a prefix of a bucket. */
export interface BucketListing {
  readonly bucket: string;
  readonly prefix: string;
  readonly folders: readonly string[];
  readonly objects: readonly { readonly key: string; readonly size: number }[];
  readonly truncated: boolean;
}

/** The first items that a reader gives, as JSON texts. */
export interface FirstItems {
  readonly items: readonly string[];
}

const control: Check<FormControl> = (value, at) =>
  isRecord(value) && typeof value.kind === 'string' ? undefined : `${at} is no control`;

const field = object<FormField>({
  key: string,
  about: string,
  page: string,
  required: boolean,
  control,
  isSet: boolean,
  value: optional(json),
  fallback: optional(string),
  substituted: boolean,
});

const section = object<FormSection>({
  title: string,
  pointer: string,
  depth: number,
  fields: array(field),
  missing: array(object<FormSection['missing'][number]>({ key: string, about: string })),
  isPart: boolean,
  isOptional: boolean,
});

const form = object<StateForm>({
  pointer: string,
  name: string,
  type: string,
  queryLanguage: oneOf('JSONPath', 'JSONata'),
  sections: array(section),
  targets: array(string),
});

const findings = array(
  object<NodeFinding>({
    node: string,
    pointer: string,
    code: string,
    severity: oneOf('error', 'warning', 'info'),
    message: string,
    fixes: array(string),
    start: number,
  }),
);
const costs = array(object<NodeCost>({ pointer: string, share: number, text: string }));

const update: Check<DesignerUpdate> = object<DesignerUpdate>({
  documentVersion: number,
  title: string,
  graph: optional(graph),
  stale: boolean,
  problems: array(problem),
  readOnly: optional(string),
  presets: array(object<Preset>({ id: string, type: string, about: string })),
  findings: optional(findings),
  costs,
});

const answer = object<GestureAnswer>({
  refused: optional(string),
  select: optional(string),
  says: optional(string),
  documentVersion: optional(number),
});

/** A command on the version of the document that the page has seen: an older one is refused. */
const onVersion = { documentVersion: number };

/** Host → page. */
export const DESIGNER_HOST_MESSAGES = {
  requests: {},
  events: {
    update,
    annotations: object<DesignerAnnotations>({ documentVersion: number, findings, costs }),
    /** The state that the text cursor is in, by JSON Pointer. */
    select: object<{ pointer: string | undefined }>({ pointer: optional(string) }),
    /** What an execution has done so far; none takes the counts away. */
    snapshot: object<{ snapshot: ExecutionSnapshot | undefined }>({ snapshot: optional(executionSnapshot) }),
  },
} satisfies MessageTable;

/** Page → host. */
export const DESIGNER_PAGE_MESSAGES = {
  requests: {
    /** The page listens now: send it everything. `collapsed`: the regions that it has closed, by pointer. */
    ready: { params: object<{ collapsed: readonly string[] }>({ collapsed: array(string) }), result: nothing },
    collapse: { params: object<{ collapsed: readonly string[] }>({ collapsed: array(string) }), result: nothing },
    gesture: {
      params: object<{ documentVersion: number; gesture: Gesture }>({ ...onVersion, gesture }),
      result: answer,
    },
    /** Inserts a preset of the palette; without a slot, into a text that holds no machine yet. */
    insertPreset: {
      params: object<{ documentVersion: number; preset: string; at: Slot | undefined }>({
        ...onVersion,
        preset: string,
        at: optional(slot),
      }),
      result: answer,
    },
    /** Puts states into the clipboard as ASL text. */
    copy: { params: object<{ states: readonly string[] }>({ states: array(string) }), result: answer },
    /** Inserts what the clipboard holds. */
    paste: {
      params: object<{ documentVersion: number; at: Slot | undefined }>({ ...onVersion, at: optional(slot) }),
      result: answer,
    },
    /** Makes a fix of a finding. */
    fix: {
      params: object<{ documentVersion: number } & FixRequest>({
        ...onVersion,
        code: string,
        pointer: string,
        message: string,
        fix: number,
      }),
      result: answer,
    },
    /** Each answers with the version of the text afterwards: the same where there was nothing to undo. */
    undo: { params: nothing, result: object<{ documentVersion: number }>({ documentVersion: number }) },
    redo: { params: nothing, result: object<{ documentVersion: number }>({ documentVersion: number }) },
    form: { params: object<{ pointer: string }>({ pointer: string }), result: optional(form) },
    /** Completions of an expression that is the value of a key of the object at a pointer, for a cursor at `offset` of `text`. */
    suggest: {
      params: object<{ object: string; key: string; text: string; offset: number }>({
        object: string,
        key: string,
        text: string,
        offset: number,
      }),
      result: array(object<Suggestion>({ label: string, insert: string, start: number, about: string })),
    },
    /** What an expression in a state (by pointer) gives; `input` is a JSON text. */
    evaluate: {
      params: object<{ pointer: string; text: string; input: string }>({
        pointer: string,
        text: string,
        input: string,
      }),
      result: object<ExpressionResult>({ value: optional(string), error: optional(string) }),
    },
    /** The buckets of the project (folders) when no bucket is given, else what lies under a prefix. */
    browse: {
      params: object<{ bucket: string; prefix: string }>({ bucket: string, prefix: string }),
      result: object<BucketListing>({
        bucket: string,
        prefix: string,
        folders: array(string),
        objects: array(object<{ key: string; size: number }>({ key: string, size: number })),
        truncated: boolean,
      }),
    },
    /** The first items that the ItemReader of the Map at a pointer gives. */
    firstItems: {
      params: object<{ pointer: string }>({ pointer: string }),
      result: object<FirstItems>({ items: array(string) }),
    },
    /** Shows the state's place in the text, which gets the focus where it is asked for. */
    reveal: {
      params: object<{ pointer: string; focus: boolean }>({ pointer: string, focus: boolean }),
      result: nothing,
    },
    revealProblem: { params: object<{ start: number }>({ start: number }), result: nothing },
    /** Saves a picture; `data` is base64 of a PNG, which only a page can draw. */
    export: {
      params: object<{ format: 'svg' | 'png' | 'mermaid'; data: string | undefined }>({
        format: oneOf('svg', 'png', 'mermaid'),
        data: optional(string),
      }),
      result: nothing,
    },
  },
  events: {},
} satisfies MessageTable;
