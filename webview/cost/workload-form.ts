import type { AssumptionRow } from '../../src/protocol/cost-view.ts';
import type { WorkloadValue } from '../../src/protocol/cost-page.ts';
import { build } from '../dom.ts';

type NumberRow = Extract<AssumptionRow, { kind: 'number' }>;

const GROUPS: Readonly<Record<AssumptionRow['group'], string>> = {
  load: 'Load',
  work: 'Work',
  functions: 'Functions',
  failures: 'Failures',
  bill: 'Bill',
};

const ORIGINS: Readonly<Record<AssumptionRow['from'], string>> = {
  given: 'changed here',
  run: 'measured',
  data: 'counted',
  template: 'template',
  project: 'fanout.json',
  definition: 'definition',
  default: 'assumed',
};

/** Steps of a slider on a log scale: an arrow key moves by about one in a hundred of a decade or two. */
const STEPS = 1000;

/** The workload as a form: for each number a slider and a field beside it. */
export interface WorkloadForm {
  readonly element: HTMLElement;
  /** Brings the form up to date with an estimate; what is being moved or typed in is left alone. */
  show(rows: readonly AssumptionRow[]): void;
}

/** `change` is told each value that the user sets; undefined takes back what was set here. */
export function createWorkloadForm(change: (field: string, value: WorkloadValue | undefined) => void): WorkloadForm {
  const element = build('form', { class: 'workload', 'aria-label': 'Workload' });
  element.addEventListener('submit', (event) => event.preventDefault());
  const controls = new Map<string, Control>();
  let shown = '';
  return {
    element,
    show(rows) {
      // Only a field more or less makes it anew: the focus stays where it is.
      const fields = rows.map(({ field, kind }) => `${field} ${kind}`).join();
      if (fields !== shown) {
        controls.clear();
        for (const row of rows) controls.set(row.field, createControl(row, change));
        element.replaceChildren(...groupControls(rows, controls));
        shown = fields;
      }
      for (const row of rows) controls.get(row.field)?.show(row);
    },
  };
}

function groupControls(rows: readonly AssumptionRow[], controls: ReadonlyMap<string, Control>): HTMLElement[] {
  return Object.entries(GROUPS).flatMap(([group, title], index) => {
    const members = rows.filter((row) => row.group === group);
    if (members.length === 0) return [];
    const body = members.flatMap(({ field }) => controls.get(field)?.element ?? []);
    const details = build('details', {}, build('summary', {}, title), ...body);
    details.open = index < 2;
    return [details];
  });
}

interface Control {
  readonly element: HTMLElement;
  show(row: AssumptionRow): void;
}

function createControl(row: AssumptionRow, change: (field: string, value: WorkloadValue | undefined) => void): Control {
  const { field } = row;
  const origin = build('span', { class: 'origin' });
  const reset = build('button', { type: 'button', class: 'link', hidden: '' }, 'Reset');
  reset.setAttribute('aria-label', `Reset ${row.label}`);
  reset.addEventListener('click', () => {
    change(field, undefined);
    element.querySelector<HTMLElement>('input, select')?.focus();
  });
  const set = (value: WorkloadValue): void => change(field, value);
  const inner =
    row.kind === 'number'
      ? numberControl(row, set)
      : row.kind === 'choice'
        ? choiceControl(row, set)
        : flagControl(row, set);
  const element = build(
    'div',
    { class: `control control-${row.kind}`, title: row.meaning },
    build('label', { for: `value-${field}` }, row.label),
    build('span', { class: 'aside' }, origin, reset),
    ...inner.elements,
  );
  return {
    element,
    show(now) {
      origin.textContent = ORIGINS[now.from];
      reset.hidden = now.from !== 'given';
      inner.show(now);
    },
  };
}

interface InnerControl {
  readonly elements: readonly HTMLElement[];
  show(row: AssumptionRow): void;
}

function numberControl(row: NumberRow, set: (value: number) => void): InnerControl {
  const { slider, min, max, whole } = row;
  const isLog = slider.scale === 'log';
  const range = build('input', {
    type: 'range',
    id: `slider-${row.field}`,
    'aria-label': `${row.label}, slider`,
    min: isLog ? '0' : String(slider.least),
    max: isLog ? String(STEPS) : String(slider.most),
    step: isLog ? '1' : String(slider.step),
  });
  const input = build('input', {
    type: 'number',
    id: `value-${row.field}`,
    min: String(min),
    max: String(max),
    step: whole ? '1' : 'any',
    'aria-describedby': `unit-${row.field}`,
  });
  const unit = build('span', { class: 'unit', id: `unit-${row.field}` }, row.unit);
  const toValue = (place: number): number => {
    if (!isLog) return place;
    const value = slider.least * (slider.most / slider.least) ** (place / STEPS);
    const rounded = Number(value.toPrecision(2));
    return whole ? Math.max(min, Math.round(rounded)) : rounded;
  };
  const toPlace = (value: number): number => {
    if (!isLog) return value;
    const within = Math.min(slider.most, Math.max(slider.least, value));
    return Math.round((STEPS * Math.log(within / slider.least)) / Math.log(slider.most / slider.least));
  };
  const say = (value: number): void =>
    range.setAttribute('aria-valuetext', `${value.toLocaleString('en-US')} ${row.unit}`);
  let place = -1;
  range.addEventListener('input', () => {
    place = range.valueAsNumber;
    const value = toValue(place);
    input.value = String(value);
    say(value);
    set(value);
  });
  input.addEventListener('change', () => {
    if (!input.reportValidity() || input.value === '') return;
    set(input.valueAsNumber);
  });
  return {
    elements: [range, build('span', { class: 'exact' }, input, unit)],
    show(now) {
      if (now.kind !== 'number') return;
      if (document.activeElement !== input) input.value = String(now.value);
      // Where the slider was put to this value, it stays: two places can round to the same number.
      if (place < 0 || toValue(place) !== now.value) place = toPlace(now.value);
      range.value = String(place);
      say(now.value);
    },
  };
}

function choiceControl(row: Extract<AssumptionRow, { kind: 'choice' }>, set: (value: string) => void): InnerControl {
  const select = build(
    'select',
    { id: `value-${row.field}` },
    ...row.choices.map((choice) => build('option', { value: choice }, choice)),
  );
  select.addEventListener('change', () => set(select.value));
  return {
    elements: [select],
    show(now) {
      if (now.kind === 'choice') select.value = now.value;
    },
  };
}

function flagControl(row: Extract<AssumptionRow, { kind: 'boolean' }>, set: (value: boolean) => void): InnerControl {
  const box = build('input', { type: 'checkbox', id: `value-${row.field}` });
  box.addEventListener('change', () => set(box.checked));
  return {
    elements: [box],
    show(now) {
      if (now.kind === 'boolean') box.checked = now.value;
    },
  };
}
