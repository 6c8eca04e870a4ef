import { execFile } from 'node:child_process';
import { isJsonObject, type JsonValue } from '../../src/asl/json.ts';
import { StatesError, type TaskRequest } from '../../src/runtime/contracts.ts';

interface FunctionSource {
  readonly handler: string;
  readonly source: string;
}

/** Runs the source as Lambda does, and reports a thrown exception in Lambda's form. */
const RUNNER = `
import json, linecache, sys, traceback, uuid
given = json.load(sys.stdin)
lines = given["source"].splitlines(True)
linecache.cache["/var/task/handler.py"] = (len(given["source"]), None, lines, "/var/task/handler.py")
names = {}
try:
    exec(compile(given["source"], "/var/task/handler.py", "exec"), names)
    print(json.dumps({"result": names["handler"](given["event"], None)}))
except Exception as error:
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__)[1:])
    print(json.dumps({"failure": json.dumps({"errorMessage": str(error), "errorType": type(error).__name__,
          "requestId": str(uuid.uuid4()), "stackTrace": frames}), "errorType": type(error).__name__}))
`;

/** Calls a function whose source was recorded with the case, by `lambda:invoke` or by its ARN. */
export async function callFunction(
  { resource, parameters }: TaskRequest,
  functions: Readonly<Record<string, FunctionSource>>,
): Promise<JsonValue> {
  const isDirect = resource.includes(':function:');
  const call = !isDirect && isJsonObject(parameters) ? parameters : {};
  const name = isDirect ? resource : textOf(call['FunctionName']);
  const [source] = Object.entries(functions)
    .filter(([key]) => name.endsWith(key))
    .map(([, value]) => value);
  if (!source) throw new StatesError('Lambda.ResourceNotFoundException', `Function not found: ${name}`);
  const event = isDirect ? parameters : (call['Payload'] ?? {});
  const answer = JSON.parse(await runPython(JSON.stringify({ source: source.source, event }))) as {
    result: JsonValue;
    failure?: string;
    errorType?: string;
  };
  if (answer.failure !== undefined) {
    const cause = isDirect ? answer.failure : JSON.stringify(JSON.parse(answer.failure));
    throw new StatesError(answer.errorType ?? '', cause);
  }
  return isDirect ? answer.result : { ExecutedVersion: '$LATEST', Payload: answer.result, StatusCode: 200 };
}

function runPython(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('python3', ['-c', RUNNER], (error, stdout) => {
      if (error) reject(new Error(error.message));
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
