import type { ObjectNode, PropertyNode } from './syntax.ts';

/** Up to this many, looking at each is as fast as a map of them, and takes a twentieth of its room. */
const FEW = 16;

/** The properties of an object by key, in the order of the text; of a key that is written twice, the first. */
export function keyProperties(node: ObjectNode | undefined): ReadonlyMap<string, PropertyNode> {
  const properties = node?.properties ?? [];
  if (properties.length <= FEW) return new FewProperties(properties);
  const first = new Map<string, PropertyNode>();
  for (const property of properties) if (!first.has(property.key.value)) first.set(property.key.value, property);
  return first;
}

class FewProperties implements ReadonlyMap<string, PropertyNode> {
  readonly #properties: readonly PropertyNode[];

  constructor(properties: readonly PropertyNode[]) {
    this.#properties = properties;
  }

  get size(): number {
    return [...this.values()].length;
  }

  get(name: string): PropertyNode | undefined {
    for (const property of this.#properties) if (property.key.value === name) return property;
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *values(): MapIterator<PropertyNode> {
    for (const property of this.#properties) if (this.get(property.key.value) === property) yield property;
  }

  *keys(): MapIterator<string> {
    for (const { key } of this.values()) yield key.value;
  }

  *entries(): MapIterator<[string, PropertyNode]> {
    for (const property of this.values()) yield [property.key.value, property];
  }

  [Symbol.iterator](): MapIterator<[string, PropertyNode]> {
    return this.entries();
  }

  forEach(see: (value: PropertyNode, key: string, map: ReadonlyMap<string, PropertyNode>) => void): void {
    for (const [key, value] of this) see(value, key, this);
  }
}
