import { escapeToken } from '../../asl/pointer.ts';
import type { PropertyNode, ValueNode } from '../../asl/syntax.ts';
import { propertyOf } from '../../asl/values.ts';
import { referencesIn, type TemplateResource, type TemplateResources } from '../template-resources.ts';
import { partTypeOf } from './part-types.ts';
import type { PartType, PipelineLinkKind, PipelinePart } from './pipeline-model.ts';

/** A line before doubles are put together. */
export interface SketchedLink {
  readonly from: string;
  readonly to: string;
  readonly kind: PipelineLinkKind;
  readonly label: string | undefined;
}

/** What one reader finds: lines, and parts that no resource of their own is (a schedule of a function). */
export interface Sketch {
  readonly links: SketchedLink[];
  readonly parts: PipelinePart[];
}

export function createSketch(): Sketch {
  return { links: [], parts: [] };
}

export function addLink(
  sketch: Sketch,
  from: string | undefined,
  to: string | undefined,
  kind: PipelineLinkKind,
  label?: string,
): void {
  if (from !== undefined && to !== undefined) sketch.links.push({ from, to, kind, label });
}

/**
 * The part that a value names; undefined where it names none of this template. A version or an alias of a function is
 * that function; `GetAtt Table.StreamArn` is the table's stream.
 */
export function partIn(template: TemplateResources, node: ValueNode | undefined): string | undefined {
  return partsIn(template, node)[0];
}

/** The same of a value that names several. */
export function partsIn(template: TemplateResources, node: ValueNode | undefined): string[] {
  return referencesIn(template, node).flatMap(({ logicalId, attribute }) => {
    const resource = template.resources.get(logicalId);
    const part = resource && ownerOf(template, resource);
    if (part === undefined || partTypeOf(part.type) === undefined) return [];
    return [attribute === 'StreamArn' ? streamOf(part) : part.pointer];
  });
}

/** The id of a table's stream. */
export function streamOf({ pointer }: Pick<TemplateResource, 'pointer'>): string {
  return `${pointer}#stream`;
}

function ownerOf(template: TemplateResources, resource: TemplateResource): TemplateResource {
  if (resource.type !== 'AWS::Lambda::Alias' && resource.type !== 'AWS::Lambda::Version') return resource;
  const [reference] = referencesIn(template, propertyOf(resource.properties, 'FunctionName')?.value);
  return (reference && template.resources.get(reference.logicalId)) ?? resource;
}

/** A part for an entry of a resource, such as an event of a SAM function. */
export function partOfEntry(
  entry: PropertyNode,
  parent: string,
  { type, name, marks, notes }: { type: PartType; name: string; marks: readonly string[]; notes: readonly string[] },
): PipelinePart {
  const { key, start, end } = entry;
  const id = `${parent}/${escapeToken(key.value)}`;
  return { id, name, type, marks, notes, nameStart: key.start, nameEnd: key.end, start, end };
}

/** The settings that are there as one label; undefined when none is. */
export function joinMarks(...marks: readonly (string | undefined)[]): string | undefined {
  const given = marks.filter((mark) => mark !== undefined && mark !== '');
  return given.length === 0 ? undefined : given.join(' · ');
}
