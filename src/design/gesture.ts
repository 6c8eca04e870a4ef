import type { QueryLanguage } from '../asl/definition.ts';
import type { JsonValue, JsonObject } from '../asl/json.ts';
import type { TextEdit } from '../asl/syntax.ts';

/**
 * Where something is put into a flow: on transitions that name one target (`StartAt` is one), after a state that ends
 * its scope, or into a scope that has no state yet. JSON Pointers.
 */
export type Slot =
  { readonly transitions: readonly string[] } | { readonly after: string } | { readonly scope: string };

/**
 * States that go somewhere as a whole, in the shape of a scope. A jump to a name that is not among them leaves the
 * fragment, as `End` does.
 */
export interface Fragment {
  /** Of its states that say none themselves; undefined where the text that it is from did not say. */
  readonly QueryLanguage?: QueryLanguage | undefined;
  readonly StartAt: string;
  readonly States: JsonObject;
}

/** One thing that somebody does to a workflow: one step to undo. Pointers are those of states, unless said. */
export type Gesture =
  | { readonly kind: 'insert'; readonly at: Slot; readonly fragment: Fragment }
  | { readonly kind: 'connect'; readonly from: string; readonly to: string }
  /** Leads transitions to another state; without `to`, to the end of their scope. */
  | { readonly kind: 'reconnect'; readonly transitions: readonly string[]; readonly to?: string | undefined }
  | { readonly kind: 'remove'; readonly states: readonly string[] }
  | { readonly kind: 'duplicate'; readonly states: readonly string[] }
  | { readonly kind: 'rename'; readonly state: string; readonly name: string }
  | { readonly kind: 'wrap'; readonly states: readonly string[]; readonly into: 'Map' | 'Parallel' }
  | { readonly kind: 'unwrap'; readonly state: string }
  | { readonly kind: 'set-mode'; readonly state: string; readonly mode: 'INLINE' | 'DISTRIBUTED' }
  | { readonly kind: 'add-part'; readonly state: string; readonly part: Part }
  /** Pointers of branches, choice rules, catchers or retriers. */
  | { readonly kind: 'remove-parts'; readonly parts: readonly string[] }
  /** Pointer of a part; it changes places with the one before (−1) or after (1). */
  | { readonly kind: 'move-part'; readonly part: string; readonly by: -1 | 1 }
  /** Pointer of an object; without a value the property goes. */
  | {
      readonly kind: 'set-property';
      readonly object: string;
      readonly key: string;
      readonly value?: JsonValue | undefined;
    }
  /** Properties that belong together, also of several objects. */
  | { readonly kind: 'set-properties'; readonly properties: readonly Property[] }
  /** A machine in a text that holds none yet. */
  | { readonly kind: 'begin'; readonly fragment: Fragment };

/** A property of the object at a pointer; without a value it goes. */
export interface Property {
  readonly object: string;
  readonly key: string;
  readonly value?: JsonValue | undefined;
}

export type Part = 'branch' | 'rule' | 'catcher' | 'retrier';

/** The edits of a gesture, or one line that says why there are none. */
export type GesturePlan =
  | {
      readonly edits: readonly TextEdit[];
      /** The state to look at afterwards. */
      readonly select: string | undefined;
      /** What the gesture does besides what was asked for, in one sentence. */
      readonly says: string | undefined;
    }
  | { readonly refused: string };
