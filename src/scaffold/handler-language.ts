/** What can be told of the languages that handlers are written in. */
export type HandlerLanguage = 'javascript' | 'typescript' | 'python';

export const HANDLER_EXTENSIONS = { javascript: '.mjs', typescript: '.ts', python: '.py' } as const satisfies Record<
  HandlerLanguage,
  string
>;

/**
 * The newest runtimes that Lambda has and SAM can build.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html#runtimes-supported
 */
export const LAMBDA_RUNTIMES: Readonly<Record<HandlerLanguage, string>> = {
  javascript: 'nodejs24.x',
  typescript: 'nodejs24.x',
  python: 'python3.14',
};

/** The test of a function, by the folder of the function. */
export function testPath(folder: string, language: HandlerLanguage): string {
  return language === 'python' ? `tests/test_${folder}.py` : `tests/${folder}.test.mjs`;
}

/** What runs the tests of a project; it needs nothing installed. */
export function testCommand(language: HandlerLanguage): string {
  return language === 'python' ? 'python3 -m unittest' : 'node --test';
}
