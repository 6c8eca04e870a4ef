/** `npm run test:aws-api`: what speaks to AWS, against moto's server (docs/aws-api.md). Its last line sums what it saw. */
import { mkdir } from 'node:fs/promises';
import { ensurePythonTools } from './python-tools.ts';
import { printTally, runVitest, type Tally } from './run-step.ts';

let tally: Tally = { passed: 0, failed: 1 };
try {
  await ensurePythonTools();
  await mkdir('test-results', { recursive: true });
  tally = await runVitest('AWS API', ['--config', 'vitest.aws-api.config.mts'], 'test-results/aws-api.json');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
}
console.log('');
printTally(tally);
process.exitCode = tally.failed > 0 ? 1 : 0;
