/** What VS Code keeps of the page while it is hidden, and over a reload of the window. */
export interface KeptState {
  readonly viewport: { readonly x: number; readonly y: number; readonly zoom: number } | undefined;
  readonly collapsed: readonly string[];
  readonly selected: string | undefined;
  readonly sample: string;
  /** Whether the palette is shown; undefined: where there is room for it. */
  readonly sidebar: boolean | undefined;
}

const MIN_ZOOM = 0.05;
const MAX_ZOOM = 4;

/** Reads what was kept; whatever does not fit is as if nobody had kept it. */
export function readKeptState(value: unknown): KeptState {
  const kept = typeof value === 'object' && value !== null ? (value as Partial<Record<keyof KeptState, unknown>>) : {};
  const { collapsed, selected, sample, sidebar } = kept;
  return {
    viewport: readViewport(kept.viewport),
    collapsed: Array.isArray(collapsed) ? collapsed.filter((each) => typeof each === 'string') : [],
    selected: typeof selected === 'string' ? selected : undefined,
    sample: typeof sample === 'string' ? sample : '',
    sidebar: typeof sidebar === 'boolean' ? sidebar : undefined,
  };
}

function readViewport(value: unknown): KeptState['viewport'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { x, y, zoom } = value as Partial<Record<'x' | 'y' | 'zoom', unknown>>;
  const isNumber = (each: unknown): each is number => typeof each === 'number' && Number.isFinite(each);
  return isNumber(x) && isNumber(y) && isNumber(zoom)
    ? { x, y, zoom: Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom)) }
    : undefined;
}
