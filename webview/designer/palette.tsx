import { useMemo, type ReactNode } from 'react';
import { iconOf, UNKNOWN_ICON } from '../../src/graph/icons.ts';
import type { Slot } from '../../src/design/gesture.ts';
import type { Preset } from '../../src/design/presets.ts';
import { insertPreset } from './commands.ts';
import { isEditable, useDesigner, type Designer } from './designer-context.ts';
import { startDrag } from './drag.ts';
import { Icon } from './drawn.tsx';
import { PickList, type PickItem } from './pick-list.tsx';

export function presetItems(presets: readonly Preset[]): PickItem[] {
  return presets.map(({ id, type, about }) => ({
    id,
    label: id,
    about,
    className: `type-${type}`,
    icon: (
      <span className="tile">
        <Icon path={iconOf(type) ?? UNKNOWN_ICON} />
      </span>
    ),
  }));
}

/** What can be put into the workflow: dragged onto a line, or taken with Enter for where the selection is. */
export function Palette(): ReactNode {
  const designer = useDesigner();
  const { update } = designer.state;
  const presets = update?.presets;
  const items = useMemo(() => presetItems(presets ?? []), [presets]);
  return (
    <section className="palette fanout-graph" aria-label="States to insert">
      <h2>Insert</h2>
      <PickList
        label="Find a state to insert"
        items={items}
        empty="Nothing is called so."
        onPick={(preset) => insertPreset(designer, preset)}
        onPress={(event, { id, label }) => {
          if (event.button === 0 && isEditable(designer.state)) dragPreset(event, id, label, designer);
        }}
      />
      <p className="palette-help">Drag onto a line, or press Enter to insert after what is selected.</p>
    </section>
  );
}

function dragPreset(event: React.PointerEvent, preset: string, label: string, designer: Designer): void {
  const { picture } = designer.state;
  const slotAt = (target: Element): Slot | undefined => {
    const line = target.getAttribute('data-line');
    if (line !== null) return picture?.lines.get(line)?.slot;
    // The end of a scope takes what is dropped on it when one line leads there.
    const arriving = picture?.arriving.get(target.getAttribute('data-frame') ?? '') ?? [];
    return arriving.length === 1 ? arriving[0]?.slot : undefined;
  };
  startDrag(event, {
    ghost: { text: label },
    className: 'dragging-preset',
    findTarget: (under) =>
      under
        .flatMap((each) => each.closest('.line-group, .node-frame[data-frame$="#end"]') ?? [])
        .find((each) => slotAt(each) !== undefined),
    drop: (target) => {
      const slot = slotAt(target);
      if (slot !== undefined) insertPreset(designer, preset, slot);
    },
  });
}
