import type { JsonValue } from '../../asl/json.ts';
import { FieldError } from './failure.ts';
import type { FieldReader } from './field-reader.ts';
import { StateScope, type Frame } from './frame.ts';
import { asAssigned, compileInputPath, compileOutputAndAssign, compileSelection, plain } from './input-output.ts';
import { unexpectedType } from './number-field.ts';
import type { StatePlan } from './plan.ts';
import type { Link, StateContext } from './state-context.ts';

type Finish = (frame: Frame, scope: StateScope, otherwise: JsonValue) => JsonValue | Promise<JsonValue>;

interface Rule {
  readonly test: (scope: StateScope) => boolean | Promise<boolean>;
  readonly link: Link;
  readonly finish: Finish;
}

/** Choice: the first rule that is true decides, else Default. */
export function compileChoice(context: StateContext): StatePlan['run'] {
  const { fields } = context;
  const rules = fields.objects('Choices').map((rule) => compileRule(rule, context));
  const selectInput = fields.isJsonata ? compileSelection(undefined) : compileInputPath(fields);
  const selectOutput = compileSelection(fields.isJsonata ? undefined : fields.path('OutputPath'));
  // The state's own Assign and Output count with its Default only; without one they are legal and without effect.
  const finish = compileFinish(fields);
  const otherwise = fields.has('Default') ? { link: context.link(fields, 'Default'), finish } : undefined;
  const leave = (frame: Frame, scope: StateScope, chosen: Pick<Rule, 'link' | 'finish'>) => {
    frame.next = chosen.link.plan;
    const output = chosen.finish(frame, scope, scope.input);
    return output instanceof Promise ? output : selectOutput(frame, output);
  };
  const chooseFrom = (frame: Frame, scope: StateScope, from: number): JsonValue | Promise<JsonValue> => {
    for (let index = from; index < rules.length; index++) {
      const rule = rules[index];
      const verdict = rule?.test(scope);
      if (rule === undefined || verdict === false) continue;
      if (verdict === true) return leave(frame, scope, rule);
      return Promise.resolve(verdict).then((holds) =>
        holds ? leave(frame, scope, rule) : chooseFrom(frame, scope, index + 1),
      );
    }
    if (otherwise) return leave(frame, scope, otherwise);
    throw new FieldError(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    );
  };
  return (frame, input) => chooseFrom(frame, new StateScope(frame, selectInput(frame, input)), 0);
}

function compileRule(rule: FieldReader, context: StateContext): Rule {
  const link = context.link(rule, 'Next');
  const finish = compileFinish(rule);
  if (rule.isJsonata) {
    const test = compileCondition(rule);
    rule.refuseUnread();
    return { test, link, finish };
  }
  const compiled = rule.choiceRule('Choices', rule.all());
  return { test: (scope) => compiled?.test(scope) ?? false, link, finish };
}

function compileCondition(rule: FieldReader): Rule['test'] {
  const source = rule.value('Condition');
  if (typeof source === 'boolean') return () => source;
  const template = rule.template('Condition');
  const verdict = (value: JsonValue): boolean => {
    if (typeof value === 'boolean') return value;
    throw unexpectedType(source, rule.nameOf('Condition'), 'boolean', value);
  };
  return (scope) => {
    const value = template?.evaluate(scope) ?? false;
    return value instanceof Promise ? value.then(verdict) : verdict(value);
  };
}

/** Output and Assign of a rule, or of the state where it is the Default that counts. */
function compileFinish(fields: FieldReader): Finish {
  if (fields.isJsonata) return compileOutputAndAssign(fields);
  const assign = fields.template('Assign');
  return (frame, scope, otherwise) => {
    if (assign) frame.assigned = asAssigned(plain(assign.evaluate(scope)));
    return otherwise;
  };
}
