import type { Definition, State } from '../asl/definition.ts';
import { insertProperty, setValue } from '../asl/plan-change.ts';
import { propertyOf } from '../asl/values.ts';
import { planLater } from './edits.ts';
import type { Fix } from './finding.ts';

/** Has an inline Map run its items as child executions of type STANDARD, which can do all that the inline ones could. */
export function makeDistributed(definition: Definition, state: State): Fix {
  return planLater('Make the Map distributed', () => {
    const processor = state.scopes[0];
    if (!processor) return { refused: 'The Map has no ItemProcessor.' };
    const config = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
    return propertyOf(processor.node, 'ProcessorConfig')
      ? setValue(definition, `${processor.pointer}/ProcessorConfig`, config)
      : insertProperty(definition, processor.pointer, 'ProcessorConfig', config, 0);
  });
}
