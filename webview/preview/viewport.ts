/** Where the reader is in the picture; kept with setState. */
export interface ViewportState {
  readonly zoom: number;
  readonly left: number;
  readonly top: number;
}

const MIN_ZOOM = 0.1;
const MAX_ZOOM = 4;
/** A picture that is this small at least when all of it is seen is shown so first: nothing of it is out of sight. */
const SMALLEST_WHOLE_ZOOM = 0.5;
/** Below this a larger one is scrolled rather than made smaller: names have to be readable. */
const SMALLEST_PART_ZOOM = 0.7;
const STEP = 1.2;
/** Pixels that a pressed pointer may move before that is panning and no click. */
const PAN_THRESHOLD = 4;
const MARGIN = 24;

/** Reads what setState kept; undefined for anything else. */
export function readViewportState(value: unknown): ViewportState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { zoom, left, top } = value as Partial<Record<keyof ViewportState, unknown>>;
  return typeof zoom === 'number' && typeof left === 'number' && typeof top === 'number' && zoom >= MIN_ZOOM
    ? { zoom: Math.min(MAX_ZOOM, zoom), left, top }
    : undefined;
}

/**
 * Zoom and scroll of a picture in a scrolling element: the browser's own scrolling, so that wheel, touch and scroll
 * bars work as everywhere; Ctrl with the wheel (or a pinch) zooms around the pointer; dragging pans.
 */
export class Viewport {
  readonly #canvas: HTMLElement;
  readonly #onChange: (state: ViewportState) => void;
  #size = { width: 0, height: 0 };
  #zoom = 1;
  #placed = false;
  #panned = false;

  constructor(canvas: HTMLElement, onChange: (state: ViewportState) => void) {
    this.#canvas = canvas;
    this.#onChange = onChange;
    canvas.addEventListener('scroll', () => this.#changed(), { passive: true });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('pointerdown', (event) => this.#pan(event));
  }

  get zoom(): number {
    return this.#zoom;
  }

  /** True right after the pointer has dragged the picture: the click that ends it means nothing. */
  get hasPanned(): boolean {
    return this.#panned;
  }

  /** A picture of this size is there now. The first is fitted; after that zoom and scroll stay. */
  setSize(width: number, height: number, kept: ViewportState | undefined): void {
    this.#size = { width, height };
    if (this.#placed) {
      this.#apply();
      return;
    }
    this.#placed = true;
    this.#zoom = kept?.zoom ?? this.#firstZoom();
    this.#apply();
    if (kept) this.#canvas.scrollTo(kept.left, kept.top);
    else this.#canvas.scrollTo((this.#canvas.scrollWidth - this.#canvas.clientWidth) / 2, 0);
    this.#changed();
  }

  zoomIn(): void {
    this.#zoomTo(this.#zoom * STEP);
  }

  zoomOut(): void {
    this.#zoomTo(this.#zoom / STEP);
  }

  reset(): void {
    this.#zoomTo(1);
  }

  fit(): void {
    const { width, height } = this.#fitting();
    this.#zoomTo(Math.min(width, height));
  }

  /** Scrolls just as far as it takes to see an element. */
  show(element: Element): void {
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: calm ? 'auto' : 'smooth' });
  }

  #firstZoom(): number {
    const { width, height } = this.#fitting();
    const whole = Math.min(1, width, height);
    return whole >= SMALLEST_WHOLE_ZOOM ? whole : Math.max(SMALLEST_PART_ZOOM, Math.min(1, width));
  }

  /** The zooms at which the picture is as wide, and as high, as what is seen of it. */
  #fitting(): { readonly width: number; readonly height: number } {
    const { clientWidth, clientHeight } = this.#canvas;
    if (this.#size.width === 0 || clientWidth === 0) return { width: 1, height: 1 };
    return { width: (clientWidth - MARGIN) / this.#size.width, height: (clientHeight - MARGIN) / this.#size.height };
  }

  /** Keeps the point at `x`, `y` of the canvas (its middle, unless said) where it is. */
  #zoomTo(zoom: number, x = this.#canvas.clientWidth / 2, y = this.#canvas.clientHeight / 2): void {
    const canvas = this.#canvas;
    const before = this.#zoom;
    this.#zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
    const ratio = this.#zoom / before;
    const left = (canvas.scrollLeft + x) * ratio - x;
    const top = (canvas.scrollTop + y) * ratio - y;
    this.#apply();
    canvas.scrollTo(left, top);
    this.#changed();
  }

  #apply(): void {
    const svg = this.#canvas.querySelector('svg');
    svg?.setAttribute('width', String(this.#size.width * this.#zoom));
    svg?.setAttribute('height', String(this.#size.height * this.#zoom));
  }

  #changed(): void {
    if (this.#placed) this.#onChange({ zoom: this.#zoom, left: this.#canvas.scrollLeft, top: this.#canvas.scrollTop });
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = this.#canvas.getBoundingClientRect();
    this.#zoomTo(this.#zoom * Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
  }

  #pan(down: PointerEvent): void {
    if (down.button !== 0) return;
    this.#panned = false;
    const canvas = this.#canvas;
    const from = { left: canvas.scrollLeft, top: canvas.scrollTop };
    const move = (event: PointerEvent): void => {
      const x = event.clientX - down.clientX;
      const y = event.clientY - down.clientY;
      if (!this.#panned && Math.hypot(x, y) < PAN_THRESHOLD) return;
      this.#panned = true;
      canvas.classList.add('panning');
      canvas.scrollTo(from.left - x, from.top - y);
    };
    const end = (): void => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      canvas.classList.remove('panning');
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  }
}
