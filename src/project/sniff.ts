/**
 * Tells a state machine from other JSON and YAML by a look at the text, so that opening an ordinary file loads nothing
 * of the language: both keys that every definition must have, as keys.
 */
export function looksLikeDefinition(text: string): boolean {
  // A plain search first: most files have not got the word.
  if (!text.includes('StartAt')) return false;
  const start = findKey(text, 'StartAt');
  if (start < 0 || findKey(text, 'States') < 0) return false;
  // SAM and CloudFormation templates hold definitions, but are none. After StartAt it is a payload's key.
  return !['AWSTemplateFormatVersion', 'Resources'].some((key) => {
    const at = findKey(text, key);
    return at >= 0 && at < start;
  });
}

/**
 * Whether a text is a SAM or CloudFormation template with something of ours: a state machine, or a function that a queue,
 * a stream or a bucket feeds.
 */
export function looksLikeTemplate(text: string): boolean {
  return (hasMachine(text) || hasFedFunction(text)) && findKey(text, 'Resources') >= 0;
}

function hasMachine(text: string): boolean {
  return /AWS::(?:Serverless|StepFunctions)::StateMachine\b/.test(text);
}

/** An event source mapping, a bucket that notifies a function, or an event of a SAM function. */
function hasFedFunction(text: string): boolean {
  if (!text.includes('AWS::')) return false;
  if (/AWS::Lambda::EventSourceMapping\b|\bLambdaConfigurations\b/.test(text)) return true;
  return (
    text.includes('AWS::Serverless::Function') && /\bType["']?\s*:\s*["']?(?:SQS|DynamoDB|Kinesis|S3)\b/.test(text)
  );
}

/** Whether a text is a SAM or CloudFormation template, whatever its resources are. */
export function looksLikeResources(text: string): boolean {
  return /\bAWS::[A-Z][A-Za-z0-9]*::[A-Z]/.test(text) && findKey(text, 'Resources') >= 0 && !looksLikeDefinition(text);
}

/** Where the first key of this name is; -1 when there is none. */
function findKey(text: string, name: string): number {
  return text.search(new RegExp(`(?:^|[{,\\s])["']?${name}["']?\\s*:`));
}
