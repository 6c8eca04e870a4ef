import type { Change } from '../../asl/changes.ts';
import type { Spot } from '../report.ts';
import type { TemplateResource } from './template-tree.ts';

/** A bucket that starts work for objects that are put into it. */
export interface Trigger {
  /** Its name, expanded. */
  readonly bucket: string;
  /** What keys begin with; "" for all; undefined where the template does not tell, or tells of an ending too. */
  readonly prefix: string | undefined;
  readonly spot: Spot;
  readonly target: TemplateResource | undefined;
  /** Narrows it, where nothing does yet. */
  readonly narrow: ((prefix: string) => Change) | undefined;
}
