import type { ValueNode } from '../../asl/syntax.ts';
import { propertyOf } from '../../asl/values.ts';
import { propertyAt, readResources, type TemplateResource, type TemplateResources } from '../template-resources.ts';
import { describePart } from './part-settings.ts';
import { partTypeOf } from './part-types.ts';
import { findAttached, readPermissions, type Permissions, type TypeOf } from './permissions.ts';
import type { PartType, PipelineLink, PipelineModel, PipelinePart } from './pipeline-model.ts';
import { readResourceEvents } from './resource-events.ts';
import { addLink, createSketch, partsIn, streamOf, type Sketch, type SketchedLink } from './sketch.ts';

/**
 * The pipeline of a SAM or CloudFormation template: what passes work on, and how, as far as the template says it.
 * Never throws; a text that is no template gives nothing.
 */
export function readPipeline(root: ValueNode | undefined): PipelineModel {
  const template = readResources(root);
  const sketch = createSketch();
  const resources = [...template.resources.values()].filter(({ type }) => partTypeOf(type) !== undefined);
  for (const resource of template.resources.values()) readResourceEvents(template, resource, sketch);
  const types = new Map(resources.map(({ pointer, type }) => [pointer, partTypeOf(type)]));
  const typeOf: TypeOf = (id) => types.get(id);
  const dead = new Set(
    sketch.links.flatMap(({ from, to, kind }) => (kind === 'failure' && typeOf(from) === 'Queue' ? [to] : [])),
  );
  const attached = findAttached(template);
  for (const resource of resources) {
    const permissions = isActor(typeOf(resource.pointer)) && readPermissions(template, resource, attached, typeOf);
    if (permissions) readAccess(template, resource, permissions, typeOf, sketch);
  }
  addStreams(template, sketch);
  const parts = resources.map((resource) => partOf(template, resource, dead));
  const all = [...parts, ...sketch.parts].sort((a, b) => a.nameStart - b.nameStart);
  return { parts: all, links: mergeLinks(sketch.links) };
}

function partOf(template: TemplateResources, resource: TemplateResource, dead: ReadonlySet<string>): PipelinePart {
  const { pointer, logicalId, key, start, end } = resource;
  const plain = partTypeOf(resource.type) ?? 'Source';
  const type = plain === 'Queue' && dead.has(pointer) ? 'DeadLetterQueue' : plain;
  const settings = describePart(template, resource, type);
  return { id: pointer, name: logicalId, type, ...settings, nameStart: key.start, nameEnd: key.end, start, end };
}

/** What has permissions of its own. */
function isActor(type: PartType | undefined): boolean {
  return type === 'Function' || type === 'StateMachine';
}

/** What a function or a state machine sends to, writes and reads. */
function readAccess(
  template: TemplateResources,
  owner: TemplateResource,
  { grants, whole }: Permissions,
  typeOf: TypeOf,
  sketch: Sketch,
): void {
  const own = owner.pointer;
  const type = typeOf(own);
  for (const { part, verb } of grants)
    if (verb === 'read') addLink(sketch, part, own, 'read');
    else addLink(sketch, own, part, verb);
  const { properties } = owner;
  if (type === 'StateMachine')
    for (const field of ['Definition', 'DefinitionString', 'DefinitionSubstitutions'])
      for (const part of partsIn(template, propertyOf(properties, field)?.value)) {
        if (isActor(typeOf(part))) addLink(sketch, own, part, 'send');
        else if (!whole) addLink(sketch, own, part, 'use');
      }
  // Variables of Globals are every function's, so that they tell nothing of one.
  if (type === 'Function' && !whole)
    for (const part of partsIn(template, propertyOf(propertyOf(properties, 'Environment')?.value, 'Variables')?.value))
      addLink(sketch, own, part, 'use');
}

/** A table with a stream that somebody reads: the stream stands between them. */
function addStreams(template: TemplateResources, sketch: Sketch): void {
  const used = new Set(sketch.links.flatMap(({ from, to }) => [from, to]));
  for (const table of template.resources.values()) {
    const id = streamOf(table);
    if (!used.has(id)) continue;
    const property = table.properties && propertyOf(table.properties, 'StreamSpecification');
    const view = propertyAt(template, table, 'StreamSpecification', 'StreamViewType');
    const marks = view?.kind === 'string' ? [view.value] : [];
    const { key, start, end } = property ?? table;
    sketch.parts.push({
      id,
      name: `${table.logicalId} stream`,
      type: 'TableStream',
      marks,
      notes: marks,
      nameStart: key.start,
      nameEnd: key.end,
      start,
      end,
    });
    addLink(sketch, table.pointer, id, 'event');
  }
}

/** From strong to weak evidence. */
const STRENGTH: readonly PipelineLink['kind'][] = ['event', 'failure', 'send', 'write', 'read', 'use'];

/**
 * One line between two parts in one direction: the strongest, with all labels of its kind. What a stronger line between
 * them goes without saying is left out: a function may read the queue that invokes it, and what it writes.
 */
function mergeLinks(links: readonly SketchedLink[]): PipelineLink[] {
  const merged = new Map<string, { link: SketchedLink; labels: Set<string> }>();
  const keyOf = (from: string, to: string): string => `${from} ${to}`;
  for (const kind of STRENGTH)
    for (const link of links) {
      if (link.kind !== kind || (link.from === link.to && kind !== 'send')) continue;
      const back = merged.get(keyOf(link.to, link.from))?.link;
      if (back !== undefined && (kind === 'read' || kind === 'use')) continue;
      const key = keyOf(link.from, link.to);
      const entry = merged.get(key) ?? { link, labels: new Set<string>() };
      if (entry.link.kind === kind && link.label !== undefined) entry.labels.add(link.label);
      merged.set(key, entry);
    }
  return [...merged.values()].map(({ link: { from, to, kind }, labels }) => ({
    from,
    to,
    kind,
    label: labels.size === 0 ? undefined : [...labels].join(', '),
  }));
}
