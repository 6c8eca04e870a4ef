import { definitionOf } from '../asl/build-definition.ts';
import type { Definition } from '../asl/definition.ts';
import { JSON_SYNTAX } from '../asl/parse-json.ts';
import { formatPointer } from '../asl/pointer.ts';
import { scalarTextOf, type ScalarText } from '../asl/scalar-text.ts';
import type { StringNode, SubstitutionNode, Syntax, SyntaxProblem, SyntaxTree, ValueNode } from '../asl/syntax.ts';
import { propertyOf, stringOf } from '../asl/values.ts';
import type { Project } from './project.ts';

/** What a template says of one of its state machines, wherever the definition itself is. */
export interface TemplateMachine {
  readonly logicalId: string;
  /** Undefined where only the deployment knows it. */
  readonly type: Project['type'] | undefined;
  /** Whether the deployment puts something in the place of `${name}`; undefined where the template does not tell. */
  readonly fills: ((name: string) => boolean) | undefined;
}

/** A definition that is written in a template. */
export interface EmbeddedDefinition extends TemplateMachine {
  /** JSON Pointer of the definition in the template. */
  readonly pointer: string;
  /** Its places are the template's, unless it is the text of a scalar: then they are those of that text. */
  readonly definition: Definition;
  readonly scalar: ScalarText | undefined;
  /** Where it stands in the template. */
  readonly start: number;
  readonly end: number;
}

interface Spot {
  /** JSON Pointer in the template. */
  readonly pointer: string;
  readonly start: number;
  readonly end: number;
}

/** A definition in a file of its own, which the template names. */
export interface ReferencedDefinition extends TemplateMachine, Spot {
  /** As written: relative to the template. */
  readonly path: string;
}

/** A definition that cannot be looked at. */
export interface UnreadDefinition extends Spot {
  readonly logicalId: string;
  /** Words that follow "The definition of X ". */
  readonly reason: string;
}

export interface TemplateDefinitions {
  /** All of the template. */
  readonly root: ValueNode | undefined;
  readonly embedded: readonly EmbeddedDefinition[];
  readonly referenced: readonly ReferencedDefinition[];
  readonly unread: readonly UnreadDefinition[];
  /** What could not be read of the template around its definitions, so that some may be missing. */
  readonly problems: readonly SyntaxProblem[];
}

/** What others read all the same. */
const TOLERATED: ReadonlySet<string> = new Set(['YAML_TAG', 'JSON_COMMENT', 'JSON_TRAILING_COMMA']);

/** Whether the rest of a text with this problem can be read all the same. */
export function isTolerated({ code }: SyntaxProblem): boolean {
  return TOLERATED.has(code);
}

/** Which property of a resource tells its type. */
const TYPE_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::Serverless::StateMachine': 'Type',
  'AWS::StepFunctions::StateMachine': 'StateMachineType',
};

/**
 * The state machines of a SAM or CloudFormation template: `Definition` (an object), `DefinitionString` (a text, or the
 * text of Fn::Sub), `DefinitionUri` and `DefinitionS3Location` that name a local file. A template is any text with
 * Resources; one that holds no state machine gives empty lists. Never throws.
 *
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
export function findDefinitions(text: string, syntax: Syntax): TemplateDefinitions {
  const tree = syntax.read(text);
  const found = new Finder(tree, text, syntax);
  const resources = propertyOf(tree.root, 'Resources')?.value;
  if (resources?.kind === 'object')
    for (const { key, value } of resources.properties) if (value) found.addResource(key.value, value);
  return found;
}

class Finder implements TemplateDefinitions {
  readonly embedded: EmbeddedDefinition[] = [];
  readonly referenced: ReferencedDefinition[] = [];
  readonly unread: UnreadDefinition[] = [];
  readonly #tree: SyntaxTree;
  readonly #text: string;
  readonly #syntax: Syntax;

  constructor(tree: SyntaxTree, text: string, syntax: Syntax) {
    this.#tree = tree;
    this.#text = text;
    this.#syntax = syntax;
  }

  get root(): ValueNode | undefined {
    return this.#tree.root;
  }

  get problems(): readonly SyntaxProblem[] {
    return this.#tree.problems.filter(
      ({ code, start, end }) =>
        !TOLERATED.has(code) && !this.embedded.some((each) => each.start <= start && end <= each.end),
    );
  }

  addResource(logicalId: string, resource: ValueNode): void {
    const typeProperty = TYPE_PROPERTIES[stringOf(propertyOf(resource, 'Type')?.value) ?? ''];
    const properties = propertyOf(resource, 'Properties')?.value;
    if (typeProperty === undefined || properties?.kind !== 'object') return;
    const machine: TemplateMachine = {
      logicalId,
      type: typeOf(propertyOf(properties, typeProperty)?.value),
      fills: this.#fillsOf(propertyOf(properties, 'DefinitionSubstitutions')?.value),
    };
    for (const { key, value } of properties.properties) {
      const pointer = formatPointer(['Resources', logicalId, 'Properties', key.value]);
      if (!value) continue;
      if (key.value === 'Definition' || key.value === 'DefinitionString') this.#addDefinition(machine, value, pointer);
      else if (key.value === 'DefinitionUri' || key.value === 'DefinitionS3Location')
        this.#addReference(machine, value, pointer);
    }
  }

  #addDefinition(machine: TemplateMachine, value: ValueNode, pointer: string): void {
    if (value.kind === 'string') this.#addText(machine, value, pointer, false);
    else if (value.kind === 'substitution') this.#addFunction(machine, value, pointer);
    else this.#addValue(machine, value, pointer);
  }

  #addFunction(machine: TemplateMachine, call: SubstitutionNode, pointer: string): void {
    const { fn, argument } = call;
    if (fn === 'ToJsonString' && argument?.kind === 'object')
      this.#addValue(machine, argument, `${pointer}/Fn::ToJsonString`);
    else if (fn === 'Sub' && argument?.kind === 'string')
      this.#addText(this.#withSub(machine, undefined), argument, `${pointer}/Fn::Sub`, true);
    else if (fn === 'Sub' && argument?.kind === 'array' && argument.items[0]?.kind === 'string')
      this.#addText(this.#withSub(machine, argument.items[1]), argument.items[0], `${pointer}/Fn::Sub/0`, true);
    else this.#addUnread(machine, call, pointer, `is made by ${fn === 'Ref' ? fn : `Fn::${fn}`} when it is deployed`);
  }

  #addValue(machine: TemplateMachine, node: ValueNode, pointer: string): void {
    const { start, end } = node;
    const problems = this.#tree.problems.filter((problem) => start <= problem.start && problem.end <= end);
    const definition = definitionOf(node, this.#text, this.#syntax, problems, pointer);
    this.embedded.push({ ...machine, pointer, definition, scalar: undefined, start, end });
  }

  #addText(machine: TemplateMachine, node: StringNode, pointer: string, isSub: boolean): void {
    const scalar = scalarTextOf(this.#text, node, isSub);
    if (scalar === undefined) {
      this.#addUnread(machine, node, pointer, 'is a text that an alias repeats');
      return;
    }
    const { root, problems } = JSON_SYNTAX.read(scalar.value);
    const definition = definitionOf(root, scalar.value, JSON_SYNTAX, problems);
    this.embedded.push({ ...machine, pointer, definition, scalar, start: node.start, end: node.end });
  }

  #addReference(machine: TemplateMachine, value: ValueNode, pointer: string): void {
    const { start, end } = value;
    const path = stringOf(value);
    if (path !== undefined && !/^[a-z][a-z0-9+.-]+:\/\//i.test(path))
      this.referenced.push({ ...machine, path, pointer, start, end });
    else this.#addUnread(machine, value, pointer, 'lies in a bucket');
  }

  #addUnread({ logicalId }: TemplateMachine, { start, end }: ValueNode, pointer: string, reason: string): void {
    this.unread.push({ logicalId, pointer, start, end, reason });
  }

  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
  #withSub(machine: TemplateMachine, variables: ValueNode | undefined): TemplateMachine {
    const { fills } = machine;
    if (fills === undefined || (variables !== undefined && variables.kind !== 'object'))
      return { ...machine, fills: undefined };
    const names = new Set([...this.#namesUnder('Parameters'), ...this.#namesUnder('Resources'), ...keysOf(variables)]);
    return { ...machine, fills: (name) => fills(name) || names.has(name) || names.has(name.split('.')[0] ?? '') };
  }

  #namesUnder(section: string): readonly string[] {
    return keysOf(propertyOf(this.#tree.root, section)?.value);
  }

  #fillsOf(substitutions: ValueNode | undefined): TemplateMachine['fills'] {
    if (substitutions !== undefined && substitutions.kind !== 'object') return undefined;
    const names = new Set(keysOf(substitutions));
    // Fn::Transform, or a macro, may add names.
    if ([...names].some((name) => name.startsWith('Fn::'))) return undefined;
    return (name) => names.has(name) || name.startsWith('AWS::');
  }
}

/** STANDARD unless said, in both kinds of resources. */
function typeOf(node: ValueNode | undefined): Project['type'] | undefined {
  if (node === undefined) return 'STANDARD';
  const type = stringOf(node);
  return type === 'STANDARD' || type === 'EXPRESS' ? type : undefined;
}

function keysOf(node: ValueNode | undefined): readonly string[] {
  return node?.kind === 'object' ? node.properties.map(({ key }) => key.value) : [];
}
