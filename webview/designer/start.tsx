import { useMemo, type ReactNode } from 'react';
import { insertPreset } from './commands.ts';
import { isEditable, useDesigner } from './designer-context.ts';
import { isGiven } from './given.ts';
import { presetItems } from './palette.tsx';
import { PickList } from './pick-list.tsx';

/** What there is to see of a text without a workflow: the states that one may begin with, where it is blank. */
export function Start(): ReactNode {
  const designer = useDesigner();
  const { state } = designer;
  const { update } = state;
  const presets = update?.presets;
  const items = useMemo(() => presetItems(presets ?? []), [presets]);
  if (!isGiven(update?.graph) || !isEditable(state))
    return (
      <p className="empty">
        There is nothing to draw yet: a definition is an object with StartAt and States. Write it in the text, and the
        picture follows.
      </p>
    );
  return (
    <section className="start fanout-graph" aria-label="Begin">
      <h2>Begin with a state</h2>
      <p>
        The file is blank. Choose the first state of the workflow: it is written into the text, ready to be changed.
      </p>
      <PickList
        label="Find a state to begin with"
        items={items}
        empty="Nothing is called so."
        autoFocus
        onPick={(preset) => insertPreset(designer, preset)}
      />
    </section>
  );
}
