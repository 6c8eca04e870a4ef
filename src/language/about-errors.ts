import type { ErrorName } from '../asl/error-names.ts';

/** What each reserved error says. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export const ABOUT_ERRORS: Readonly<Record<ErrorName, string>> = {
  'States.ALL': 'Any error, except States.DataLimitExceeded and States.Runtime: alone, and in the last element.',
  'States.TaskFailed': 'A task that failed; stands for any error of a Task but States.Timeout.',
  'States.Timeout': 'A state that ran longer than TimeoutSeconds, or sent no heartbeat for HeartbeatSeconds.',
  'States.HeartbeatTimeout': 'A task that sent no heartbeat for HeartbeatSeconds.',
  'States.Permissions': 'A task whose role may not do what it has to.',
  'States.DataLimitExceeded': 'An output over 256 KiB; States.ALL does not stand for it.',
  'States.Runtime':
    'A definition that could not be carried out, such as a path that led nowhere: never retried, and States.ALL does not stand for it.',
  'States.QueryEvaluationError': 'A JSONata expression that failed, gave nothing, or something of the wrong type.',
  'States.BranchFailed': 'A branch of a Parallel that failed.',
  'States.NoChoiceMatched': 'A Choice without Default of whose rules none was true.',
  'States.ParameterPathFailure': 'A path in Parameters, ResultSelector or the like that led nowhere.',
  'States.ResultPathMatchFailure': 'A ResultPath that does not fit the input.',
  'States.IntrinsicFailure': 'An intrinsic function that could not work with its arguments.',
  'States.ExceedToleratedFailureThreshold': 'A Map Run of which more items failed than it tolerates.',
  'States.ItemReaderFailed': 'An ItemReader that could not read its items.',
  'States.ResultWriterFailed': 'A ResultWriter that could not write the results.',
  'States.Http.Socket': 'An HTTP task that got no answer within 60 seconds.',
};
