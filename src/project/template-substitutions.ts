import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { joinPath } from './paths.ts';
import type { Project } from './project.ts';
import { parseTemplate } from './template.ts';

/** What the pseudo parameters of a template are when nothing is deployed. */
export interface LocalAccount {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

export interface TemplateSubstitutions {
  readonly values: Readonly<Record<string, string>>;
  /** Name → why it has no local value, one sentence without the name. */
  readonly unresolved: Readonly<Record<string, string>>;
  /** One sentence, when the template could not be read or has no state machine for this definition. */
  readonly problem: string | undefined;
}

export interface TemplateOptions {
  /** Path of the definition as seen from the template: picks the state machine where the template has several. */
  readonly definition?: string;
  /** Of the state machine, where its definition is written in the template. */
  readonly logicalId?: string;
  /** Names in the text of a Fn::Sub, which stand for parameters and resources of the template. */
  readonly sub?: readonly string[];
  /** Names of its buckets and functions win over those in the template. */
  readonly project?: Pick<Project, 'buckets' | 'functions'>;
  readonly account?: LocalAccount;
}

const STATE_MACHINES = ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'];
const FUNCTIONS = ['AWS::Serverless::Function', 'AWS::Lambda::Function'];
const NO_ACCOUNT: LocalAccount = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' };

/**
 * What `${Name}` stands for by the DefinitionSubstitutions of a template, with local names in place of deployed ones:
 * `!Ref Bucket` is the bucket's name, `!GetAtt Function.Arn` the function's name (`lambda:invoke` takes a name where it
 * takes an ARN). A resource is named by its logical id when fanout.json knows one of that name, else by its FunctionName
 * or BucketName, else by the logical id.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
 */
export function templateSubstitutions(templateText: string, options: TemplateOptions = {}): TemplateSubstitutions {
  const { template, problem } = parseTemplate(templateText);
  if (!template) return { values: {}, unresolved: {}, problem };
  const machines = stateMachines(template, options.logicalId);
  const machine = options.definition === undefined ? undefined : machines.find(hasDefinition(options.definition));
  const chosen = machine ?? (machines.length === 1 ? machines[0] : undefined);
  if (!chosen) return { values: {}, unresolved: {}, problem: noMachine(machines.length, options) };
  const values: Record<string, string> = {};
  const unresolved: Record<string, string> = {};
  const scope = new TemplateScope(template, options);
  const substitutions = chosen.DefinitionSubstitutions;
  const filled = Object.fromEntries((options.sub ?? []).map((name) => [name, { 'Fn::Sub': `\${${name}}` }]));
  for (const [name, value] of Object.entries({ ...filled, ...(isJsonObject(substitutions) ? substitutions : {}) })) {
    const resolved = scope.resolve(value);
    if ('text' in resolved) values[name] = resolved.text;
    else unresolved[name] = resolved.fault;
  }
  return { values, unresolved, problem: undefined };
}

function stateMachines(template: JsonObject, id?: string): JsonObject[] {
  const resources = isJsonObject(template.Resources) ? Object.entries(template.Resources) : [];
  return resources.flatMap(([name, resource]) =>
    (id === undefined || id === name) &&
    isJsonObject(resource) &&
    STATE_MACHINES.includes(typeOf(resource)) &&
    isJsonObject(resource.Properties)
      ? [resource.Properties]
      : [],
  );
}

function hasDefinition(path: string): (machine: JsonObject) => boolean {
  return ({ DefinitionUri: uri }) => typeof uri === 'string' && joinPath('.', uri) === joinPath('.', path);
}

function noMachine(count: number, { definition, logicalId }: TemplateOptions): string {
  if (logicalId !== undefined) return `The template has no state machine ${logicalId}.`;
  if (count === 0) return 'The template has no state machine.';
  return definition === undefined
    ? `The template has ${count} state machines and no definition was named.`
    : `None of the template's ${count} state machines has DefinitionUri ${definition}.`;
}

type Resolved = { readonly text: string } | { readonly fault: string };

/** The parameters and resources that a value of the template can name. */
class TemplateScope {
  readonly #parameters: JsonObject;
  readonly #resources: JsonObject;
  readonly #options: TemplateOptions;

  constructor(template: JsonObject, options: TemplateOptions) {
    this.#parameters = isJsonObject(template.Parameters) ? template.Parameters : {};
    this.#resources = isJsonObject(template.Resources) ? template.Resources : {};
    this.#options = options;
  }

  resolve(value: JsonValue | undefined): Resolved {
    if (typeof value === 'string') return { text: value };
    if (typeof value === 'number' || typeof value === 'boolean') return { text: String(value) };
    const entry = isJsonObject(value) ? Object.entries(value) : [];
    const [fn, argument] = entry.length === 1 && entry[0] ? entry[0] : ['', null];
    if (fn === 'Ref' && typeof argument === 'string') return this.#ref(argument);
    if (fn === 'Fn::Sub') return this.#sub(argument);
    if (fn === 'Fn::GetAtt') {
      const path = Array.isArray(argument) ? argument.filter((part) => typeof part === 'string').join('.') : argument;
      if (typeof path === 'string') return this.#getAtt(path);
    }
    if (fn === 'Fn::Join' && Array.isArray(argument)) return this.#join(argument);
    return { fault: fn === '' ? 'is no text in the template' : `uses ${fn}, which only a deployment can resolve` };
  }

  #ref(name: string): Resolved {
    const account = this.#options.account ?? NO_ACCOUNT;
    if (name === 'AWS::Region') return { text: account.region };
    if (name === 'AWS::AccountId') return { text: account.accountId };
    if (name === 'AWS::Partition') return { text: account.partition };
    const parameter = own(this.#parameters, name);
    if (isJsonObject(parameter))
      return parameter.Default === undefined
        ? { fault: `is the parameter ${name}, which has no Default` }
        : this.resolve(parameter.Default);
    const resource = own(this.#resources, name);
    if (!isJsonObject(resource)) return { fault: `names ${name}, which the template does not have` };
    if (resource.Type === 'AWS::S3::Bucket')
      return { text: this.#localName(name, resource, 'BucketName', this.#options.project?.buckets) };
    if (FUNCTIONS.includes(typeOf(resource))) return { text: this.#functionName(name, resource) };
    return { fault: `is made from ${name} (${typeOf(resource)}), which exists only when deployed` };
  }

  #getAtt(path: string): Resolved {
    const [name = '', attribute] = path.split(/\.(.*)/s);
    const resource = own(this.#resources, name);
    if (!isJsonObject(resource)) return { fault: `names ${name}, which the template does not have` };
    if (attribute === 'Arn' && FUNCTIONS.includes(typeOf(resource)))
      return { text: this.#functionName(name, resource) };
    if (attribute === 'Arn' && resource.Type === 'AWS::S3::Bucket') {
      const bucket = this.#localName(name, resource, 'BucketName', this.#options.project?.buckets);
      return { text: `arn:${(this.#options.account ?? NO_ACCOUNT).partition}:s3:::${bucket}` };
    }
    return { fault: `is ${path} (${typeOf(resource)}), which exists only when deployed` };
  }

  #sub(argument: JsonValue): Resolved {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof text !== 'string') return { fault: 'uses Fn::Sub without a text' };
    const own = isJsonObject(variables) ? variables : {};
    let fault: string | undefined;
    const replaced = text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      const value = Object.hasOwn(own, name)
        ? this.resolve(own[name])
        : name.includes('.')
          ? this.#getAtt(name)
          : this.#ref(name);
      if ('text' in value) return value.text;
      fault ??= value.fault;
      return '';
    });
    return fault === undefined ? { text: replaced } : { fault };
  }

  #join([separator, parts]: readonly JsonValue[]): Resolved {
    if (typeof separator !== 'string' || !Array.isArray(parts)) return { fault: 'uses Fn::Join without a list' };
    const texts: string[] = [];
    for (const part of parts) {
      const value = this.resolve(part);
      if ('fault' in value) return value;
      texts.push(value.text);
    }
    return { text: texts.join(separator) };
  }

  #functionName(id: string, resource: JsonObject): string {
    return this.#localName(id, resource, 'FunctionName', this.#options.project?.functions);
  }

  #localName(id: string, resource: JsonObject, property: string, known: object | undefined): string {
    if (known && Object.hasOwn(known, id)) return id;
    const name = isJsonObject(resource.Properties) ? this.resolve(resource.Properties[property]) : undefined;
    return name && 'text' in name ? name.text : id;
  }
}

function own(record: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function typeOf(resource: JsonObject): string {
  return typeof resource.Type === 'string' ? resource.Type : 'no type';
}
