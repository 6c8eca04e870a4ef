import type { JsonObject } from '../../asl/json.ts';
import type { QueryLanguage } from '../../asl/definition.ts';
import { lambdaTask } from '../lambda-task.ts';

/** Fan-out over `items` of the input, fan-in by one function that gets all results at once, in the items' order. */
export function inlineDefinition(queryLanguage: QueryLanguage, maxConcurrency: number): JsonObject {
  const isJsonata = queryLanguage === 'JSONata';
  return {
    Comment: 'Works on each item of the input, then on all the results at once.',
    QueryLanguage: queryLanguage,
    StartAt: 'HasItems',
    States: {
      HasItems: {
        Type: 'Choice',
        Comment: 'An empty array is fine: the Map is done at once and the summary is that of nothing.',
        Choices: [
          isJsonata
            ? { Condition: "{% $type($states.input.items) = 'array' %}", Next: 'ProcessItems' }
            : { Variable: '$.items', IsPresent: true, Next: 'ProcessItems' },
        ],
        Default: 'NoItems',
      },
      NoItems: { Type: 'Fail', Error: 'MissingItems', Cause: 'The input has no array "items".' },
      ProcessItems: {
        Type: 'Map',
        ...(isJsonata ? { Items: '{% $states.input.items %}' } : { ItemsPath: '$.items' }),
        MaxConcurrency: maxConcurrency,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'ProcessItem',
          States: { ProcessItem: lambdaTask(queryLanguage, '${WorkerFunctionArn}') },
        },
        Next: 'SummarizeResults',
      },
      SummarizeResults: lambdaTask(
        queryLanguage,
        '${SummaryFunctionArn}',
        isJsonata ? { results: '{% $states.input %}' } : { 'results.$': '$' },
      ),
    },
  };
}
